package org.careloop.event;

import java.time.Instant;
import java.util.List;

/**
 * A patient has consented, was assessed and has a named coordinator: the care plan begins. Told between protocols: a step of a
 * diagram gives all of it but the moment, which is that of the telling.
 *
 * @param patientId the EHR's logical id, which is the case
 * @param patientIdentifier {@code Patient/id}
 * @param tier risk tier 1 to 4, as a clinician left it
 * @param reviewIntervalDays days between reviews of the plan
 * @param primaryCoordinator user id
 * @param preferredLanguage ISO 639 code
 * @param intensity the tier as cards show it
 * @param conditionGroups groups of conditions that plans have templates for
 * @param socialNeedDomains domains of social need found positive; none where nothing was found, or the patient declined to be asked
 * @param tierDecisionId opaque id of the decision about the tier, by which its reasons are shown
 * @param phq2Positive scores of the assessment as they stood then, null where not asked; likewise what follows it
 * @param declinedScreenings screenings that were not answered, by instrument, so that nobody asks for their results
 * @param phq9Severity null when the PHQ-9 was not needed or declined
 */
public record PatientEnrolled(
    String patientId,
    String patientIdentifier,
    String episodeOfCareId,
    @WhereKnown String careTeamId,
    String consentId,
    Integer tier,
    Integer reviewIntervalDays,
    String primaryCoordinator,
    String preferredLanguage,
    String intensity,
    Integer taskPriority,
    List<String> conditionGroups,
    @WhereKnown List<String> socialNeedDomains,
    @WhereKnown String medicationRisk,
    Boolean pharmacistReview,
    @WhereKnown String fallRisk,
    @WhereKnown Boolean limitedHealthLiteracy,
    @WhereKnown String phq9Severity,
    @WhereKnown String gad7Severity,
    @WhereKnown String tierDecisionId,
    @WhereKnown Boolean phq2Positive,
    @WhereKnown Integer phq9Total,
    @WhereKnown Integer phq9Item9,
    @WhereKnown Boolean gad2Positive,
    @WhereKnown Integer gad7Total,
    @WhereKnown Boolean ahcSafetyPositive,
    @WhereKnown Integer socialNeedCount,
    @WhereKnown Boolean noCaregiverWithAdlNeed,
    @WhereKnown Boolean caregiverStrain,
    @WhereKnown String suicideRisk,
    @WhereKnown List<String> declinedScreenings,
    Instant occurredAt)
    implements CareEvent {

  public PatientEnrolled {
    socialNeedDomains = socialNeedDomains == null ? List.of() : socialNeedDomains;
    declinedScreenings = declinedScreenings == null ? List.of() : declinedScreenings;
  }

  @Override
  public String businessKey() {
    return patientId;
  }
}
