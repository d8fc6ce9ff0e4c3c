package org.careloop.ehr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.careloop.ehr.EnrolmentRecords.CLOCK;
import static org.careloop.ehr.EnrolmentRecords.NOW;
import static org.careloop.ehr.EnrolmentRecords.PROGRAM;
import static org.careloop.ehr.EnrolmentRecords.ROSA;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.EpisodeOfCare;
import org.hl7.fhir.r4.model.EpisodeOfCare.EpisodeOfCareStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RiskAssessment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Enrolment, consent, care team and tier of a new patient as the EHR keeps them. */
class EnrolmentTest extends EhrTestCase {

  private EnrolmentRecords records;

  @BeforeEach
  void begin() {
    records = new EnrolmentRecords(ehr);
  }

  @Test
  void anEnrolmentIsPlannedOnceAndMadeActiveOnHoldAndFinished() {
    String id = records.openEpisode("job-1");
    assertThat(records.openEpisode("job-1")).isEqualTo(id);
    assertThat(episode(id).getStatus()).isEqualTo(EpisodeOfCareStatus.PLANNED);
    assertThat(episode(id).getCareManager().getIdentifier().getValue()).isEqualTo("coordinator");

    records.changeEpisode("job-2", id, "active");
    records.changeEpisode("job-3", id, "on-hold");
    records.changeEpisode("job-3", id, "on-hold");
    records.changeEpisode("job-4", id, "finished");

    EpisodeOfCare finished = episode(id);
    assertThat(finished.getStatus()).isEqualTo(EpisodeOfCareStatus.FINISHED);
    assertThat(finished.getPeriod().getEnd()).isEqualTo(NOW.plusSeconds(60));
    assertThat(finished.getStatusHistory()).extracting(EpisodeOfCare.EpisodeOfCareStatusHistoryComponent::getStatus).containsExactly(
        EpisodeOfCareStatus.PLANNED, EpisodeOfCareStatus.ACTIVE, EpisodeOfCareStatus.ONHOLD, EpisodeOfCareStatus.FINISHED);
    assertThat(finished.getStatusHistory()).allSatisfy(past -> assertThat(past.getPeriod().hasEnd()).isTrue());
    assertThat(finished.getMeta().getVersionId()).isEqualTo("4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"planned", "waitlist", "active", "onhold"})
  void whoIsEnrolledIsNotEnrolledAgain(String status) {
    String id = records.openEpisode("job-1");
    records.changeEpisode("job-2", id, status);

    assertThatThrownBy(() -> records.openEpisode("job-3")).isInstanceOfSatisfying(BpmnError.class, error -> {
      assertThat(error.getErrorCode()).isEqualTo("already-enrolled");
      assertThat(error.getMessage()).contains(PROGRAM).contains(id).doesNotContain("Delgado");
    });
    assertThat(sandbox.store().search("EpisodeOfCare", Map.of())).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"finished", "cancelled"})
  void whoLeftCanComeBackInAnEpisodeOfItsOwn(String status) {
    String first = records.openEpisode("job-1");
    records.changeEpisode("job-2", first, status);
    String second = records.openEpisode("job-3");

    assertThat(second).isNotEqualTo(first);
    assertThat(records.openEpisode("job-1")).as("a late repetition of the first").isEqualTo(first);
    records.changeEpisode("job-4", first, "cancelled");
    assertThat(episode(first).getStatus().toCode()).isEqualTo(status);
    assertThatThrownBy(() -> records.changeEpisode("job-5", first, "active")).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(status);
    assertThatThrownBy(() -> records.changeEpisode("job-6", second, "sleeping")).hasMessageContaining("episodeStatus: \"sleeping\"");
  }

  @Test
  void aConsentIsGivenAndTakenBackInOneRecord() {
    String id = records.consent("job-1", "active", null);
    Consent given = consent(id);
    assertThat(given.getStatus()).isEqualTo(ConsentState.ACTIVE);
    assertThat(given.getProvision().getType()).isEqualTo(ConsentProvisionType.PERMIT);
    assertThat(given.getProvision().getPeriod().getStart()).isEqualTo(NOW);
    assertThat(given.getProvision().getPeriod().hasEnd()).isFalse();
    assertThat(given.getScope().getCodingFirstRep().getCode()).isEqualTo("treatment");
    assertThat(given.getCategory()).anySatisfy(category -> assertThat(category.hasCoding("http://loinc.org", "59284-0")).isTrue());
    assertThat(given.getVerificationFirstRep().getVerified()).isTrue();

    assertThat(records.consent("job-2", "inactive", id)).isEqualTo(id);
    records.consent("job-2", "inactive", id);

    Consent withdrawn = consent(id);
    assertThat(withdrawn.getStatus()).isEqualTo(ConsentState.INACTIVE);
    assertThat(withdrawn.getProvision().getPeriod().getStart()).isEqualTo(NOW);
    assertThat(withdrawn.getProvision().getPeriod().getEnd()).isEqualTo(NOW.plusSeconds(600));
    assertThat(withdrawn.getExtensionByUrl("https://careloop.org/extension/consent-reason").getValue().primitiveValue())
        .isEqualTo("too much to do");
    assertThat(withdrawn.getMeta().getVersionId()).isEqualTo("2");
  }

  @Test
  void aWithdrawalFindsTheConsentThatWasGiven() {
    String id = records.consent("job-1", "active", null);

    assertThat(records.consent("job-2", "inactive", null)).isEqualTo(id);
    assertThat(records.consent("job-2", "inactive", null)).isEqualTo(id);
    assertThat(sandbox.store().search("Consent", Map.of())).hasSize(1);
  }

  @Test
  void aRefusalIsRecordedWithItsReason() {
    Consent declined = consent(records.consent("job-1", "rejected", null));

    assertThat(declined.getStatus()).isEqualTo(ConsentState.REJECTED);
    assertThat(declined.getProvision().getType()).isEqualTo(ConsentProvisionType.DENY);
    assertThat(declined.getExtensionByUrl("https://careloop.org/extension/consent-reason").getValue().primitiveValue())
        .isEqualTo("too much to do");
    assertThat(declined.hasVerification()).isFalse();
  }

  @Test
  void aConsentWithoutItsFactsIsNotWritten() {
    assertConsentRefused(consent("active", null, NOW, null), "consentKind and consentGivenAt");
    assertConsentRefused(consent("active", "verbal", null, null), "consentKind and consentGivenAt");
    assertConsentRefused(consent("active", "nodded", NOW, null), "consentKind: \"nodded\"");
    assertConsentRefused(consent("rejected", null, NOW, null), "consentDeclinedReason");
    assertConsentRefused(consent("perhaps", null, NOW, null), "consentStatus: \"perhaps\"");
    assertThat(sandbox.store().search("Consent", Map.of())).isEmpty();
  }

  @Test
  void somebodyElsesConsentIsNotChanged() {
    String id = records.consent("job-1", "active", null);
    var request = new RecordConsent.Request("job-2", "p100234", PROGRAM, "inactive", null, null, null, null, null, id, null);

    assertThatThrownBy(() -> new RecordConsent(ehr, CLOCK).perform(request)).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not about patient p100234");
    assertThat(consent(id).getStatus()).isEqualTo(ConsentState.ACTIVE);
  }

  @Test
  void aConsentOfARecordThatWasMergedIsStillThePatients() {
    String id = records.consent("job-1", "active", null);
    Patient merged = (Patient) sandbox.store().read("Patient", ROSA);
    merged.addLink().setType(Patient.LinkType.REPLACEDBY).setOther(new Reference("Patient/p101502"));
    given(merged);

    new RecordConsent(ehr, CLOCK).perform(
        new RecordConsent.Request("job-2", "p101502", PROGRAM, "inactive", null, null, null, null, null, id, "patient"));
    assertThat(consent(id).getStatus()).isEqualTo(ConsentState.INACTIVE);
  }

  @Test
  void aHandOverKeepsTheHistoryOfTheTeam() {
    String id = records.careTeam("job-1", "coordinator", null, List.of(Map.of("user", "nurse", "role", "nurse")));
    assertThat(team(id).getParticipant()).hasSize(3);
    assertThat(team(id).getParticipant().get(2).getMember().getReference()).isEqualTo("Practitioner/dr-okafor");

    assertThat(records.careTeam("job-2", "lead", id, null)).isEqualTo(id);
    records.careTeam("job-2", "lead", id, null);

    var people = team(id).getParticipant();
    assertThat(people).hasSize(4);
    assertThat(people.get(0).getMember().getIdentifier().getValue()).isEqualTo("coordinator");
    assertThat(people.get(0).getPeriod().getEnd()).isEqualTo(NOW);
    assertThat(people.get(1).getPeriod().hasEnd()).as("the nurse stays").isFalse();
    assertThat(people.get(3).getMember().getIdentifier().getValue()).isEqualTo("lead");
    assertThat(people.get(3).getRoleFirstRep().hasCoding("http://snomed.info/sct", "768820003")).isTrue();

    records.careTeam("job-3", "lead", id, List.of(Map.of("user", "pharmacist", "role", "pharmacist")));
    assertThat(team(id).getParticipant()).filteredOn(one -> !one.getPeriod().hasEnd())
        .extracting(one -> one.getMember().hasIdentifier() ? one.getMember().getIdentifier().getValue() : one.getMember().getReference())
        .containsExactlyInAnyOrder("lead", "pharmacist", "Practitioner/dr-okafor");
    assertThatThrownBy(() -> records.careTeam("job-4", "lead", id, List.of(Map.of("user", "nurse")))).hasMessageContaining("members");
  }

  @Test
  void anEnrolmentHasOneTeamThoughNobodyKnowsItsId() {
    String id = records.careTeam("job-1", "coordinator", null, null);
    assertThat(records.careTeam("job-2", "coordinator", null, null)).isEqualTo(id);
    assertThat(records.careTeam("job-3", "lead", null, null)).isEqualTo(id);

    assertThat(team(id).getParticipant()).filteredOn(one -> one.getMember().hasIdentifier() && !one.getPeriod().hasEnd())
        .extracting(one -> one.getMember().getIdentifier().getValue()).containsExactly("lead");
  }

  @Test
  void aTierIsAScoreWithoutAStay() {
    var request = new RecordRisk.Request("job-1", ROSA, null, null, NOW, "care-tier", 9, "tier 3", false, "care-tier 1.0.0",
        Map.of("poorlyControlled", true), "tier 2", "falls at home", "nurse");
    String id = new RecordRisk(ehr).perform(request).riskAssessmentId();
    assertThat(new RecordRisk(ehr).perform(request).riskAssessmentId()).isEqualTo(id);

    RiskAssessment risk = (RiskAssessment) sandbox.store().read("RiskAssessment", id);
    assertThat(risk.hasEncounter()).isFalse();
    assertThat(risk.getOccurrenceDateTimeType().getValue()).isEqualTo(NOW);
    assertThat(risk.getPredictionFirstRep().getQualitativeRisk().getCoding()).hasSize(1);
    assertThat(risk.getNote()).extracting(note -> note.getText()).contains("overridden from tier 2: falls at home");
    assertThat(risk.getPerformer().getIdentifier().getValue()).isEqualTo("nurse");
    assertThatThrownBy(() -> new RecordRisk(ehr).perform(
        new RecordRisk.Request("job-2", ROSA, null, null, null, "care-tier", 9, "tier 3", false, "care-tier 1.0.0", null, null, null,
            null)))
        .hasMessageContaining("assessedAt and dischargedAt");
  }

  @Test
  void workAndContactsOutsideOfAStayAreWrittenWithoutOne() {
    new RecordTask(ehr, CLOCK).perform(new RecordTask.Request("job-1", ROSA, null, "referral-proposed", "completed", null, null, null));
    new RecordContact(ehr).perform(new RecordContact.Request("job-2", ROSA, null, NOW, "phone", "reached", "intake", null, "coordinator"));

    for (String type : List.of("Task", "Communication")) {
      assertThat(sandbox.store().search(type, Map.of("patient", List.of(ROSA)))).hasSize(1)
          .allSatisfy(one -> assertThat(one.getNamedProperty("encounter").hasValues()).isFalse());
    }
    assertThat(new ReadMedicines(ehr, CLOCK, EnrolmentRecords.ZONE).perform(new ReadMedicines.Request(ROSA, null, null)).medicines())
        .hasSize(6).allSatisfy(medicine -> assertThat(medicine).containsEntry("source", "before"));
  }

  private static RecordConsent.Request consent(String status, String kind, Instant givenAt, String reason) {
    return new RecordConsent.Request("job-9", ROSA, PROGRAM, status, kind, givenAt, null, reason, null, null, null);
  }

  private void assertConsentRefused(RecordConsent.Request request, String message) {
    assertThatThrownBy(() -> new RecordConsent(ehr, CLOCK).perform(request)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private EpisodeOfCare episode(String id) {
    return (EpisodeOfCare) sandbox.store().read("EpisodeOfCare", id);
  }

  private Consent consent(String id) {
    return (Consent) sandbox.store().read("Consent", id);
  }

  private CareTeam team(String id) {
    return (CareTeam) sandbox.store().read("CareTeam", id);
  }
}
