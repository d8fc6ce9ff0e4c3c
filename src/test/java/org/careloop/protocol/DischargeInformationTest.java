package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class DischargeInformationTest extends ProtocolTest {

  private static final Object ALL_PARTS =
      ticked("responsiblePractitioner", "procedures", "diagnoses", "medicinesAndAllergies", "results", "instructions");

  @Override
  protected String diagram() {
    return "discharge-information";
  }

  @Test
  void completeInformationIsDatedOnArrivalAndPassedOnToThePractitioner() {
    ProcessInstance information = wanted();
    assertThat(task("receiveDischargeInformation").getDueDate()).isEqualTo("2026-03-09T03:59:59Z");

    complete("receiveDischargeInformation", complete(false, false));

    assertThat(ends(information)).containsExactly("informationWithEveryone");
    assertThat(variable(information, "informationReceivedAt")).isEqualTo("2026-03-06T19:15:00Z");
    assertThat(variable(information, "informationOutcome")).isEqualTo("complete");
    assertThat(variable(information, "fhirTaskId")).isNotNull();
    assertThat(variable(information, "sentMessageId")).isNotNull();
  }

  @Test
  void othersInvolvedGetTheInformationAndPendingResultsAreFollowedUpUntilAllAreBack() {
    ProcessInstance information = wanted();

    complete("receiveDischargeInformation", complete(true, true));
    assertThat(task("sendToOthers").getDueDate()).isEqualTo("2026-03-10T03:59:59Z");
    assertThat(task("followUpPendingResults").getDueDate()).isEqualTo("2026-03-12T03:59:59Z");

    complete("sendToOthers",
        Map.of("informationSentTo", ticked("homeHealth"), "sendingChannel", "directMessage", "informationSentOn", "2026-03-06"));
    complete("followUpPendingResults", Map.of("resultsOutcome", "stillPending"));
    assertThat(ends(information)).isEmpty();
    complete("followUpPendingResults",
        Map.of("resultsOutcome", "allReviewed", "resultsAction", "none", "patientToldOfResults", "told"));

    assertThat(ends(information)).containsExactly("informationWithEveryone");
  }

  @Test
  void theTeamHearsOnceOfInformationThatIsLateIncompleteOrNotPassedOn() {
    ProcessInstance information = wanted();
    timePassesUntil(Instant.parse("2026-03-09T14:00:00Z"));
    settleEscalations();
    assertThat(passed(information, "receiptTeamTold")).isEqualTo(1);

    complete("receiveDischargeInformation", Map.of("informationStatus", "incomplete", "informationContents", ticked("diagnoses")));
    assertThat(task("obtainMissingParts").getDueDate()).as("the next business day").isEqualTo("2026-03-11T03:59:59Z");
    timePassesUntil(Instant.parse("2026-03-11T14:00:00Z"));
    settleEscalations();
    assertThat(passed(information, "missingPartsTeamTold")).isEqualTo(1);

    complete("obtainMissingParts", complete(true, true));
    timePasses(Duration.ofDays(7));
    settleEscalations();
    assertThat(passed(information, "sendingTeamTold")).isEqualTo(1);
    assertThat(passed(information, "resultsTeamTold")).isEqualTo(1);
    assertThat(openTasks()).containsExactly("followUpPendingResults", "sendToOthers");
  }

  @Test
  void informationThatTheHospitalDoesNotSendIsRecordedAsMissing() {
    ProcessInstance information = wanted();

    complete("receiveDischargeInformation", Map.of("informationStatus", "notReceived"));
    complete("obtainMissingParts", Map.of("informationStatus", "notReceived"));

    assertThat(ends(information)).containsExactly("informationNotObtained");
    assertThat(variable(information, "informationReceivedAt")).isNull();
    assertThat(variable(information, "informationOutcome")).isEqualTo("notReceived");
  }

  @Test
  void aTransitionThatEndsTakesTheRequestWithIt() {
    runtime.deleteProcessInstance(wanted().getId(), "patient died");
    ProcessInstance asking = wanted();
    complete("receiveDischargeInformation", Map.of("informationStatus", "notReceived"));
    runtime.deleteProcessInstance(asking.getId(), "patient died");

    assertThat(openTasks()).isEmpty();
  }

  private static Map<String, Object> complete(boolean others, boolean pending) {
    Map<String, Object> form = new HashMap<>(Map.of("informationStatus", "complete", "informationReceivedAt", "2026-03-06T19:15Z",
        "informationContents", ALL_PARTS, "pendingResults", pending, "othersInvolved", others));
    if (others) {
      form.put("informationRecipients", ticked("homeHealth"));
    }
    return form;
  }

  private ProcessInstance wanted() {
    Map<String, Object> variables = FollowUpVisitTest.caseOf("p100234", "MERCY:V1001");
    variables.put("informationDueAt", "2026-03-09T03:59:59Z");
    variables.put("primaryPractitionerId", "dr-okafor");
    ProcessInstance information = start("discharge-information", variables);
    runDueJobs();
    return information;
  }
}
