package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class ProgramConsentTest extends IntakePartTest {

  private static final Map<String, Object> NOT_REACHED = Map.of("consentContact", "notReached");

  @Override
  protected String diagram() {
    return "program-consent";
  }

  private ProcessInstance ask(Person patient) {
    return begin(of(patient, "askAgainWithin", "BD3", "askedAt", clock(), "attemptsMade", 0));
  }

  private static Map<String, Object> agreed() {
    return form("consentAnswer", "yes", "consentSharing", "yes", "consentCaregiver", "no", "consentMessages", "yes", "consentKind", "verbal");
  }

  private JsonNode consent(ProcessInstance ask) {
    return wires.read("Consent/" + variable(ask, "consentId"));
  }

  @Test
  void aPatientWhoAgreesHasAConsentInTheHealthRecord() {
    ProcessInstance ask = ask(newPatient());
    assertThat(task("askForConsent").getDueDate()).isEqualTo("2026-03-12T03:59:59Z");

    complete("askForConsent", agreed());

    assertThat(ends(ask)).containsExactly("consentGivenEnd");
    assertThat(consent(ask).path("status").asText()).isEqualTo("active");
    assertThat(variable(ask, "consentGiven")).isEqualTo(true);
    assertThat(variable(ask, "consentProgram")).isEqualTo("care-coordination");
    assertThat(variable(ask, "consentKind")).isEqualTo("verbal");
    assertThat(variable(ask, "consentGivenAt")).isEqualTo(clock());
    assertThat(variable(ask, "consentCaregiver")).isEqualTo("no");
    assertThat(failures).isEmpty();
  }

  @Test
  void aPatientWhoDeclinesIsNotAskedAgainAndTheReasonIsRecorded() {
    ProcessInstance ask = ask(newPatient());

    complete("askForConsent", form("consentAnswer", "no", "consentDeclinedReason", "privacy"));

    assertThat(ends(ask)).containsExactly("consentDeclined");
    assertThat(consent(ask).path("status").asText()).isEqualTo("rejected");
    assertThat(consent(ask).toString()).contains("privacy");
    assertThat(variable(ask, "consentGiven")).isNull();
    assertThat(variable(ask, "consentGivenAt")).as("nothing was given").isNull();
    assertThat(openTasks()).isEmpty();
  }

  @Test
  void aPatientNobodyReachesIsTriedThreeTimesAndTheAttemptsAreRecorded() {
    ProcessInstance ask = ask(newPatient());

    complete("askForConsent", NOT_REACHED);
    assertThat(task("askForConsent").getDueDate()).as("the next business day").isEqualTo("2026-03-10T03:59:59Z");
    assertThat(tasks.getVariable(task("askForConsent").getId(), "consentContact")).as("the form is empty again").isNull();
    assertThat(tasks.getVariable(task("askForConsent").getId(), "attemptsMade")).isEqualTo(1);
    complete("askForConsent", NOT_REACHED);
    assertThat(task("askForConsent").getDueDate()).isEqualTo("2026-03-12T03:59:59Z");
    complete("askForConsent", NOT_REACHED);

    assertThat(ends(ask)).containsExactly("patientNotReached");
    assertThat(wires.read("Task/" + variable(ask, "fhirTaskId")).path("status").asText()).isEqualTo("failed");
    assertThat(variable(ask, "consentId")).isNull();
  }

  @Test
  void aPatientWhoWantsToAnswerAtHomeGetsALinkAndTheirAnswerIsElectronic() {
    Person patient = newPatient(number(), "Person" + System.nanoTime(), ", \"telecom\": [{\"system\": \"email\", \"value\": \"ada@example.org\"}]");
    ProcessInstance ask = ask(patient);

    complete("askForConsent", Map.of("consentContact", "sendLink"));
    assertThat(variable(ask, "linkId")).isNotNull();
    assertThat(variable(ask, "linkSentAt")).isNotNull();
    runtime.setVariable(ask.getId(), "answeredBy", "patient");
    complete("askForConsent", form("consentAnswer", "yes", "consentSharing", "yes", "consentCaregiver", "yes", "consentMessages", "yes"));

    assertThat(ends(ask)).containsExactly("consentGivenEnd");
    assertThat(variable(ask, "consentKind")).isEqualTo("electronic");
    assertThat(failures).isEmpty();
  }

  @Test
  void whereNoLinkCanBeSentTheCoordinatorIsToldAndAsks() {
    ProcessInstance ask = ask(newPatient());

    complete("askForConsent", Map.of("consentContact", "sendLink"));
    assertThat(tasks.getVariable(task("askForConsent").getId(), "messageChannel")).isEqualTo("none");
    assertThat(tasks.getVariable(task("askForConsent").getId(), "linkSentAt")).isNull();
    complete("askForConsent", agreed());

    assertThat(ends(ask)).containsExactly("consentGivenEnd");
  }

  @Test
  void theTeamHearsOnceWhenNobodyAsks() {
    ProcessInstance ask = ask(newPatient());

    timePasses(Duration.ofDays(7));
    assertThat(openTasks()).containsExactly("askForConsent", "decideOnDeadline");
    settleEscalations();
    assertThat(ends(ask)).containsExactly("askForConsentEscalated");
    complete("askForConsent", agreed());

    assertThat(ends(ask)).contains("consentGivenEnd");
  }
}
