package org.careloop.protocol.vetting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line that a clinical lead uses before sending models in. */
class CheckCommandTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int check(String... arguments) {
    return CheckCommand.run(List.of(arguments), new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theReleasedModelsAreClean() {
    assertThat(check("processes", "decisions", "forms")).as(printed()).isZero();
    assertThat(printed()).matches("\\d+ models vetted: nothing found\\R");
  }

  @Test
  void oneFileIsVettedTogetherWithTheOtherModelsOfTheProgram(@TempDir Path folder) throws IOException {
    String diagram = Files.readString(Path.of("processes/home-visit.bpmn"));
    Path edited = Files.writeString(folder.resolve("home-visit.bpmn"), diagram.replace("camunda:formRef=\"home-visit-report\"", "camunda:formRef=\"home-report\""));

    assertThat(check(edited.toString())).isEqualTo(1);
    assertThat(printed()).contains("processes/home-visit.bpmn").contains("user task \"Visit patient at home\" (makeHomeVisit): there is no form \"home-report\"")
        .contains("Why:").contains("Mend:").contains("forms/home-visit-report.form").contains("no task shows this form");
  }

  @Test
  void whatIsUnsafeComesFirst(@TempDir Path folder) throws IOException {
    Files.createDirectory(folder.resolve("processes"));
    Files.writeString(folder.resolve("processes/zzz.bpmn"), "<!DOCTYPE x><x/>");
    Files.writeString(folder.resolve("processes/aaa.bpmn"), Files.readString(Path.of("src/test/resources/vetting", SmallSet.PART)));

    assertThat(check(folder.resolve("processes").toString())).isEqualTo(1);
    assertThat(printed()).contains("of them unsafe").contains("UNSAFE: line 1 declares a document type");
    assertThat(printed().indexOf("processes/zzz.bpmn")).isLessThan(printed().indexOf("processes/aaa.bpmn")).isPositive();
  }

  @Test
  void wrongUsageIsExplained() {
    assertThat(check()).isEqualTo(2);
    assertThat(check("no-such-folder")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("no-such-folder: no such file or folder").contains("Usage: java -jar careloop.jar check");
  }

  @Test
  void aSetKnowsItsSums() {
    ModelSet one = SmallSet.good();
    ModelSet other = one.with(Map.of(SmallSet.FORM, new byte[] {1}));

    assertThat(other.sum()).isNotEqualTo(one.sum());
    assertThat(other.sums().get(SmallSet.CALL)).isEqualTo(one.sums().get(SmallSet.CALL)).hasSize(64);
    assertThat(other.with(one.files())).isEqualTo(one);
    assertThat(one.without(List.of(SmallSet.FORM)).files()).doesNotContainKey(SmallSet.FORM);
  }
}
