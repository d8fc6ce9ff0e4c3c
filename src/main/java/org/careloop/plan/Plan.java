package org.careloop.plan;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.lang.Nullable;

/**
 * A care plan as the case holds it, and how people read it. Every change makes a new one with the next version.
 *
 * @param planItems every line, those done and cancelled, too
 * @param planVersion 1 for the first one; rises with every change
 * @param planByProblem the lines under their problems, in words
 * @param openItems the lines that are neither done nor cancelled, as forms let people change them
 */
record Plan(List<PlanItem> planItems, int planVersion, List<Problem> planByProblem, List<PlanItem> openItems) {

  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MMM d, yyyy", Locale.US);
  private static final Map<String, String> STATUS =
      Map.of("notStarted", "not begun", "inProgress", "under way", "completed", "done", "cancelled", "cancelled");

  /** A problem with what is planned for it. */
  record Problem(String problem, List<Line> lines) {}

  /** One line in words. */
  record Line(String itemId, String goal, String intervention, String who, String by, String state) {}

  static Plan of(List<PlanItem> items, int version) {
    return new Plan(items, version, byProblem(items), items.stream().filter(PlanItem::isOpen).toList());
  }

  /** The line of this number. */
  static PlanItem find(List<PlanItem> items, String itemId) {
    return seek(items, itemId).orElseThrow(() -> new IllegalArgumentException(
        "itemId: \"%s\" is not in the plan, expected one of %s. Repair the case's data.".formatted(itemId, items.stream().map(PlanItem::itemId).toList())));
  }

  /** The line of this number, where there is one. */
  static Optional<PlanItem> seek(List<PlanItem> items, @Nullable String itemId) {
    return items.stream().filter(item -> itemId != null && itemId.equals(item.itemId())).findFirst();
  }

  static List<PlanItem> orNone(@Nullable List<PlanItem> items) {
    return items == null ? List.of() : items;
  }

  /** The highest number that any of these has; numbers of lines gone are not given again as long as the caller keeps count. */
  static int highestNumber(List<PlanItem> items, @Nullable Integer last) {
    return items.stream().map(PlanItem::itemId).filter(id -> id != null && id.matches("\\d{1,6}")).mapToInt(Integer::parseInt)
        .reduce(last == null ? 0 : last, Math::max);
  }

  private static List<Problem> byProblem(List<PlanItem> items) {
    Map<String, List<Line>> lines = new LinkedHashMap<>();
    for (PlanItem item : items) {
      if (!"cancelled".equals(item.status())) {
        lines.computeIfAbsent(words(item.problem()), problem -> new ArrayList<>()).add(line(item));
      }
    }
    return lines.entrySet().stream().map(entry -> new Problem(entry.getKey(), entry.getValue())).toList();
  }

  private static Line line(PlanItem item) {
    Role role = Role.of(item.role());
    LocalDate due = day(item.dueDate());
    return new Line(item.itemId(), words(item.goal()), words(item.intervention()), role == null ? "nobody yet" : role.words(),
        due == null ? "no date yet" : DAY.format(due), STATUS.get(item.status()));
  }

  private static LocalDate day(String iso) {
    try {
      return iso == null ? null : LocalDate.parse(iso);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("dueDate of a plan item: \"%s\", expected a day like 2026-03-10. Correct the form or the table.".formatted(iso));
    }
  }

  private static String words(String text) {
    return text == null ? "not said yet" : text;
  }
}
