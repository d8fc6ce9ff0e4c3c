package org.careloop.ehr;

import java.time.Clock;
import org.careloop.engine.CareDelegate;
import org.careloop.fhir.Effects;
import org.careloop.fhir.FhirTransaction;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Goal.GoalLifecycleStatus;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Puts a care plan in the EHR on hold, in force again, or ends it with its outcome; its open goals go with it, all in one transaction. A
 * plan that has ended stays as it ended. Done once for each effect id, never over somebody else's change.
 */
@Component
class ChangePlanStatus extends CareDelegate<ChangePlanStatus.Request, Void> {

  /**
   * The change.
   *
   * @param planStatus {@code active}, {@code on-hold}, {@code completed} or {@code revoked}
   * @param planOutcome how it ended, a code; only with {@code completed} and {@code revoked}
   * @param planStatusReason why, a code or a few words without names
   */
  record Request(
      String effectId, String carePlanId, String planStatus, @Nullable String planOutcome, @Nullable String planStatusReason) {}

  private final Ehr ehr;
  private final CarePlans plans;
  private final Clock clock;

  ChangePlanStatus(Ehr ehr, CarePlans plans, Clock clock) {
    this.ehr = ehr;
    this.plans = plans;
    this.clock = clock;
  }

  @Override
  protected Void perform(Request request) {
    CarePlanStatus status = CarePlans.status(request.planStatus());
    CarePlan plan = ehr.endpoint().read(CarePlan.class, request.carePlanId());
    if (Effects.bears(plan, request.effectId())) {
      return null;
    }
    if (CarePlans.isEnd(plan.getStatus())) {
      if (CarePlans.isEnd(status)) {
        return null;
      }
      throw new IllegalStateException("carePlanId %s: %s, expected an open plan to make it %s. Begin a new plan."
          .formatted(request.carePlanId(), plan.getStatus().toCode(), status.toCode()));
    }
    FhirTransaction transaction = new FhirTransaction();
    for (Goal goal : plans.goalsOf(plan)) {
      GoalLifecycleStatus lifecycle = CarePlans.lifecycle(status, goal.getLifecycleStatus());
      if (lifecycle != goal.getLifecycleStatus()) {
        transaction.update(goal.setLifecycleStatus(lifecycle));
      }
    }
    Effects.markChange(plan, request.effectId());
    if (CarePlans.isEnd(status)) {
      CarePlans.end(plan, status, request.planOutcome(), clock.instant());
    }
    plan.setStatus(status);
    plan.getExtension().removeIf(extension -> Coded.extension("status-reason").equals(extension.getUrl()));
    if (request.planStatusReason() != null) {
      CarePlans.set(plan.getExtension(), "status-reason", new StringType(request.planStatusReason()));
    }
    transaction.update(plan);
    ehr.endpoint().transact(transaction);
    return null;
  }
}
