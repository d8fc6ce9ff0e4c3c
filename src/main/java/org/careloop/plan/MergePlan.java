package org.careloop.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.careloop.engine.CareDelegate;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Takes a plan that people drafted or reviewed for days over into the case's plan, which went on meanwhile: what was done in the meantime
 * stays done, lines that were added stay, and no two lines get one number. Writes nothing outside the case.
 */
@Component
class MergePlan extends CareDelegate<MergePlan.Request, MergePlan.Merged> {

  /**
   * Three states of one plan.
   *
   * @param planItems the plan as it is now, none for a new one
   * @param shownItems the plan as it was when people began, none for a new one
   * @param draftedItems the plan as they left it
   */
  record Request(
      @Nullable List<PlanItem> planItems, @Nullable Integer planVersion, @Nullable Integer lastItemNumber, @Nullable List<PlanItem> shownItems,
      List<PlanItem> draftedItems) {}

  /** @param planChanged whether it asks for something else than before, so that it needs an approval */
  record Merged(
      List<PlanItem> planItems, int planVersion, List<Plan.Problem> planByProblem, List<PlanItem> openItems, int lastItemNumber,
      boolean planChanged) {}

  @Override
  protected Merged perform(Request request) {
    List<PlanItem> now = Plan.orNone(request.planItems());
    List<PlanItem> shown = Plan.orNone(request.shownItems());
    List<PlanItem> items = new ArrayList<>();
    Map<String, PlanItem> addedMeanwhile = new HashMap<>();
    now.stream().filter(item -> Plan.seek(shown, item.itemId()).isEmpty()).forEach(item -> addedMeanwhile.put(item.itemId(), item));
    int number = Math.max(Plan.highestNumber(now, request.lastItemNumber()), Plan.highestNumber(request.draftedItems(), null));
    for (PlanItem drafted : request.draftedItems()) {
      boolean taken = addedMeanwhile.containsKey(drafted.itemId());
      PlanItem present = taken ? null : Plan.seek(now, drafted.itemId()).orElse(null);
      PlanItem item = taken ? drafted.numbered(String.valueOf(++number)) : drafted;
      items.add(present != null && (item.isOpen() || !present.isOpen()) ? item.withStatus(present.status()) : item);
    }
    // What people took out goes, unless it was done while they were at it.
    now.stream().filter(item -> addedMeanwhile.containsKey(item.itemId()) || !item.isOpen() && Plan.seek(items, item.itemId()).isEmpty())
        .forEach(items::add);
    boolean same = request.planVersion() != null && items.equals(now);
    Plan plan = Plan.of(items, request.planVersion() == null ? 1 : request.planVersion() + (same ? 0 : 1));
    return new Merged(plan.planItems(), plan.planVersion(), plan.planByProblem(), plan.openItems(), number,
        request.planVersion() == null || !PlanItem.sayTheSame(items, now));
  }
}
