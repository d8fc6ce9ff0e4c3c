package org.careloop.why;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.careloop.why.Judgement.Row;
import org.careloop.why.Judgement.Table;
import org.careloop.why.Judgement.Value;
import org.junit.jupiter.api.Test;

class ReasonsTest {

  private static final Map<String, List<String>> COLUMNS = Map.of("points", List.of("unplannedAdmissions12m", "poorlyControlled"),
      "tier", List.of("count(inputProblems)", "tierPoints"), "group", List.of("fallRisk"));

  @Test
  void whatCountsMostStandsFirstAndWhatGivesNoPointsIsLeftOut() {
    Judgement points = judgement("points", "tier-1", "COLLECT SUM", List.of("Unplanned admissions in 12 months", "Poorly controlled?"), "Points",
        List.of(new Value("u", "Unplanned admissions in 12 months", "3"), new Value("p", "Poorly controlled?", "yes")),
        row(1, "", "", "0"), row(2, "", "true", "2"), row(3, ">= 2", "", "4"));
    Judgement tier = judgement("tier", null, "UNIQUE", List.of("Problems with the inputs", "Points"), "Tier",
        List.of(new Value("c", "Problems with the inputs", "0"), new Value("t", "Points", "6")), row(4, "0", "[6..9]", "3"));

    assertThat(Reasons.of(tier, List.of(points), COLUMNS, List.of())).containsExactly("Points: 6 (6 to 9)",
        "Unplanned admissions in 12 months: 3 (2 or more), 4 points", "Poorly controlled? yes, 2 points");
  }

  @Test
  void aPartThatIsNoSumSaysWhatItFound() {
    Judgement part = judgement("group", "tier-1", "FIRST", List.of("Fall risk"), "Group", List.of(new Value("f", "Fall risk", "at risk")),
        row(1, "\"atRisk\"", null, "\"needsWalker\""));
    Judgement tier = judgement("tier", null, "UNIQUE", List.of("Problems with the inputs", "Points"), "Tier", List.of(), row(1, "", "", "1"));

    assertThat(Reasons.of(tier, List.of(part), COLUMNS, List.of())).containsExactly("Fall risk: at risk, Group needs walker");
  }

  @Test
  void whatWasNotKnownIsSaidLastByItsLabel() {
    Judgement tier = judgement("tier", null, "UNIQUE", List.of("Problems with the inputs", "Points"), "Tier",
        List.of(new Value("t", "Points", "0")), row(1, "", "[0..2]", "1"));
    String missing = Reasons.problem("poorlyControlled missing", Map.of("poorlyControlled", "Poorly controlled?"));
    String impossible = Reasons.problem("lastA1c out of range", Map.of());
    String declined = Reasons.problem("phq9Total declined", Map.of("phq9Total", "PHQ-9 total"));

    assertThat(Reasons.of(tier, List.of(), COLUMNS, List.of(missing, impossible, declined))).containsExactly("Points: 0 (0 to 2)",
        "Not counted, because not known: Poorly controlled, Last a1c (not a possible value), PHQ-9 total (declined)");
  }

  private static Judgement judgement(String definition, String requiredBy, String policy, List<String> labels, String output, List<Value> inputs,
      Row... fired) {
    return new Judgement("e-" + definition, requiredBy, "p", Instant.EPOCH, null, definition, definition, definition, "1.0.0", inputs, List.of(),
        List.of(fired), new Table(policy, labels, List.of(output), List.of(fired)));
  }

  private static Row row(int number, String first, String second, String output) {
    return new Row("r" + number, number, true, second == null ? List.of(first) : List.of(first, second), List.of(output), "default");
  }
}
