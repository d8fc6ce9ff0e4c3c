package org.careloop.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.careloop.calendar.PracticeCalendar;
import org.careloop.engine.CareDelegate;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Adds to a plan that is reviewed what the templates say for what is new about the patient, as lines that people keep, change or take out. What
 * was proposed once is not proposed again. Writes nothing outside the case.
 */
@Component
class ProposeItems extends CareDelegate<ProposeItems.Request, ProposeItems.Proposed> {

  /**
   * What is there.
   *
   * @param planTemplates rows of the table of templates
   * @param planItems the plan under review
   * @param openItems its open lines, as the form shows them
   * @param planReasons what the templates proposed lines for already
   * @param proposedByProblem what this review proposes already
   * @param proposedAt the moment from which the templates' windows count
   */
  record Request(
      List<Template> planTemplates, List<PlanItem> planItems, @Nullable List<PlanItem> openItems, @Nullable List<String> planReasons,
      @Nullable Integer lastItemNumber, @Nullable List<Plan.Problem> proposedByProblem, String proposedAt) {}

  /**
   * The plan as it is looked at.
   *
   * @param planReasons what there are lines for now
   * @param proposedByProblem all that this review proposes, in words
   */
  record Proposed(
      List<PlanItem> planItems, List<PlanItem> openItems, List<String> planReasons, int lastItemNumber, List<Plan.Problem> proposedByProblem) {}

  private final PracticeCalendar calendar;

  ProposeItems(PracticeCalendar calendar) {
    this.calendar = calendar;
  }

  @Override
  protected Proposed perform(Request request) {
    int number = Plan.highestNumber(request.planItems(), request.lastItemNumber());
    List<PlanItem> lines = Template.proposed(request.planTemplates(), request.planItems(), request.planReasons(), number,
        within -> calendar.localDate(calendar.due(request.proposedAt(), within)));
    return new Proposed(with(request.planItems(), lines), with(request.openItems(), lines), Template.reasons(request.planTemplates()),
        number + lines.size(), with(request.proposedByProblem(), Plan.of(lines, 0).planByProblem()));
  }

  private static <T> List<T> with(@Nullable List<T> before, List<T> more) {
    List<T> all = new ArrayList<>(Objects.requireNonNullElseGet(before, List::of));
    all.addAll(more);
    return all;
  }
}
