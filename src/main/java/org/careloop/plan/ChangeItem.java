package org.careloop.plan;

import java.util.List;
import org.careloop.engine.CareDelegate;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/** Notes in the case's plan how far one line of it is; the plan gets the next version. The health record is told by another step. */
@Component
class ChangeItem extends CareDelegate<ChangeItem.Request, Plan> {

  /**
   * What became of it.
   *
   * @param itemId number of the line
   * @param activityStatus {@code notStarted}, {@code inProgress}, {@code completed} or {@code cancelled}
   */
  record Request(List<PlanItem> planItems, int planVersion, String itemId, @Nullable String activityStatus) {}

  @Override
  protected Plan perform(Request request) {
    PlanItem item = Plan.find(request.planItems(), request.itemId());
    if (request.activityStatus() == null || request.activityStatus().equals(item.status())) {
      return Plan.of(request.planItems(), request.planVersion());
    }
    PlanItem changed = item.withStatus(request.activityStatus());
    return Plan.of(request.planItems().stream().map(line -> line == item ? changed : line).toList(), request.planVersion() + 1);
  }
}
