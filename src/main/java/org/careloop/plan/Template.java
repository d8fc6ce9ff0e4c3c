package org.careloop.plan;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.springframework.lang.Nullable;

/**
 * A row of the table of templates: one line that a plan may hold, and the reason for it.
 *
 * @param reason what the patient has, for example a group of conditions
 * @param dueWithin window from the moment in which the line is proposed
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Template(
    @Nullable String reason, String role, String problem, String goal, String intervention, @Nullable String problemEs, @Nullable String goalEs,
    @Nullable String interventionEs, @Nullable String dueWithin) {

  /**
   * The lines for what is new since templates were last asked, numbered on. A line that the plan has open in the same words is not proposed
   * twice; nor is anything for a plan of which nobody knows what was proposed for it.
   *
   * @param knownReasons what there were lines for already; null where nobody knows
   * @param number the highest number that a line of the plan has or had
   * @param dayFor the day on which a window ends
   */
  static List<PlanItem> proposed(List<Template> templates, List<PlanItem> plan, @Nullable List<String> knownReasons, int number,
      UnaryOperator<String> dayFor) {
    List<PlanItem> lines = new ArrayList<>();
    if (knownReasons == null && !plan.isEmpty()) {
      return lines;
    }
    for (Template template : templates) {
      boolean known = knownReasons != null && knownReasons.contains(template.reason());
      if (!known && plan.stream().noneMatch(template::isAskedForBy)) {
        lines.add(template.line(String.valueOf(number + lines.size() + 1), dayFor.apply(template.dueWithin())));
      }
    }
    return lines;
  }

  /** What there are lines for from now on. */
  static List<String> reasons(List<Template> templates) {
    return templates.stream().map(Template::reason).filter(Objects::nonNull).distinct().toList();
  }

  private boolean isAskedForBy(PlanItem item) {
    return item.isOpen() && problem.equals(item.problem()) && intervention.equals(item.intervention());
  }

  private PlanItem line(String number, String dueDate) {
    return new PlanItem(number, problem, goal, intervention, role, dueDate, null, null, problemEs, goalEs, interventionEs);
  }
}
