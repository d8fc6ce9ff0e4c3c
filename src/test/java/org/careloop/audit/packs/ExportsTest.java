package org.careloop.audit.packs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.careloop.audit.packs.Exports.Subject;
import org.careloop.audit.packs.Taken.Kind;
import org.careloop.audit.story.SearchForm;
import org.careloop.trail.Trail;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Nothing leaves that is not recorded first. */
class ExportsTest {

  private static final Subject SUBJECT = new Subject(Kind.CASES_CSV, null, null, List.of(), "every case", "cases.csv");

  private final DriverManagerDataSource database = new DriverManagerDataSource("jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(UUID.randomUUID()));
  private final JdbcTemplate jdbc = new JdbcTemplate(database);
  private final ExportStore store = new ExportStore(jdbc, Trail.none(), new DataSourceTransactionManager(database));
  private final Request request = Request.of("auditor", List.of("auditors"), "PAYER", " Payer of the North ", " ", SampleStory.BEGIN);

  @Test
  void whatLeavesIsTheFileThatWasRecordedAndItIsGoneFromDiskAfterwards() throws IOException {
    tableIsThere();
    List<Path> sent = new ArrayList<>();
    new Exports(store).take(request, SUBJECT, out -> {
      out.write("a,b\r\n".getBytes(StandardCharsets.UTF_8));
      return 7;
    }, () -> { }, (taken, file) -> {
      sent.add(file);
      assertThat(store.newest(9)).as("committed before the first byte").containsExactly(taken);
      assertThat(ModelsInForce.sha256(Files.readAllBytes(file))).isEqualTo(taken.sha256());
      assertThat(taken.cases()).isEqualTo(7);
      assertThat(taken.roles()).isEqualTo("auditors");
      assertThat(taken.recipient()).isEqualTo("Payer of the North");
      assertThat(taken.note()).isNull();
    });
    assertThat(sent).hasSize(1).allMatch(Files::notExists);
  }

  @Test
  void eachPatientWhoWasAskedForStandsInTheRecord() throws IOException {
    tableIsThere();
    new Exports(store).take(request, new Subject(Kind.REPORT_CSV, null, null, List.of("p1", "p2"), "Report: x", "x.csv"), out -> 3, () -> { },
        (taken, file) -> assertThat(taken.id()).isEqualTo(request.id()));
    assertThat(store.newest(9)).extracting(Taken::patientId).containsExactlyInAnyOrder("p1", "p2");
    assertThat(store.newest(9)).extracting(Taken::sha256).containsOnly(store.newest(9).get(0).sha256());
  }

  @Test
  void whatCannotBeRecordedDoesNotLeave() {
    assertThatThrownBy(() -> new Exports(store).take(request, SUBJECT, out -> 1, () -> { }, (taken, file) -> {
      throw new AssertionError("left unrecorded");
    })).isInstanceOf(IllegalStateException.class).hasMessageContaining("Nothing was exported");
  }

  @Test
  void whereItCannotBeKeptWhoWasShownWhatNothingLeavesEither() throws IOException {
    tableIsThere();
    assertThatThrownBy(() -> new Exports(store).take(request, SUBJECT, out -> 1, () -> {
      throw new IllegalStateException("no read log");
    }, (taken, file) -> {
      throw new AssertionError("left unrecorded");
    })).hasMessageContaining("Nothing was exported");
    assertThat(store.newest(9)).isEmpty();
  }

  @Test
  void whoGetsItMustBeSaidWhereItLeavesThePracticeAndWhatForInWordsWhereNoPurposeFits() {
    assertThatThrownBy(() -> Request.of("a", List.of(), "LEGAL", "", "", SampleStory.BEGIN)).hasMessageContaining("who gets it");
    assertThatThrownBy(() -> Request.of("a", List.of(), "OTHER", "Somebody", "", SampleStory.BEGIN)).hasMessageContaining("few words");
    assertThatThrownBy(() -> Request.of("a", List.of(), "none of these", "", "", SampleStory.BEGIN)).hasMessageContaining("what the export is for");
  }

  @Test
  void whatAListWasSearchedByIsKeptWithoutThePatient() {
    SearchForm form = new SearchForm("Núñez", "MERCY:V-1", "nurse", "discharge-transition", null, "2026-03-01", "", null, true, null, null);
    assertThat(form.inWords()).isEqualTo("one patient, one case number, person nurse, protocol discharge-transition, begun from 2026-03-01, a deadline missed");
  }

  private void tableIsThere() throws IOException {
    try (InputStream script = getClass().getResourceAsStream("/db/migration/V62__exports.sql")) {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      script.transferTo(text);
      for (String statement : text.toString(StandardCharsets.UTF_8).split(";")) {
        if (!statement.isBlank()) {
          jdbc.execute(statement);
        }
      }
    }
  }
}
