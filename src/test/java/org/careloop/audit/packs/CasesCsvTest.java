package org.careloop.audit.packs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.careloop.audit.story.CaseHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A list of cases as a table file. */
class CasesCsvTest {

  @Test
  void aListReadsAsRfc4180WithItsHeaderAndNamesNoPatient() throws IOException {
    String text = csv(List.of(SampleStory.story().head(), SampleStory.head("r2", "Said \"no\", left\r\nat once — niño")));
    assertThat(text.lines().findFirst()).contains(String.join(",", CasesCsv.HEADER));
    List<CSVRecord> rows = read(text);
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).get("case")).isEqualTo(SampleStory.ROOT);
    assertThat(rows.get(0).get("started")).isEqualTo("2026-03-06T14:00:00.123Z");
    assertThat(rows.get(0).get("deadline_missed")).isEqualTo("yes");
    assertThat(rows.get(1).get("outcome")).isEqualTo("Said \"no\", left\r\nat once — niño");
    assertThat(rows.get(1).get("ended")).isEmpty();
    assertThat(text).doesNotContain("Núñez").contains("\r\n");
  }

  @Test
  void anEmptyListIsItsHeader() throws IOException {
    assertThat(csv(List.of())).isEqualTo(String.join(",", CasesCsv.HEADER) + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "|calc"})
  void noCellIsAFormula(String dangerous) throws IOException {
    assertThat(read(csv(List.of(SampleStory.head("r", dangerous)))).get(0).get("outcome")).isEqualTo("'" + dangerous);
  }

  @Test
  void theCaseNumberOfAHospitalIsNoFormulaEither() throws IOException {
    assertThat(read(csv(List.of(SampleStory.head("r", "Open")))).get(0).get("business_key")).startsWith("'=cmd");
  }

  private static String csv(List<CaseHead> cases) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(CasesCsv.write(cases.iterator(), out)).isEqualTo(cases.size());
    return out.toString(StandardCharsets.UTF_8);
  }

  private static List<CSVRecord> read(String text) throws IOException {
    return CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get().parse(new StringReader(text)).getRecords();
  }
}
