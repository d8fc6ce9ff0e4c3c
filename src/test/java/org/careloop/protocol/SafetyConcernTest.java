package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetyConcernTest extends ScreeningPartTest {

  @Override
  protected String diagram() {
    return "safety-concern";
  }

  private ProcessInstance concern(String kind, Object... more) {
    Map<String, Object> known = form("patientId", PATIENT, "patientLabel", "Test Patient · 1948-05-17", "concernKind", kind,
        "concernAt", START.toString(), "answeredBy", null);
    known.putAll(form(more));
    runtime.createSignalEvent("SafetyConcernRaised").setVariables(known).send();
    return concerns().get(0);
  }

  private ProcessInstance selfHarm() {
    return concern("suicideRisk", "phq9Item9", 1, "phq9AnsweredAt", START.toString());
  }

  private static Map<String, Object> notReachedInThree() {
    return form("concernContact", "notReached", "attempt1At", minute(), "attempt2At", minute(), "attempt3At", minute());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(nullValues = "null", value = {
      "high, true, true, true, true, false, false, false, arrangeEmergency",
      "high, false, false, null, null, null, true, true, arrangeEmergency",
      "moderate, true, true, true, false, false, false, false, evaluateToday",
      "moderate, false, false, null, null, null, true, false, evaluateToday",
      "low, true, false, null, null, null, false, false, referToBehavioralHealth"})
  void theRiskDecidesWhoActs(String risk, Boolean q1, Boolean q2, Boolean q3, Boolean q4, Boolean q5, Boolean ever, Boolean recently, String next) {
    ProcessInstance concern = selfHarm();
    assertThat(task("assessRisk").getDueDate().toInstant()).isEqualTo(START.plus(Duration.ofMinutes(15)));
    complete("assessRisk", assessed(q1, q2, q3, q4, q5, ever, recently));
    assertThat(openTasks()).containsExactly(next);
    assertThat(variable(concern, "suicideRisk")).isEqualTo(risk);
    assertThat(variable(concern, "suicideRiskAssessedAt")).isNotNull();
    complete(next, form("safetyResponse", "referred", "safetyRespondedAt", minute()));
    assertThat(ends(concern)).contains("nursesTold", "assessmentRecorded", "concernSettled");
    assertThat(passed(concern, "tellRisk")).as("the patient's open cases hear of it").isEqualTo(1);
    assertThat(wires.read("QuestionnaireResponse/" + variable(concern, "questionnaireResponseId")).path("questionnaire").asText()).contains("cssrs-screen");
    assertThat(failures).isEmpty();
  }

  @Test
  void withHighRiskTheEmergencyIsATaskInTheSameMoment() {
    selfHarm();
    completeOnly("assessRisk", assessed(true, true, true, true, true, true, true));
    assertThat(openTasks()).containsExactly("arrangeEmergency");
  }

  @Test
  void noRiskIsDocumented() {
    ProcessInstance concern = selfHarm();
    complete("assessRisk", assessed(false, false, null, null, null, false, false));
    assertThat(variable(concern, "suicideRisk")).isEqualTo("none");
    assertThat(ends(concern)).contains("assessmentRecorded", "nothingMore");
    assertThat(openTasks()).isEmpty();
  }

  @Test
  void anOpenQuestionIsAskedAgainBeforeTheRiskIsKnown() {
    ProcessInstance concern = selfHarm();
    complete("assessRisk", assessed(true, true, false, null, false, false, false));
    assertThat(openTasks()).containsExactly("assessRisk");
    assertThat(variable(concern, "suicideRisk")).isNull();
    complete("assessRisk", assessed(true, true, false, false, false, false, false));
    assertThat(variable(concern, "suicideRisk")).isEqualTo("low");
  }

  @Test
  void immediateDangerIsTreatedAsHighRiskWithoutQuestions() {
    ProcessInstance concern = selfHarm();
    complete("assessRisk", form("concernContact", "immediateDanger", "suicideRiskAssessedAt", minute()));
    assertThat(variable(concern, "suicideRisk")).isEqualTo("high");
    assertThat(openTasks()).containsExactly("arrangeEmergency");
  }

  @Test
  void whoCannotBeReachedIsLookedForAndThenAssessed() {
    ProcessInstance concern = selfHarm();
    complete("assessRisk", notReachedInThree());
    assertThat(openTasks()).containsExactly("checkWelfare");
    assertThat(task("checkWelfare").getDueDate().toInstant()).isEqualTo(START.plus(Duration.ofMinutes(30)));
    complete("checkWelfare", form("welfareActions", ticked("clinicianTold"), "welfareOutcome", "patientReached"));
    complete("assessRisk", lowRisk());
    assertThat(ends(concern)).contains("riskAssessed");
  }

  @Test
  void after15MinutesTheSupervisorsAreToldAndTheTaskStaysUntilItIsDone() {
    ProcessInstance concern = selfHarm();
    timePasses(Duration.ofMinutes(14));
    assertThat(openTasks()).containsExactly("assessRisk");
    timePasses(Duration.ofMinutes(2));
    assertThat(openTasks()).containsExactly("assessRisk", "decideOnDeadline");
    timePasses(Duration.ofDays(9));
    assertThat(openTasks()).as("it never ends by itself").contains("assessRisk");
    complete("assessRisk", lowRisk());
    assertThat(openTasks()).as("the late assessment closes the escalation").containsExactly("referToBehavioralHealth");
    assertThat(ends(concern)).contains("riskAssessed");
  }

  @Test
  void anEscalationThatIsDecidedLeavesTheAssessmentToBeMade() {
    ProcessInstance concern = selfHarm();
    timePasses(Duration.ofMinutes(16));
    settleEscalations();
    assertThat(ends(concern)).contains("concernEscalated");
    assertThat(openTasks()).containsExactly("assessRisk");
  }

  @Test
  void anUnsafeHomeIsSpokenOfInPrivateAndRecorded() {
    ProcessInstance concern = concern("unsafeHome");
    isFor(task("speakInPrivate"), "social-workers", "nurses");
    complete("speakInPrivate", form("concernContact", "spokenInPrivate", "unsafeHomeAssessedAt", minute(), "unsafeHomeActions",
        ticked("safetyPlanMade", "hotlineGiven"), "unsafeHomeResult", "safeNow"));
    assertThat(ends(concern)).contains("homeAssessed", "assessmentRecorded", "nothingMore");
    assertThat(variable(concern, "suicideRisk")).isNull();
    assertThat(passed(concern, "tellRisk")).as("nothing is told about suicide").isZero();
    assertThat(wires.read("QuestionnaireResponse/" + variable(concern, "questionnaireResponseId")).at("/meta/security").toString()).contains("\"R\"");
    assertThat(failures).isEmpty();
  }

  @Test
  void dangerAtHomeIsAnEmergency() {
    concern("unsafeHome");
    complete("speakInPrivate", form("concernContact", "immediateDanger", "unsafeHomeAssessedAt", minute()));
    assertThat(openTasks()).containsExactly("arrangeEmergency");
  }

  @Test
  void aLateConversationAndALateWelfareCheckAreEscalatedToo() {
    ProcessInstance concern = concern("unsafeHome");
    timePasses(Duration.ofMinutes(16));
    assertThat(openTasks()).containsExactly("decideOnDeadline", "speakInPrivate");
    complete("speakInPrivate", notReachedInThree());
    timePasses(Duration.ofMinutes(60));
    assertThat(openTasks()).containsExactly("checkWelfare", "decideOnDeadline", "decideOnDeadline");
    settleEscalations();
    assertThat(ends(concern)).contains("homeConcernEscalated");
    complete("checkWelfare", form("welfareActions", ticked("clinicianTold"), "welfareOutcome", "notFoundYet"));
    assertThat(openTasks()).contains("speakInPrivate");
  }
}
