package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.careloop.event.ConsentWithdrawn;
import org.junit.jupiter.api.Test;

class ConsentWithdrawalTest extends IntakePartTest {

  private static final Map<String, Object> WITHDRAWN =
      Map.of("withdrawalDecision", "withdrawn", "withdrawalKind", "verbal", "withdrawalReason", "caredElsewhere");

  @Override
  protected String diagram() {
    return "consent-withdrawal";
  }

  private String consentOf(Person patient) {
    return wires.create("Consent", """
        {"resourceType": "Consent", "status": "active", "patient": {"reference": "%s"}, "dateTime": "2026-01-05T10:00:00Z",
         "scope": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "treatment"}]},
         "category": [{"coding": [{"system": "https://careloop.org/program", "code": "care-coordination"}]}]}""".formatted(patient.reference()));
  }

  @Test
  void aConsentThatIsWithdrawnEndsInTheHealthRecordOnTheSameDay() {
    Person patient = newPatient();
    String consent = consentOf(patient);
    ProcessInstance withdrawal = begin(of(patient, "consentId", consent));
    assertThat(task("confirmWithdrawal").getDueDate()).isEqualTo("2026-03-07T04:59:59Z");

    complete("confirmWithdrawal", WITHDRAWN);

    assertThat(ends(withdrawal)).containsExactly("consentWithdrawn");
    assertThat(wires.read("Consent/" + consent).path("status").asText()).isEqualTo("inactive");
    assertThat(variable(withdrawal, "consentRevokedAt")).isEqualTo(clock());
    assertThat(variable(withdrawal, "withdrawalOutcome")).isEqualTo("withdrawn");
    assertThat(failures).isEmpty();
  }

  @Test
  void theConsentIsFoundWhereTheCaseDoesNotKnowIt() {
    Person patient = newPatient();
    String consent = consentOf(patient);
    begin(of(patient, "consentId", null));

    complete("confirmWithdrawal", WITHDRAWN);

    assertThat(wires.read("Consent/" + consent).path("status").asText()).isEqualTo("inactive");
  }

  @Test
  void aMisunderstandingChangesNothing() {
    Person patient = newPatient();
    String consent = consentOf(patient);
    ProcessInstance withdrawal = begin(of(patient, "consentId", consent));

    complete("confirmWithdrawal", form("withdrawalDecision", "kept"));

    assertThat(ends(withdrawal)).containsExactly("consentStays");
    assertThat(wires.read("Consent/" + consent).path("status").asText()).isEqualTo("active");
    assertThat(variable(withdrawal, "consentRevokedAt")).isNull();
  }

  @Test
  void twoCasesThatAreAskedRecordOneWithdrawal() {
    Person patient = newPatient();
    ProcessInstance withdrawal = begin(of(patient, "consentId", null));

    tell(new ConsentWithdrawn(patient.id(), now(), now()));

    assertThat(ends(withdrawal)).containsExactly("recordedElsewhere");
    assertThat(openTasks()).isEmpty();
  }

  @Test
  void theTeamHearsOnceWhenNobodyAsksThePatient() {
    ProcessInstance withdrawal = begin(of(newPatient(), "consentId", null));

    timePasses(Duration.ofDays(2));
    assertThat(openTasks()).containsExactly("confirmWithdrawal", "decideOnDeadline");
    settleEscalations();

    assertThat(ends(withdrawal)).containsExactly("confirmWithdrawalEscalated");
  }
}
