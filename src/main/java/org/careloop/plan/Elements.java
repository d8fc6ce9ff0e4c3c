package org.careloop.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The elements that a care plan must have (CMS care management, MLN909188, and what this program adds), and which of them a plan meets: by
 * its lines, by what the case knows, or because somebody said that it is in the plan or, with a reason, that it does not apply.
 */
final class Elements {

  private static final List<String> ALL = List.of("problemList", "expectedOutcomeAndPrognosis", "measurableGoals",
      "cognitiveFunctionalAssessment", "symptomManagement", "plannedInterventions", "medicationManagement", "environmentalEvaluation",
      "caregiverAssessment", "outsideCoordination", "reviewSchedule", "communityServices", "copyGivenToPatient", "electronic24x7Access",
      "primaryCoordinator", "consent");

  private Elements() {}

  /**
   * Each element with whether it is met.
   *
   * @param items the open lines of the plan
   * @param answers by element {@code done}, {@code notApplicable} or {@code open}, and by element with {@code Reason} appended why not
   * @param known elements that the case itself meets or not
   */
  static Map<String, Boolean> met(List<PlanItem> items, Map<String, String> answers, Map<String, Boolean> known) {
    Map<String, Boolean> met = new LinkedHashMap<>();
    for (String element : ALL) {
      boolean byItself = switch (element) {
        case "problemList" -> each(items, item -> item.problem() != null);
        case "measurableGoals" -> each(items, item -> item.goal() != null);
        case "plannedInterventions" -> each(items, item -> item.intervention() != null && item.role() != null && item.dueDate() != null);
        default -> known.getOrDefault(element, false);
      };
      met.put(element, byItself || answered(element, answers) && !isRead(element));
    }
    return met;
  }

  /** Lines speak for themselves; only that no line applies can be said about them. */
  private static boolean isRead(String element) {
    return List.of("problemList", "measurableGoals", "plannedInterventions").contains(element);
  }

  private static boolean each(List<PlanItem> items, Predicate<PlanItem> has) {
    return !items.isEmpty() && items.stream().allMatch(has);
  }

  private static boolean answered(String element, Map<String, String> answers) {
    String answer = answers.get(element);
    String reason = answers.get(element + "Reason");
    return "done".equals(answer) || "notApplicable".equals(answer) && reason != null && !reason.isBlank();
  }
}
