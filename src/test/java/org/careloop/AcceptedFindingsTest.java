package org.careloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What is accepted is written down whole, for a limited time, with a guard that exists. Whether an entry has expired is asked before a release only
 * ({@code -Dcareloop.findings=today}): a build of an old state must not fail because time went by.
 */
class AcceptedFindingsTest {

  private static final Path LIST = Path.of("src", "docs", "accepted-findings.md");
  private static final Path TESTS = Path.of("src", "test", "java");
  private static final Pattern IN_BACKTICKS = Pattern.compile("`([^`]+)`");
  private static final int FIELDS = 7;

  private record Finding(String id, String where, String why, String guard, LocalDate acceptedOn, String by, LocalDate expiresOn) {

    List<String> guards() {
      return IN_BACKTICKS.matcher(guard).results().map(found -> found.group(1)).toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyFindingIsWrittenDownWholeAndForALimitedTime() {
    return findings().stream().map(finding -> DynamicTest.dynamicTest(finding.id(), () -> {
      assertThat(Stream.of(finding.id(), finding.where(), finding.why(), finding.by())).noneMatch(String::isBlank);
      assertThat(finding.expiresOn()).as("expires on").isAfter(finding.acceptedOn()).isBeforeOrEqualTo(finding.acceptedOn().plusYears(1));
      assertThat(finding.guards()).as("guards").isNotEmpty().allSatisfy(AcceptedFindingsTest::assertExists);
    }));
  }

  @Test
  void bothOpenHolesOfTheEngineAreWrittenDownOnce() {
    assertThat(findings().stream().map(Finding::id)).doesNotHaveDuplicates().contains("CVE-2026-109432", "CVE-2026-77226");
  }

  @Test
  @EnabledIfSystemProperty(named = "careloop.findings", matches = "today")
  void noFindingHasExpired() {
    assertThat(findings()).allSatisfy(finding ->
        assertThat(finding.expiresOn()).as("%s: look again, then accept it anew or remove the cause", finding.id()).isAfter(LocalDate.now()));
  }

  private static void assertExists(String guard) {
    if (guard.startsWith("build: ")) {
      assertThat(read(Path.of("pom.xml"))).as(guard).contains("<id>%s</id>".formatted(guard.substring("build: ".length())));
      return;
    }
    String[] names = guard.split("\\.");
    assertThat(names).as("a guard is Class.method").hasSize(2);
    assertThat(sourceOf(names[0])).as(guard).containsPattern("\\b(void|ArchRule|Stream<DynamicTest>) " + names[1] + "\\b");
  }

  private static String sourceOf(String test) {
    try (Stream<Path> files = Files.walk(TESTS)) {
      return read(files.filter(file -> file.endsWith(test + ".java")).findFirst()
          .orElseThrow(() -> new AssertionError("There is no test class " + test)));
    } catch (IOException e) {
      throw new IllegalStateException("Cannot look through " + TESTS, e);
    }
  }

  private static List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (String line : read(LIST).lines().filter(row -> row.startsWith("|") && !row.startsWith("|---") && !row.startsWith("| Id |")).toList()) {
      List<String> cells = Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|", -1)).map(String::trim).toList();
      assertThat(cells).as("cells of: " + line).hasSize(FIELDS);
      findings.add(new Finding(cells.get(0), cells.get(1), cells.get(2), cells.get(3), LocalDate.parse(cells.get(4)), cells.get(5),
          LocalDate.parse(cells.get(6))));
    }
    return findings;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read " + file, e);
    }
  }
}
