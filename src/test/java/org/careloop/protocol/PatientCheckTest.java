package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class PatientCheckTest extends IntakePartTest {

  @Override
  protected String diagram() {
    return "patient-check";
  }

  private ProcessInstance check(String identifier) {
    return begin(of(null, "patientIdentifier", identifier, "recordChosen", false, "askedAt", clock()));
  }

  @Test
  void aPatientWithOneRecordIsIdentifiedWithoutAnybody() {
    Person patient = newPatient();

    ProcessInstance check = check(patient.identifier());

    assertThat(ends(check)).containsExactly("patientIdentified");
    assertThat(variable(check, "checkOutcome")).isEqualTo("clear");
    assertThat(variable(check, "patientId")).isEqualTo(patient.id());
    assertThat(variable(check, "patientReference")).isEqualTo(patient.reference());
    assertThat(variable(check, "patientLabel")).asString().contains(patient.recordNumber());
    assertThat(failures).isEmpty();
  }

  @Test
  void aNumberThatNoRecordHasIsACoordinatorsTaskWhoLinksTheRecord() {
    Person patient = newPatient();
    ProcessInstance check = check("urn:careloop:facility:MERCY:mrn|nobody");
    assertThat(task("identifyPatient").getDueDate()).isEqualTo("2026-03-10T03:59:59Z");
    assertThat(tasks.getIdentityLinksForTask(task("identifyPatient").getId())).extracting("groupId").containsExactly("care-coordinators");

    complete("identifyPatient", form("chosenRecord", "another", "recordSystem", "practice", "recordNumber", "nobody either"));
    assertThat(openTasks()).as("still nobody: asked again").containsExactly("identifyPatient");
    assertThat(tasks.getVariable(task("identifyPatient").getId(), "recordNumber")).as("the form is empty again").isNull();
    complete("identifyPatient", form("chosenRecord", "another", "recordSystem", "practice", "recordNumber", patient.recordNumber()));

    assertThat(ends(check)).containsExactly("patientIdentified");
    assertThat(variable(check, "patientId")).isEqualTo(patient.id());
    assertThat(variable(check, "checkOutcome")).isEqualTo("clear");
  }

  @Test
  void whomNobodyCanIdentifyIsNotEnrolled() {
    ProcessInstance check = check("urn:careloop:facility:MERCY:mrn|nobody");

    complete("identifyPatient", form("chosenRecord", "none", "notIdentifiedReason", "noRecord"));

    assertThat(ends(check)).containsExactly("notIdentified");
    assertThat(variable(check, "checkOutcome")).isEqualTo("notFound");
  }

  @Test
  void aPossibleDuplicateIsLookedAtBeforeAnythingIsCreatedAndTheRecordFoundMayStay() {
    Person patient = newPatient();
    newPatient(number(), patient.family(), "");

    ProcessInstance check = check(patient.identifier());
    assertThat(tasks.getVariable(task("identifyPatient").getId(), "duplicateCount")).isEqualTo(1);
    assertThat(tasks.getVariable(task("identifyPatient").getId(), "candidates").toString()).as("no name").doesNotContain(patient.family());
    complete("identifyPatient", form("chosenRecord", patient.reference()));

    assertThat(ends(check)).containsExactly("patientIdentified");
    assertThat(variable(check, "patientId")).isEqualTo(patient.id());
  }

  @Test
  void theOtherRecordMayBeTheRightOne() {
    Person patient = newPatient();
    Person other = newPatient(number(), patient.family(), "");

    ProcessInstance check = check(patient.identifier());
    complete("identifyPatient", form("chosenRecord", other.reference()));

    assertThat(ends(check)).containsExactly("patientIdentified");
    assertThat(variable(check, "patientId")).isEqualTo(other.id());
    assertThat(variable(check, "patientReference")).isEqualTo(other.reference());
  }

  @Test
  void ofSeveralRecordsUnderOneNumberACoordinatorChooses() {
    Person patient = newPatient();
    Person second = newPatient(patient.recordNumber(), patient.family(), "");

    ProcessInstance check = check(patient.identifier());
    assertThat(openTasks()).containsExactly("identifyPatient");
    complete("identifyPatient", form("chosenRecord", second.reference()));

    assertThat(ends(check)).containsExactly("patientIdentified");
    assertThat(variable(check, "patientId")).isEqualTo(second.id());
  }

  @Test
  void aPatientWhoHasDiedIsNotEnrolled() {
    Person patient = newPatient(number(), "Person" + System.nanoTime(), ", \"deceasedDateTime\": \"2026-01-05\"");

    ProcessInstance check = check(patient.identifier());

    assertThat(ends(check)).containsExactly("deceased");
    assertThat(variable(check, "patientDeceased")).isEqualTo(true);
  }

  @Test
  void aPatientWhoTakesPartAlreadyIsSeen() {
    Person patient = newPatient();
    wires.create("EpisodeOfCare", """
        {"resourceType": "EpisodeOfCare", "status": "active", "patient": {"reference": "%s"},
         "type": [{"coding": [{"system": "https://careloop.org/program", "code": "care-coordination"}]}]}""".formatted(patient.reference()));

    ProcessInstance check = check(patient.identifier());

    assertThat(ends(check)).containsExactly("alreadyEnrolled");
    assertThat(variable(check, "openEpisodeId")).isNotNull();
  }

  @Test
  void theTeamHearsOnceWhenNobodySaysWhichRecordItIsAndTheLateAnswerEndsThat() {
    ProcessInstance check = check("urn:careloop:facility:MERCY:mrn|nobody");

    timePasses(Duration.ofDays(4));
    assertThat(openTasks()).containsExactly("decideOnDeadline", "identifyPatient");
    settleEscalations();
    assertThat(ends(check)).containsExactly("identifyPatientEscalated");
    complete("identifyPatient", form("chosenRecord", "none", "notIdentifiedReason", "notOurs"));

    assertThat(ends(check)).contains("notIdentified");
    assertThat(failures).isEmpty();
  }
}
