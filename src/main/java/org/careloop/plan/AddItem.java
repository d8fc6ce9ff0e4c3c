package org.careloop.plan;

import java.util.ArrayList;
import java.util.List;
import org.careloop.engine.CareDelegate;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/** Adds one line to the case's plan, which gets the next version. The health record is told by another step. */
@Component
class AddItem extends CareDelegate<AddItem.Request, AddItem.Added> {

  /**
   * The plan and the new line. While the first plan is drafted there are only lines that were added.
   *
   * @param itemRole a {@link Role}'s code
   * @param itemDueDate ISO day
   */
  record Request(
      @Nullable List<PlanItem> planItems, @Nullable Integer planVersion, @Nullable Integer lastItemNumber, String itemProblem, String itemGoal, String itemIntervention,
      String itemRole, String itemDueDate) {}

  record Added(List<PlanItem> planItems, int planVersion, List<Plan.Problem> planByProblem, List<PlanItem> openItems, int lastItemNumber) {}

  @Override
  protected Added perform(Request request) {
    Role.of(request.itemRole());
    List<PlanItem> items = new ArrayList<>(Plan.orNone(request.planItems()));
    int number = Plan.highestNumber(items, request.lastItemNumber()) + 1;
    items.add(new PlanItem(String.valueOf(number), request.itemProblem(), request.itemGoal(), request.itemIntervention(), request.itemRole(),
        request.itemDueDate(), null, null, null, null, null));
    Plan plan = Plan.of(items, request.planVersion() == null ? 1 : request.planVersion() + 1);
    return new Added(plan.planItems(), plan.planVersion(), plan.planByProblem(), plan.openItems(), number);
  }
}
