package org.careloop.plan;

import java.util.List;
import org.careloop.engine.CareDelegate;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds what a changed plan means for the work: which lines nobody works on yet, and which of those under way ask for something else now or
 * are no longer wanted. Changes nothing but the case's account of what is handed out.
 */
@Component
class HandOutActivities extends CareDelegate<HandOutActivities.Request, HandOutActivities.HandedOut> {

  /** @param runningItems the lines as they were handed out before, none for a new plan */
  record Request(List<PlanItem> planItems, @Nullable List<PlanItem> runningItems) {}

  /**
   * What to do.
   *
   * @param newItems lines to begin
   * @param changedItems lines under way whose people must hear of a change
   * @param runningItems the lines as they are handed out now
   */
  record HandedOut(List<PlanItem> newItems, List<PlanItem> changedItems, List<PlanItem> runningItems) {}

  @Override
  protected HandedOut perform(Request request) {
    List<PlanItem> before = Plan.orNone(request.runningItems());
    List<PlanItem> fresh = request.planItems().stream().filter(item -> item.isOpen() && Plan.seek(before, item.itemId()).isEmpty()).toList();
    List<PlanItem> changed = request.planItems().stream()
        .filter(item -> Plan.seek(before, item.itemId()).filter(PlanItem::isOpen).map(known -> differs(known, item)).orElse(false)).toList();
    return new HandedOut(fresh, changed, request.planItems().stream()
        .filter(item -> item.isOpen() || Plan.seek(before, item.itemId()).isPresent()).toList());
  }

  private static boolean differs(PlanItem known, PlanItem item) {
    return item.isOpen() ? !known.asksTheSameAs(item) : "cancelled".equals(item.status());
  }
}
