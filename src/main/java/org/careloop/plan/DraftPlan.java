package org.careloop.plan;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.careloop.calendar.PracticeCalendar;
import org.careloop.engine.CareDelegate;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Deals the lines of a plan out to those who complete them: the open lines of the plan so far, and what the templates propose for what is new
 * since then. What belongs to nobody who is asked falls to the nurse or the coordinator. Writes nothing outside the case.
 */
@Component
class DraftPlan extends CareDelegate<DraftPlan.Request, DraftPlan.Draft> {

  /**
   * What to begin with.
   *
   * @param planTemplates rows of the table of templates
   * @param planItems the plan so far, none for a new one
   * @param planReasons what the templates proposed lines for already
   * @param planElements answers about required elements so far, by element
   * @param pharmacistAsked whether the pharmacist completes the lines about medicines
   * @param socialNeedDomains domains of social need; the social worker is asked when there is one
   * @param draftedAt the moment from which the templates' windows count
   */
  record Request(
      List<Template> planTemplates, @Nullable List<PlanItem> planItems, @Nullable List<String> planReasons, @Nullable Integer lastItemNumber,
      @Nullable Map<String, String> planElements, boolean pharmacistAsked, @Nullable List<String> socialNeedDomains, String draftedAt) {}

  /**
   * Who completes what.
   *
   * @param planItems every line, with its number
   * @param planReasons what there are lines for now
   * @param socialWorkerAsked whether there is anything for the social worker
   */
  record Draft(
      List<PlanItem> planItems, List<String> planReasons, int lastItemNumber, boolean socialWorkerAsked,
      List<PlanItem> nurseItems, List<PlanItem> pharmacistItems, List<PlanItem> socialWorkerItems, List<PlanItem> coordinatorItems,
      Map<String, String> nurseElements, Map<String, String> pharmacistElements, Map<String, String> socialWorkerElements,
      Map<String, String> coordinatorElements) {}

  private final PracticeCalendar calendar;

  DraftPlan(PracticeCalendar calendar) {
    this.calendar = calendar;
  }

  @Override
  protected Draft perform(Request request) {
    List<PlanItem> items = new ArrayList<>(Plan.orNone(request.planItems()));
    int number = Plan.highestNumber(items, request.lastItemNumber());
    items.addAll(Template.proposed(request.planTemplates(), items, request.planReasons(), number,
        within -> calendar.localDate(calendar.due(request.draftedAt(), within))));
    boolean socialWorkerAsked = request.socialNeedDomains() != null && !request.socialNeedDomains().isEmpty();
    Map<Role, List<PlanItem>> dealt = new EnumMap<>(Role.class);
    items.stream().filter(PlanItem::isOpen).forEach(item ->
        dealt.computeIfAbsent(completer(item, request.pharmacistAsked(), socialWorkerAsked), role -> new ArrayList<>()).add(item));
    Map<String, String> elements = Objects.requireNonNullElse(request.planElements(), Map.of());
    return new Draft(items, Template.reasons(request.planTemplates()), Plan.highestNumber(items, number), socialWorkerAsked,
        of(dealt, Role.NURSE), of(dealt, Role.PHARMACIST), of(dealt, Role.SOCIAL_WORKER), of(dealt, Role.COORDINATOR), elements, elements, elements, elements);
  }

  private static Role completer(PlanItem item, boolean pharmacistAsked, boolean socialWorkerAsked) {
    Role role = Role.of(item.role());
    if (role == Role.PHARMACIST) {
      return pharmacistAsked ? role : Role.NURSE;
    }
    return role == Role.NURSE || role == Role.SOCIAL_WORKER && socialWorkerAsked ? role : Role.COORDINATOR;
  }

  private static List<PlanItem> of(Map<Role, List<PlanItem>> dealt, Role role) {
    return dealt.getOrDefault(role, List.of());
  }
}
