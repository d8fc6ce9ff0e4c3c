package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.careloop.event.PatientsMerged;
import org.junit.jupiter.api.Test;

class PatientMergeTest extends NewsTest {

  private static final String SURVIVOR = "Patient/p100311";

  @Override
  protected String diagram() {
    return "patient-merge";
  }

  @Test
  void anOpenCaseOfTheMergedRecordGoesOnUnderTheSurvivingOne() {
    ProcessInstance open = start("follow-up-visit", FollowUpVisitTest.caseOf("p100234", stay()));
    runDueJobs();

    ProcessInstance merge = told(merged(KNOWN, SURVIVOR, message()));

    assertThat(ends(merge)).containsExactly("casesRekeyed");
    assertThat(variable(open, "patientId")).isEqualTo("p100311");
    assertThat(variable(open, "patientLabel")).asString().contains("Johnson");
    assertThat(tasks.createTaskQuery().processVariableValueEquals("patientId", "p100311").list()).isNotEmpty();
  }

  @Test
  void twoOpenCasesOfOneProtocolAreSettledByACoordinatorAndTheTeamHearsWhenNobodyDoes() {
    start("follow-up-visit", FollowUpVisitTest.caseOf("p100234", stay()));
    start("follow-up-visit", FollowUpVisitTest.caseOf("p100311", stay()));
    runDueJobs();

    ProcessInstance merge = told(merged(KNOWN, SURVIVOR, message()));
    assertThat(variable(merge, "conflictingCases")).isEqualTo(1);
    assertThat(task("settleDoubleCases").getDueDate()).isEqualTo("2026-03-10T03:59:59Z");

    timePasses(Duration.ofDays(4));
    settleEscalations();
    assertThat(passed(merge, "doubleCasesTeamTold")).isEqualTo(1);
    complete("settleDoubleCases", Map.of("doubleCasesDecision", "bothRight"));

    assertThat(ends(merge)).contains("doubleCasesSettled");
  }

  @Test
  void aMergedRecordThatTheHealthRecordNeverHadNeedsNothing() {
    ProcessInstance merge = told(merged(UNKNOWN, SURVIVOR, message()));

    assertThat(ends(merge)).containsExactly("nothingToRekey");
  }

  @Test
  void aMergeIntoAnUnknownRecordGoesToAPerson() {
    String message = message();

    ProcessInstance merge = told(merged(KNOWN, UNKNOWN, message));

    assertThat(ends(merge)).containsExactly("survivorNotIdentified");
    assertThat(setAsideFor(message)).isEqualTo("patient-unknown");
  }

  private static PatientsMerged merged(String from, String to, String message) {
    return new PatientsMerged(message, to, from, now());
  }
}
