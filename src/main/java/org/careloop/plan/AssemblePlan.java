package org.careloop.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.careloop.engine.CareDelegate;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Joins what people completed into one plan. Lines keep their numbers, new ones get the next; a line that was taken out is cancelled when
 * somebody works on it already and goes otherwise. The version rises when the plan says something else than before. Writes nothing outside
 * the case, and takes the lists that it has joined off it, so that a second joining begins with what was changed since.
 */
@Component
class AssemblePlan extends CareDelegate<AssemblePlan.Request, AssemblePlan.Assembled> {

  /**
   * What people completed.
   *
   * @param planItems the plan so far
   * @param openItems its open lines as somebody changed them; counts where there are no lists by role
   * @param nurseItems what the nurse completed; likewise the other roles
   * @param runningItems the lines that somebody works on already
   * @param lastItemNumber highest number ever given to a line
   * @param nurseElements what the nurse said about required elements; likewise the other roles
   * @param gapElements what was said about missing elements
   * @param reviewIntervalDays days to the next review; the plan has a review schedule when it is known
   */
  record Request(
      @Nullable List<PlanItem> planItems, @Nullable Integer planVersion, @Nullable List<PlanItem> openItems,
      @Nullable List<PlanItem> nurseItems, @Nullable List<PlanItem> pharmacistItems, @Nullable List<PlanItem> socialWorkerItems,
      @Nullable List<PlanItem> coordinatorItems, @Nullable List<PlanItem> runningItems, @Nullable Integer lastItemNumber,
      @Nullable Map<String, String> planElements, @Nullable Map<String, String> nurseElements, @Nullable Map<String, String> pharmacistElements,
      @Nullable Map<String, String> socialWorkerElements, @Nullable Map<String, String> coordinatorElements,
      @Nullable Map<String, String> gapElements, @Nullable String primaryCoordinator, @Nullable String consentId,
      @Nullable Integer reviewIntervalDays) {}

  /**
   * The plan.
   *
   * @param planChanged whether it asks for something else than before; how far a goal is, is no such change
   * @param elementsMet each required element with whether the plan has it
   */
  record Assembled(
      List<PlanItem> planItems, int planVersion, List<Plan.Problem> planByProblem, List<PlanItem> openItems, int lastItemNumber,
      boolean planChanged, Map<String, String> planElements, Map<String, Boolean> elementsMet, @Nullable List<PlanItem> nurseItems,
      @Nullable List<PlanItem> pharmacistItems, @Nullable List<PlanItem> socialWorkerItems, @Nullable List<PlanItem> coordinatorItems) {}

  @Override
  protected Assembled perform(Request request) {
    List<PlanItem> before = Plan.orNone(request.planItems());
    int number = Plan.highestNumber(before, request.lastItemNumber());
    List<PlanItem> completed = new ArrayList<>();
    for (PlanItem row : rows(request)) {
      PlanItem known = Plan.seek(before, row.itemId()).orElse(null);
      PlanItem item = row.itemId() == null ? row.numbered(String.valueOf(++number)) : row;
      completed.add(known == null ? item : item.following(known));
    }
    List<PlanItem> items = merged(before, completed, Plan.orNone(request.runningItems()));
    boolean changed = request.planVersion() == null || !items.equals(before);
    Plan plan = Plan.of(items, request.planVersion() == null ? 1 : request.planVersion() + (changed ? 1 : 0));
    Map<String, String> elements = elements(request);
    return new Assembled(plan.planItems(), plan.planVersion(), plan.planByProblem(), plan.openItems(), number, !PlanItem.sayTheSame(items, before), elements,
        Elements.met(plan.openItems(), elements, known(request)), null, null, null, null);
  }

  private static List<PlanItem> rows(Request request) {
    boolean byRole = Stream.of(request.nurseItems(), request.pharmacistItems(), request.socialWorkerItems(), request.coordinatorItems())
        .anyMatch(Objects::nonNull);
    Stream<PlanItem> rows = !byRole ? Plan.orNone(request.openItems()).stream() : Stream.of(
        ofRole(request.nurseItems(), Role.NURSE), ofRole(request.pharmacistItems(), Role.PHARMACIST),
        ofRole(request.socialWorkerItems(), Role.SOCIAL_WORKER), ofRole(request.coordinatorItems(), Role.COORDINATOR)).flatMap(list -> list);
    return rows.filter(row -> !row.isBlank()).toList();
  }

  /** Who added a line without saying who does it, does it. */
  private static Stream<PlanItem> ofRole(List<PlanItem> items, Role role) {
    return Plan.orNone(items).stream().map(item -> item.role() == null ? item.doneBy(role.code()) : item);
  }

  /** In the order of the plan so far, new lines at its end. */
  private static List<PlanItem> merged(List<PlanItem> before, List<PlanItem> completed, List<PlanItem> running) {
    Map<String, PlanItem> now = new LinkedHashMap<>();
    completed.forEach(item -> now.put(item.itemId(), item));
    List<PlanItem> items = new ArrayList<>();
    Set<String> placed = new LinkedHashSet<>();
    for (PlanItem item : before) {
      PlanItem kept = now.get(item.itemId());
      if (!item.isOpen()) {
        items.add(item);
      } else if (kept != null) {
        items.add(kept);
      } else if (Plan.seek(running, item.itemId()).isPresent()) {
        items.add(item.withStatus("cancelled"));
      }
      placed.add(item.itemId());
    }
    now.values().stream().filter(item -> !placed.contains(item.itemId())).forEach(items::add);
    return items;
  }

  private static Map<String, String> elements(Request request) {
    Map<String, String> elements = new LinkedHashMap<>();
    Stream.of(request.planElements(), request.nurseElements(), request.pharmacistElements(), request.socialWorkerElements(),
        request.coordinatorElements(), request.gapElements()).filter(Objects::nonNull).forEach(answers -> answers.forEach((element, answer) -> {
          if (answer != null) {
            elements.put(element, answer);
          }
        }));
    return elements;
  }

  private static Map<String, Boolean> known(Request request) {
    return Map.of("primaryCoordinator", request.primaryCoordinator() != null, "consent", request.consentId() != null,
        "reviewSchedule", request.reviewIntervalDays() != null);
  }
}
