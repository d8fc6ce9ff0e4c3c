package org.careloop.engine;

import java.time.Instant;
import java.util.Map;
import org.careloop.engine.internal.CurrentCase;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Hands news of a patient from one protocol to the open cases of that patient that wait for it. Nobody waiting is no error. The case that tells
 * hears it, too, where it ends nothing there or where that is meant.
 */
@Component
class TellOpenCases extends CareDelegate<TellOpenCases.Request, TellOpenCases.Result> {

  private final CareEventsInEngine events;
  private final VariableBinding binding;

  TellOpenCases(CareEventsInEngine events, VariableBinding binding) {
    this.events = events;
    this.binding = binding;
  }

  /**
   * @param news message name, for example {@code PatientReadmitted}
   * @param patientId the EHR's logical id; the other components are handed on where they are given
   * @param ownCaseToo whether the case that tells it hears it also where that ends it, once this step is over
   */
  record Request(
      String news,
      String patientId,
      @Nullable String readmissionEncounterId,
      @Nullable Instant readmittedAt,
      @Nullable Boolean plannedReadmission,
      @Nullable Instant arrivedAt,
      @Nullable Instant diedAt,
      @Nullable String reviewTrigger,
      @Nullable String planOutcome,
      @Nullable String suicideRisk,
      @Nullable Instant consentRevokedAt,
      @Nullable Boolean ownCaseToo) {}

  record Result(int toldCases) {}

  @Override
  protected Result perform(Request request) {
    Map<String, Object> variables = binding.variables(request);
    variables.remove("news");
    variables.remove("patientId");
    variables.remove("ownCaseToo");
    variables.values().removeIf(value -> value == null);
    return new Result(Boolean.TRUE.equals(request.ownCaseToo())
        ? events.tellCasesOfPatient(request.news(), request.patientId(), variables)
        : events.tellCasesOfPatientFrom(CurrentCase.get().id(), request.news(), request.patientId(), variables));
  }
}
