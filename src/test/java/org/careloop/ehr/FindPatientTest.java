package org.careloop.ehr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.camunda.bpm.engine.delegate.BpmnError;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.careloop.privacy.CareTeams;
import org.junit.jupiter.api.Test;

class FindPatientTest extends EhrTestCase {

  private static final String MRN = "urn:careloop:facility:MERCY:mrn";

  @Test
  void aPatientIsFoundByMedicalRecordNumber() {
    var found = find(MRN + "|100234");

    assertThat(found.patientId()).isEqualTo("p100234");
    assertThat(found.patientLabel()).isEqualTo("Rivera, Maria · born 1948-03-02 · MRN 100234");
    assertThat(found.patientDeceased()).isFalse();
  }

  @Test
  void aPatientIsFoundByReference() {
    assertThat(find("Patient/p100311").patientId()).isEqualTo("p100311");
    assertThat(find(sandbox.baseUrl() + "/Patient/p100311").patientId()).isEqualTo("p100311");
  }

  @Test
  void aDeadPatientIsMarked() {
    assertThat(find(MRN + "|100733").patientDeceased()).isTrue();
  }

  @Test
  void aMergedRecordLeadsToTheOneThatIsLeft() {
    Patient merged = (Patient) sandbox.store().read("Patient", "p101299");
    merged.setActive(false).addLink().setType(Patient.LinkType.REPLACEDBY).setOther(new Reference("Patient/p100518"));
    given(merged);

    assertThat(find(MRN + "|101299").patientId()).isEqualTo("p100518");
    assertThat(find("Patient/p101299").patientId()).isEqualTo("p100518");
  }

  @Test
  void twoRecordsWithOneNumberAreOnePatientOnceTheyAreMerged() {
    Patient twin = new Patient();
    twin.setId("twin");
    twin.addIdentifier(new Identifier().setSystem(MRN).setValue("100234"));
    given(twin);
    assertUnknown(MRN + "|100234", "2 patients");

    twin.addLink().setType(Patient.LinkType.REPLACEDBY).setOther(new Reference("Patient/p100234"));
    given(twin);
    assertThat(find(MRN + "|100234").patientId()).isEqualTo("p100234");
  }

  @Test
  void recordsThatReplaceEachOtherInACircleAreNoAnswer() {
    Patient one = (Patient) sandbox.store().read("Patient", "p101299");
    one.addLink().setType(Patient.LinkType.REPLACEDBY).setOther(new Reference("Patient/p100518"));
    given(one);
    Patient other = (Patient) sandbox.store().read("Patient", "p100518");
    other.addLink().setType(Patient.LinkType.REPLACEDBY).setOther(new Reference("Patient/p101299"));
    given(other);

    assertThatThrownBy(() -> find("Patient/p101299")).isInstanceOf(IllegalStateException.class).hasMessageContaining("circle");
  }

  @Test
  void nobodyIsRefusedAsUnknown() {
    assertUnknown(MRN + "|999999", "0 patients");
    assertUnknown("urn:careloop:facility:OTHER:mrn|100234", "0 patients");
    assertUnknown("Patient/nobody", "0 patients");
    assertUnknown("http://elsewhere.example.org/fhir/Patient/p100234", "0 patients");
  }

  @Test
  void anIdentifierWithoutValueMeansNobodyAndNotEverybody() {
    assertUnknown(MRN + "|", "0 patients");
    assertUnknown("100234", "0 patients");
    assertUnknown("|100234", "0 patients");
    assertUnknown("Patient/../Encounter", "0 patients");
    assertUnknown(MRN + "|100234,100311", "0 patients");
  }

  @Test
  void theLabelCanBeCutToInitialsOrTheNumber() {
    assertThat(new FindPatient(ehr, new PatientLabels("initials"), CareTeams.none()).perform(new FindPatient.Request(MRN + "|100234")).patientLabel())
        .isEqualTo("M.R. · born 1948-03-02 · MRN 100234");
    assertThat(new FindPatient(ehr, new PatientLabels("id"), CareTeams.none()).perform(new FindPatient.Request(MRN + "|100234")).patientLabel())
        .isEqualTo("MRN 100234");
    assertThatThrownBy(() -> new PatientLabels("nickname")).hasMessageContaining("careloop.privacy.patient-label");
  }

  @Test
  void aRecordWithHardlyAnythingStillHasALabel() {
    Patient nameless = new Patient();
    nameless.setId("nameless");
    given(nameless);

    assertThat(find("Patient/nameless").patientLabel()).isEqualTo("no name · record nameless");
  }

  private FindPatient.Found find(String identifier) {
    return new FindPatient(ehr, new PatientLabels("full"), CareTeams.none()).perform(new FindPatient.Request(identifier));
  }

  private void assertUnknown(String identifier, String explanation) {
    assertThatThrownBy(() -> find(identifier)).isInstanceOfSatisfying(BpmnError.class, error -> {
      assertThat(error.getErrorCode()).isEqualTo("patient-unknown");
      assertThat(error.getMessage()).contains(explanation);
    });
  }
}
