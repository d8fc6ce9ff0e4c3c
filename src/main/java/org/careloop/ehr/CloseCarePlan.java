package org.careloop.ehr;

import java.time.Clock;
import java.util.Map;
import org.careloop.engine.CareDelegate;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.springframework.stereotype.Component;

/**
 * Ends a CarePlan in the EHR with its outcome. Closing it again with the same effect id changes nothing; when somebody else changes the
 * plan at the same moment it fails and is tried again on what they wrote. Activities not begun are marked stopped when the plan is revoked;
 * of a completed plan they say nothing here, since each piece of work has its own Task.
 */
@Component
class CloseCarePlan extends CareDelegate<CloseCarePlan.Request, Void> {

  private static final Map<String, CarePlanStatus> STATUSES =
      Map.of("completed", CarePlanStatus.COMPLETED, "revoked", CarePlanStatus.REVOKED);

  /**
   * The end.
   *
   * @param carePlanId as {@code recordCarePlan} gave it
   * @param planOutcome kebab-case, for example {@code thirty-days-over}
   * @param planStatus {@code completed} or {@code revoked}
   */
  record Request(String effectId, String carePlanId, String planOutcome, String planStatus) {}

  private final Ehr ehr;
  private final Clock clock;

  CloseCarePlan(Ehr ehr, Clock clock) {
    this.ehr = ehr;
    this.clock = clock;
  }

  @Override
  protected Void perform(Request request) {
    CarePlanStatus status = STATUSES.get(request.planStatus());
    if (status == null) {
      throw new IllegalArgumentException("planStatus: \"%s\", expected completed or revoked. Correct it in the diagram."
          .formatted(request.planStatus()));
    }
    ehr.endpoint().changeOnce(CarePlan.class, request.carePlanId(), request.effectId(),
        plan -> CarePlans.end(plan, status, request.planOutcome(), clock.instant()));
    return null;
  }
}
