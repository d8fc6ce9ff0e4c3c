package org.careloop.ehr;

import java.util.Optional;
import org.careloop.engine.CareDelegate;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanActivityComponent;
import org.hl7.fhir.r4.model.CarePlan.CarePlanActivityStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes into the EHR what became of one line of a care plan. Changes that line alone; a line that never came into the EHR can be cancelled
 * without a trace. Done once for each effect id, never over somebody else's change.
 */
@Component
class UpdatePlanActivity extends CareDelegate<UpdatePlanActivity.Request, Void> {

  /**
   * The change.
   *
   * @param itemId of the line, as the plan was written with
   * @param activityStatus {@code notStarted}, {@code scheduled}, {@code inProgress}, {@code onHold}, {@code completed}, {@code cancelled}
   * @param activityReason why, a code or a few words without names
   */
  record Request(String effectId, String carePlanId, String itemId, String activityStatus, @Nullable String activityReason) {}

  private final Ehr ehr;

  UpdatePlanActivity(Ehr ehr) {
    this.ehr = ehr;
  }

  @Override
  protected Void perform(Request request) {
    CarePlanActivityStatus status = CarePlanLine.status("activityStatus", request.activityStatus());
    ehr.endpoint().changeOnce(CarePlan.class, request.carePlanId(), request.effectId(), plan -> {
      Optional<CarePlanActivityComponent> activity = CarePlans.activity(plan, request.itemId());
      if (activity.isEmpty() && status != CarePlanActivityStatus.CANCELLED) {
        throw new IllegalStateException("itemId \"%s\": no such line in plan %s of the EHR, expected one. Write the plan first."
            .formatted(request.itemId(), request.carePlanId()));
      }
      activity.ifPresent(line -> line.getDetail().setStatus(status)
          .setStatusReason(request.activityReason() == null ? null : new CodeableConcept().setText(request.activityReason())));
    });
    return null;
  }
}
