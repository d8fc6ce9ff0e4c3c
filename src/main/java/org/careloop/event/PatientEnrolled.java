package org.careloop.event;

import java.time.Instant;
import java.util.List;

/**
 * A patient has consented, was assessed and has a named coordinator: the care plan begins. Told between protocols.
 *
 * @param patientId the EHR's logical id, which is the case
 * @param patientIdentifier {@code Patient/id}
 * @param tier risk tier 1 to 4, as a clinician left it
 * @param reviewIntervalDays days between reviews of the plan
 * @param primaryCoordinator user id
 * @param preferredLanguage ISO 639 code
 * @param intensity the tier as cards show it
 * @param conditionGroups groups of conditions that plans have templates for
 * @param socialNeedDomains domains of social need found positive
 * @param tierDecisionId opaque id of the decision about the tier, by which its reasons are shown
 * @param phq2Positive scores of the assessment as they stood then, null where not asked; likewise what follows it
 * @param phq9Severity null when the PHQ-9 was not needed or declined
 */
public record PatientEnrolled(
    String patientId,
    String patientIdentifier,
    String episodeOfCareId,
    String careTeamId,
    String consentId,
    Integer tier,
    Integer reviewIntervalDays,
    String primaryCoordinator,
    String preferredLanguage,
    String intensity,
    Integer taskPriority,
    List<String> conditionGroups,
    List<String> socialNeedDomains,
    String medicationRisk,
    Boolean pharmacistReview,
    String fallRisk,
    Boolean limitedHealthLiteracy,
    String phq9Severity,
    String gad7Severity,
    String tierDecisionId,
    Boolean phq2Positive,
    Integer phq9Total,
    Integer phq9Item9,
    Boolean gad2Positive,
    Integer gad7Total,
    Boolean ahcSafetyPositive,
    Integer socialNeedCount,
    Boolean noCaregiverWithAdlNeed,
    Boolean caregiverStrain,
    String suicideRisk,
    Instant occurredAt)
    implements CareEvent {

  @Override
  public String businessKey() {
    return patientId;
  }
}
