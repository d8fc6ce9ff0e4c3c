package org.careloop.engine;

import java.time.Clock;
import java.util.List;
import org.careloop.engine.CareEvents.Told;
import org.careloop.event.PatientEnrolled;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/** Tells that a patient is enrolled, which begins the care plan. A plan that is open already stays as it is. */
@Component
class EnrolPatient extends CareDelegate<EnrolPatient.Request, EnrolPatient.Result> {

  private final CareEvents events;
  private final Clock clock;

  EnrolPatient(CareEvents events, Clock clock) {
    this.events = events;
    this.clock = clock;
  }

  /**
   * What the plan begins with; see {@link PatientEnrolled}.
   *
   * @param socialNeedDomains none where nothing was found, or the patient declined to be asked
   */
  record Request(
      String patientId,
      String patientIdentifier,
      String episodeOfCareId,
      @Nullable String careTeamId,
      String consentId,
      Integer tier,
      Integer reviewIntervalDays,
      String primaryCoordinator,
      String preferredLanguage,
      String intensity,
      Integer taskPriority,
      List<String> conditionGroups,
      @Nullable List<String> socialNeedDomains,
      @Nullable String medicationRisk,
      Boolean pharmacistReview,
      @Nullable String fallRisk,
      @Nullable Boolean limitedHealthLiteracy,
      @Nullable String phq9Severity,
      @Nullable String gad7Severity,
      @Nullable String tierDecisionId,
      @Nullable Boolean phq2Positive,
      @Nullable Integer phq9Total,
      @Nullable Integer phq9Item9,
      @Nullable Boolean gad2Positive,
      @Nullable Integer gad7Total,
      @Nullable Boolean ahcSafetyPositive,
      @Nullable Integer socialNeedCount,
      @Nullable Boolean noCaregiverWithAdlNeed,
      @Nullable Boolean caregiverStrain,
      @Nullable String suicideRisk) {}

  /** @param planStarted false when the patient's plan was open already */
  record Result(boolean planStarted) {}

  @Override
  protected Result perform(Request request) {
    Told told = events.tell(new PatientEnrolled(request.patientId(), request.patientIdentifier(), request.episodeOfCareId(),
        request.careTeamId(), request.consentId(), request.tier(), request.reviewIntervalDays(), request.primaryCoordinator(),
        request.preferredLanguage(), request.intensity(), request.taskPriority(), request.conditionGroups(),
        request.socialNeedDomains() == null ? List.of() : request.socialNeedDomains(),
        request.medicationRisk(), request.pharmacistReview(), request.fallRisk(), request.limitedHealthLiteracy(),
        request.phq9Severity(), request.gad7Severity(), request.tierDecisionId(),
        request.phq2Positive(), request.phq9Total(), request.phq9Item9(), request.gad2Positive(), request.gad7Total(),
        request.ahcSafetyPositive(), request.socialNeedCount(), request.noCaregiverWithAdlNeed(), request.caregiverStrain(),
        request.suicideRisk(), clock.instant()));
    return new Result(told == Told.STARTED);
  }
}
