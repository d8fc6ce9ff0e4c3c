package org.careloop.ehr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindDuplicatesTest extends EhrTestCase {

  private static final String MRN = "urn:careloop:facility:MERCY:mrn";

  @Test
  void theSameBirthDateAndADoubleSurnameMayBeTheSamePerson() {
    var found = find(MRN + "|101401");

    assertThat(found.duplicateCount()).isEqualTo(1);
    assertThat(found.candidates()).containsExactly(Map.of("patientId", "p101502", "recordNumber", "MRN 101502", "likelihood", "possible",
        "matchedBy", "same birth date, similar name"));
    assertThat(find("Patient/p101502").candidates()).extracting(candidate -> candidate.get("patientId")).containsExactly("p101401");
    assertThat(found.openEpisodeId()).isNull();
  }

  @Test
  void candidatesNameNobody() {
    assertThat(find(MRN + "|101401").toString()).doesNotContain("Delgado").doesNotContain("Rosa").doesNotContain("1958");
  }

  @Test
  void aPatientLikeNobodyElseHasNoDuplicate() {
    assertThat(find(MRN + "|100234").candidates()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
      "Delgado,     Rosa,     1958-06-14, likely,   same name",
      "DELGADO,     rosa,     1958-06-14, likely,   same name",
      "Delgádo,     Rosa,     1958-06-14, likely,   same name",
      "Delgada,     Rosa,     1958-06-14, possible, similar name",
      "Ruiz-Delgado, Rosa,    1958-06-14, possible, similar name",
      "Delgado,     R.,       1958-06-14, possible, similar name",
      "Delgado,     Rosa,     1958-06-15, possible, similar birth date",
      "Delgado,     Rosa,     1985-06-14, possible, similar birth date",
      "Delgado,     Carmen,   1958-06-14, ,",
      "Delgado,     Rosa,     1961-02-03, ,",
      "Delgada,     Rosa,     1958-06-15, ,",
      "Salgado,     Rosa,     1958-06-14, ,"})
  void spellingHidesNobodyAndATwinIsSomebodyElse(String family, String given, String born, String likelihood, String because) {
    Patient other = new Patient().setBirthDateElement(new DateType(born)).addName(new HumanName().setFamily(family).addGiven(given));
    other.setId("other");
    given(other);

    var others = find(MRN + "|101401").candidates().stream().filter(candidate -> candidate.get("patientId").equals("other")).toList();

    if (likelihood == null) {
      assertThat(others).isEmpty();
    } else {
      assertThat(others).hasSize(1);
      assertThat(others.get(0)).containsEntry("likelihood", likelihood).containsEntry("recordNumber", "record other");
      assertThat(others.get(0).get("matchedBy")).contains(because);
    }
  }

  @Test
  void aRecordThatWasMergedIsNoDuplicate() {
    Patient other = (Patient) sandbox.store().read("Patient", "p101502");
    other.setActive(false).addLink().setType(Patient.LinkType.REPLACEDBY).setOther(new Reference("Patient/p101401"));
    given(other);

    assertThat(find(MRN + "|101401").candidates()).isEmpty();
    assertThat(find(MRN + "|101502").candidates()).isEmpty();
  }

  @Test
  void whereSeveralBearTheNumberAllOfThemAreShown() {
    Patient twin = new Patient().addIdentifier(new Identifier().setSystem(MRN).setValue("101401"));
    twin.setId("twin");
    given(twin);

    assertThat(find(MRN + "|101401").candidates()).extracting(candidate -> candidate.get("patientId"))
        .containsExactlyInAnyOrder("p101401", "p101502", "twin");
  }

  @Test
  void whoTakesPartAlreadyIsSaid() {
    String episode = new EnrolmentRecords(ehr).openEpisode("job-1");

    assertThat(find(MRN + "|101401").openEpisodeId()).isEqualTo(episode);
    assertThat(new FindDuplicates(ehr, new Episodes(ehr)).perform(
        new FindDuplicates.Request(MRN + "|101401", "another-program")).openEpisodeId()).isNull();
  }

  @Test
  void nobodyIsRefusedAsUnknown() {
    for (String identifier : List.of(MRN + "|999999", "101401", "Patient/nobody")) {
      assertThatThrownBy(() -> find(identifier)).isInstanceOfSatisfying(BpmnError.class,
          error -> assertThat(error.getErrorCode()).isEqualTo("patient-unknown"));
    }
  }

  private FindDuplicates.Found find(String identifier) {
    return new FindDuplicates(ehr, new Episodes(ehr)).perform(new FindDuplicates.Request(identifier, EnrolmentRecords.PROGRAM));
  }
}
