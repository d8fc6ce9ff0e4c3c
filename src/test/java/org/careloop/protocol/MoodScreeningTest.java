package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoodScreeningTest extends ScreeningPartTest {

  @Override
  protected String diagram() {
    return "mood-screening";
  }

  private ProcessInstance screening() {
    return start("mood-screening", screened());
  }

  @Test
  void withTwoQuietAnswersThePhq9IsNotAsked() {
    ProcessInstance screening = screening();
    isFor(task("askPhq2"), "nurses", "care-coordinators");
    assertThat(task("askPhq2").getDueDate().toInstant()).isEqualTo(DUE);
    complete("askPhq2", phq2(1, 1));
    complete("askGad7", gad7(3, 3, 3, 2, 2, 1, 1));

    assertThat(ends(screening)).containsExactly("moodScreened");
    assertThat(variable(screening, "phq2Total")).isEqualTo(2);
    assertThat(variable(screening, "phq2Positive")).isEqualTo(false);
    assertThat(variable(screening, "phq9Total")).isNull();
    assertThat(variable(screening, "gad7Total")).isEqualTo(15);
    assertThat(variable(screening, "gad2Positive")).isEqualTo(true);
    assertThat(variable(screening, "gad7Severity")).isEqualTo("severe");
    var answers = wires.read("QuestionnaireResponse/" + variable(screening, "questionnaireResponseId"));
    assertThat(answers.path("status").asText()).isEqualTo("completed");
    assertThat(answers.at("/subject/reference").asText()).isEqualTo("Patient/" + PATIENT);
    assertThat(failures).isEmpty();
  }

  @Test
  void aPositivePhq2IsTakenOverIntoThePhq9() {
    ProcessInstance screening = screening();
    complete("askGad7", gad7(0, 0, 0, 0, 0, 0, 0));
    complete("askPhq2", phq2(2, 1));
    assertThat(variable(screening, "phq2DecisionId")).as("why, one click away").isNotNull();
    complete("askPhq9", phq9(2, 2, 1, 1, 1, 0, 0));

    assertThat(ends(screening)).containsExactly("moodScreened");
    assertThat(variable(screening, "phq9Total")).isEqualTo(10);
    assertThat(variable(screening, "phq9Severity")).isEqualTo("moderate");
    assertThat(variable(screening, "phq9Positive")).isEqualTo(true);
    assertThat(variable(screening, "phq9Item9")).isEqualTo(0);
    assertThat(concerns()).isEmpty();
    assertThat(wires.read("QuestionnaireResponse/" + variable(screening, "questionnaireResponseId")).path("questionnaire").asText()).contains("phq-9");
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest(name = "question 9: {0}")
  @CsvSource({"1", "2", "3"})
  void anAnswerToQuestion9OpensTheAssessmentInTheSameMomentWhateverTheTotal(int item9) {
    ProcessInstance screening = screening();
    complete("askPhq2", phq2(3, 0));
    completeOnly("askPhq9", phq9(0, 0, 0, 0, 0, 0, item9));

    assertThat(openTasks()).contains("assessRisk");
    isFor(task("assessRisk"), "nurses", "physicians");
    assertThat(task("assessRisk").getPriority()).isEqualTo(100);
    assertThat(concerns()).hasSize(1);
    assertThat(runtime.getVariables(concerns().get(0).getId())).containsEntry("phq9Item9", item9).containsEntry("concernKind", "suicideRisk")
        .containsEntry("patientId", PATIENT).containsEntry("phq9AnsweredAt", START.toString());
    assertThat(concerns().get(0).getBusinessKey()).isEqualTo(PATIENT);
    complete("askGad7", gad7(0, 0, 0, 0, 0, 0, 0));
    assertThat(ends(screening)).as("the screening does not wait").containsExactly("moodScreened");
    assertThat(openTasks()).as("and does not end the assessment").containsExactly("assessRisk");
    assertThat(variable(screening, "phq9AnsweredAt")).as("the auditor's report counts each answer once").isNull();
  }

  @Test
  void theAssessmentOutlivesAScreeningThatIsBrokenOff() {
    ProcessInstance screening = screening();
    complete("askPhq2", phq2(3, 3));
    completeOnly("askPhq9", phq9(null, null, null, null, null, null, 1));
    runtime.deleteProcessInstance(screening.getId(), "withdrawn");
    assertThat(openTasks()).containsExactly("assessRisk");
  }

  @Test
  void anIncompletePhq9WithThoughtsOfSelfHarmIsAssessedOnceAndAskedAgain() {
    ProcessInstance screening = screening();
    complete("askPhq2", phq2(3, 3));
    complete("askPhq9", phq9(null, null, null, 3, 3, 3, 1));
    assertThat(openTasks()).contains("assessRisk", "askPhq9");
    assertThat(variable(screening, "phq9Total")).isNull();
    complete("askPhq9", phq9(3, 3, 3, 3, 3, 3, 2));
    assertThat(concerns()).hasSize(1);
    assertThat(variable(screening, "phq9Total")).isEqualTo(26);
    assertThat(variable(screening, "phq9Item9")).isEqualTo(2);
  }

  @Test
  void withoutAnAnswerToQuestion9ThereIsNoScoreButATask() {
    ProcessInstance screening = screening();
    complete("askPhq2", phq2(3, 3));
    complete("askPhq9", phq9(3, 3, 3, 3, 3, 3, null));
    assertThat(openTasks()).containsExactly("askGad7", "askPhq9");
    assertThat(variable(screening, "phq9Total")).isNull();
    assertThat(variable(screening, "phq9Severity")).isNull();
    complete("askPhq9", phq9(3, 3, 3, 3, null, 3, 0));
    assertThat(variable(screening, "phq9Total")).as("one open answer is made up for by the others").isEqualTo(24);
  }

  @Test
  void whatIsLeftOpenComesAgainUntilItIsAnsweredOrDeclinedWithAReason() {
    ProcessInstance screening = screening();
    complete("askPhq2", phq2(3, null));
    assertThat(openTasks()).containsExactly("askGad7", "askPhq2");
    assertThat(variable(screening, "phq2Total")).isNull();
    complete("askPhq2", form("phq2Item1", 3, "phq2Item2", null, "phq2DeclinedReason", "patientDeclined"));
    assertThat(wires.read("QuestionnaireResponse/" + variable(screening, "questionnaireResponseId")).path("status").asText()).isEqualTo("stopped");
    complete("askGad7", gad7(1, 1, 1, null, null, null, null));
    assertThat(openTasks()).containsExactly("askGad7");
    complete("askGad7", form("gad7DeclinedReason", "cannotAnswer"));
    assertThat(ends(screening)).containsExactly("moodScreened");
    assertThat(variable(screening, "phq2Total")).as("never zero").isNull();
    assertThat(variable(screening, "gad7Total")).isNull();
    assertThat(failures).isEmpty();
  }

  @Test
  void aDeclinedPhq9LeavesNoTotal() {
    ProcessInstance screening = screening();
    complete("askPhq2", phq2(3, 3));
    Map<String, Object> declined = phq9(null, null, null, null, null, null, null);
    declined.put("phq9DeclinedReason", "patientDeclined");
    complete("askPhq9", declined);
    complete("askGad7", gad7(0, 0, 0, 0, 0, 0, 0));
    assertThat(ends(screening)).containsExactly("moodScreened");
    assertThat(variable(screening, "phq9Total")).isNull();
  }

  @Test
  void aLateScreeningIsEscalatedAndTheLateAnswersEndIt() {
    ProcessInstance screening = screening();
    timePasses(Duration.ofDays(8));
    assertThat(openTasks()).containsExactly("askGad7", "askPhq2", "decideOnDeadline", "decideOnDeadline");
    settleEscalations();
    assertThat(ends(screening)).containsExactlyInAnyOrder("moodEscalated", "anxietyEscalated");
    complete("askPhq2", phq2(3, 3));
    assertThat(openTasks()).containsExactly("askGad7", "askPhq9", "decideOnDeadline");
    complete("askPhq9", phq9(0, 0, 0, 0, 0, 0, 0));
    complete("askGad7", gad7(0, 0, 0, 0, 0, 0, 0));
    assertThat(openTasks()).isEqualTo(List.of());
    assertThat(ends(screening)).contains("moodScreened");
  }
}
