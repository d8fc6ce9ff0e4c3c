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

  /** What the plan begins with; see {@link PatientEnrolled}. */
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
      List<String> socialNeedDomains,
      @Nullable String medicationRisk,
      Boolean pharmacistReview,
      @Nullable String fallRisk,
      @Nullable Boolean limitedHealthLiteracy,
      @Nullable String phq9Severity,
      @Nullable String gad7Severity,
      @Nullable String tierDecisionId) {}

  /** @param planStarted false when the patient's plan was open already */
  record Result(boolean planStarted) {}

  @Override
  protected Result perform(Request request) {
    Told told = events.tell(new PatientEnrolled(request.patientId(), request.patientIdentifier(), request.episodeOfCareId(),
        request.careTeamId(), request.consentId(), request.tier(), request.reviewIntervalDays(), request.primaryCoordinator(),
        request.preferredLanguage(), request.intensity(), request.taskPriority(), request.conditionGroups(), request.socialNeedDomains(),
        request.medicationRisk(), request.pharmacistReview(), request.fallRisk(), request.limitedHealthLiteracy(),
        request.phq9Severity(), request.gad7Severity(), request.tierDecisionId(), clock.instant()));
    return new Result(told == Told.STARTED);
  }
}
