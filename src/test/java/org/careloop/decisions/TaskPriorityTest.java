package org.careloop.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import org.careloop.decisions.Decisions.Judgement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskPriorityTest extends DecisionTest {

  TaskPriorityTest() {
    super("task-priority");
  }

  @ParameterizedTest(name = "level {0}: {1}")
  @CsvSource({"1, 25, standard", "2, 50, standard", "3, 75, high", "4, 100, high"})
  void theHigherTheLevelTheHigherTheTaskAndTheHarderThePatientIsTriedToReach(int level, int priority, String contactRisk) {
    Judgement judgement = judge("intensityLevel", level);

    assertThat(judgement.get("taskPriority")).isEqualTo(priority);
    assertThat(judgement.get("contactRisk")).isEqualTo(contactRisk);
    assertComplete(judgement);
  }

  @ParameterizedTest(name = "level {0}: {1}")
  @CsvSource(nullValues = "null", value = {
    "null, intensityLevel missing", "0, intensityLevel out of range", "-1, intensityLevel out of range", "5, intensityLevel out of range"
  })
  void withoutALevelTheTaskIsInTheMiddle(Integer level, String problem) {
    Judgement judgement = judge("intensityLevel", level);

    assertThat(judgement.get("taskPriority")).isEqualTo(50);
    assertThat(judgement.get("contactRisk")).as("never tried less for want of data").isEqualTo("high");
    assertIncomplete(judgement, problem);
  }
}
