package org.careloop.ehr;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.CarePlan.CarePlanActivityStatus;

/**
 * One line of a care plan as the health record takes it: whole, with days and FHIR's own codes. While people are at it a line may be half
 * empty and is a row of package {@code plan}; the two share nothing but the names of {@code planItems}, which diagrams and forms know, too.
 *
 * @param itemId stays the same over all versions of the plan
 * @param role {@code coordinator}, {@code nurse}, {@code pharmacist}, {@code socialWorker}, {@code physician} or {@code patient}
 * @param dueDate a day; null for one without end
 * @param goalStatus how far the goal is, as a FHIR goal-achievement code: {@code achieved}, {@code improving}, {@code no-change},
 *     {@code worsening}; null when nobody has looked yet
 */
record CarePlanLine(
    String itemId, String problem, String goal, String intervention, String role, LocalDate dueDate, CarePlanActivityStatus status,
    String goalStatus) {

  private static final Map<String, CarePlanActivityStatus> STATUSES = Map.of(
      "notStarted", CarePlanActivityStatus.NOTSTARTED, "scheduled", CarePlanActivityStatus.SCHEDULED,
      "inProgress", CarePlanActivityStatus.INPROGRESS, "onHold", CarePlanActivityStatus.ONHOLD,
      "completed", CarePlanActivityStatus.COMPLETED, "cancelled", CarePlanActivityStatus.CANCELLED);

  private static final Set<String> GOAL_STATUSES = Set.of("in-progress", "improving", "worsening", "no-change", "achieved", "sustaining",
      "not-achieved", "no-progress", "not-attainable");

  /** Reads the plan; every line must be whole and have an id of its own. */
  static List<CarePlanLine> all(List<Map<String, Object>> given) {
    List<CarePlanLine> items = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Map<String, Object> one : given) {
      CarePlanLine item = of(one, items.size() + 1);
      if (!ids.add(item.itemId())) {
        throw new IllegalArgumentException("planItems: itemId \"%s\" twice, expected each once. Correct the plan."
            .formatted(item.itemId()));
      }
      items.add(item);
    }
    return items;
  }

  /** A status as protocols write it, {@code inProgress}, or as FHIR does, {@code in-progress}. */
  static CarePlanActivityStatus status(String name, String given) {
    CarePlanActivityStatus status = STATUSES.get(camelCase(given));
    if (status == null) {
      throw new IllegalArgumentException("%s: \"%s\", expected one of %s. Correct it in the diagram."
          .formatted(name, given, STATUSES.keySet().stream().sorted().toList()));
    }
    return status;
  }

  private static CarePlanLine of(Map<String, Object> given, int number) {
    String due = text(given, "dueDate");
    try {
      return new CarePlanLine(required(given, "itemId", number), required(given, "problem", number), required(given, "goal", number),
          required(given, "intervention", number), required(given, "role", number),
          due == null ? null : LocalDate.parse(due.length() > 10 ? due.substring(0, 10) : due),
          status("planItems, status of line " + number, required(given, "status", number)), goalStatus(text(given, "goalStatus"), number));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("planItems, dueDate of line %d: expected a day like 2026-11-22. Correct the plan."
          .formatted(number));
    }
  }

  private static String goalStatus(String given, int number) {
    String code = given == null ? null : given.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    if (code != null && !GOAL_STATUSES.contains(code)) {
      throw new IllegalArgumentException("planItems, goalStatus of line %d: \"%s\", expected one of %s. Correct the plan."
          .formatted(number, given, GOAL_STATUSES.stream().sorted().toList()));
    }
    return code;
  }

  private static String required(Map<String, Object> given, String key, int number) {
    String text = text(given, key);
    if (text == null) {
      throw new IllegalArgumentException("planItems, %s of line %d: no value, expected one. Correct the plan.".formatted(key, number));
    }
    return text;
  }

  private static String text(Map<String, Object> given, String key) {
    Object value = given.get(key);
    return value == null || value.toString().isBlank() ? null : value.toString().strip();
  }

  private static String camelCase(String code) {
    StringBuilder camel = new StringBuilder();
    boolean upper = false;
    for (char letter : code.strip().toCharArray()) {
      if (letter == '-') {
        upper = true;
      } else {
        camel.append(upper ? Character.toUpperCase(letter) : letter);
        upper = false;
      }
    }
    return camel.toString();
  }
}
