package org.careloop.plan;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.springframework.lang.Nullable;

/**
 * One line of a care plan: a problem, its goal, what is done, who does it, by when, and how far it is. Rows of forms read as one, too: what
 * is blank is null here. What the health record is given of it must be whole, which is for package {@code ehr} to say.
 *
 * @param itemId stable number of the line within its plan, null for a row that somebody just added
 * @param role a {@link Role}'s code
 * @param dueDate ISO day
 * @param status {@code notStarted}, {@code inProgress}, {@code completed} or {@code cancelled}
 * @param goalStatus how far the goal is, as the last review found it: {@code achieved}, {@code improving}, {@code noChange}, {@code worsening}
 * @param problemEs the problem in Spanish, as its template says it; likewise the goal and what is done. Gone when people change the words
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
record PlanItem(
    @Nullable String itemId, @Nullable String problem, @Nullable String goal, @Nullable String intervention, @Nullable String role,
    @Nullable String dueDate, @Nullable String status, @Nullable String goalStatus, @Nullable String problemEs, @Nullable String goalEs,
    @Nullable String interventionEs) {

  private static final String NOT_STARTED = "notStarted";
  private static final Set<String> STATUSES = Set.of(NOT_STARTED, "inProgress", "completed", "cancelled");
  private static final Set<String> OVER = Set.of("completed", "cancelled");

  PlanItem {
    itemId = plain(itemId);
    problem = plain(problem);
    goal = plain(goal);
    intervention = plain(intervention);
    role = plain(role);
    dueDate = plain(dueDate);
    status = plain(status) == null ? NOT_STARTED : checked(status.strip());
    goalStatus = plain(goalStatus);
    problemEs = plain(problemEs);
    goalEs = plain(goalEs);
    interventionEs = plain(interventionEs);
  }

  boolean isOpen() {
    return !OVER.contains(status);
  }

  /** Whether a person left the row empty. The role alone is chosen beforehand and says nothing. */
  boolean isBlank() {
    return problem == null && goal == null && intervention == null;
  }

  /** Whether whoever works on this line must hear of the difference. */
  boolean asksTheSameAs(PlanItem other) {
    return Objects.equals(problem, other.problem) && Objects.equals(goal, other.goal) && Objects.equals(intervention, other.intervention)
        && Objects.equals(role, other.role) && Objects.equals(dueDate, other.dueDate);
  }

  /** Whether two plans ask for the same, line by line; how far a goal is makes no difference. */
  static boolean sayTheSame(List<PlanItem> one, List<PlanItem> other) {
    return one.size() == other.size() && IntStream.range(0, one.size()).allMatch(i -> one.get(i).asksTheSameAs(other.get(i))
        && one.get(i).itemId().equals(other.get(i).itemId()) && one.get(i).status().equals(other.get(i).status()));
  }

  PlanItem numbered(String id) {
    return new PlanItem(id, problem, goal, intervention, role, dueDate, status, goalStatus, problemEs, goalEs, interventionEs);
  }

  PlanItem doneBy(String whose) {
    return new PlanItem(itemId, problem, goal, intervention, whose, dueDate, status, goalStatus, problemEs, goalEs, interventionEs);
  }

  PlanItem withStatus(String now) {
    return new PlanItem(itemId, problem, goal, intervention, role, dueDate, now, goalStatus, problemEs, goalEs, interventionEs);
  }

  /** This row of a form as the next state of that line: how far it is stays, its Spanish stays where the words do. */
  PlanItem following(PlanItem known) {
    return new PlanItem(itemId, problem, goal, intervention, role, dueDate, known.status, goalStatus == null ? known.goalStatus : goalStatus,
        Objects.equals(problem, known.problem) ? known.problemEs : null, Objects.equals(goal, known.goal) ? known.goalEs : null,
        Objects.equals(intervention, known.intervention) ? known.interventionEs : null);
  }

  private static String plain(String value) {
    return value == null || value.isBlank() ? null : value.strip();
  }

  private static String checked(String status) {
    if (!STATUSES.contains(status)) {
      throw new IllegalArgumentException("status of a plan item: \"%s\", expected one of %s. Correct the diagram or its form.".formatted(status, STATUSES));
    }
    return status;
  }
}
