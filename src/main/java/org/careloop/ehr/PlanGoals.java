package org.careloop.ehr;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hl7.fhir.r4.model.CarePlan.CarePlanActivityStatus;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Goal.GoalLifecycleStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;

/** The goals of one version of a plan: lines with the same problem and goal share one; goals that nobody pursues any more are cancelled. */
final class PlanGoals {

  private static final String ACHIEVEMENT = "http://terminology.hl7.org/CodeSystem/goal-achievement";
  private static final String IDENTITY = "https://careloop.org/plan-goal";

  /**
   * One goal to write.
   *
   * @param key of its first line, by which it is known again
   * @param itemIds the lines that pursue it; none for one that is cancelled
   * @param goal has an id when it is in the EHR already
   */
  record Entry(String key, List<String> itemIds, Goal goal) {}

  private final String patientId;
  private final Map<String, Goal> known = new LinkedHashMap<>();

  PlanGoals(String patientId, List<Goal> known) {
    this.patientId = patientId;
    for (Goal goal : known) {
      goal.getIdentifier().stream().filter(identifier -> IDENTITY.equals(identifier.getSystem())).findFirst()
          .ifPresent(identifier -> this.known.put(identifier.getValue(), goal));
    }
  }

  List<Entry> of(List<CarePlanLine> items, CarePlanStatus status, LocalDate today) {
    Map<String, List<CarePlanLine>> pursued = new LinkedHashMap<>();
    for (CarePlanLine item : items) {
      pursued.computeIfAbsent(item.problem() + "\n" + item.goal(), text -> new ArrayList<>()).add(item);
    }
    List<Entry> entries = new ArrayList<>();
    Map<String, Goal> left = new LinkedHashMap<>(known);
    for (List<CarePlanLine> together : pursued.values()) {
      List<String> itemIds = together.stream().map(CarePlanLine::itemId).toList();
      String key = itemIds.stream().filter(left::containsKey).findFirst().orElse(itemIds.get(0));
      Goal present = left.remove(key);
      entries.add(new Entry(key, itemIds, goal(key, present, together, status, today)));
    }
    left.forEach((key, goal) -> {
      goal.setLifecycleStatus(CarePlans.lifecycle(CarePlanStatus.REVOKED, goal.getLifecycleStatus()));
      entries.add(new Entry(key, List.of(), goal));
    });
    return entries;
  }

  private Goal goal(String key, Goal present, List<CarePlanLine> together, CarePlanStatus status, LocalDate today) {
    Goal goal = present != null ? present : first(key, today);
    goal.setLifecycleStatus(lifecycle(status, together)).setDescription(new CodeableConcept().setText(together.get(0).goal()));
    goal.getAddresses().clear();
    goal.addAddresses(new Reference().setType("Condition").setDisplay(together.get(0).problem()));
    together.stream().map(CarePlanLine::goalStatus).filter(Objects::nonNull).reduce((earlier, later) -> later).ifPresent(achievement ->
        goal.setAchievementStatus(new CodeableConcept().addCoding(new Coding().setSystem(ACHIEVEMENT).setCode(achievement))));
    LocalDate due = together.stream().map(CarePlanLine::dueDate).filter(Objects::nonNull).max(LocalDate::compareTo).orElse(null);
    goal.getTarget().clear();
    if (due != null) {
      goal.addTarget().setDue(new DateType(due.toString()));
    }
    return goal;
  }

  private Goal first(String key, LocalDate today) {
    return new Goal().setSubject(Ehr.patientReference(patientId)).setStart(new DateType(today.toString()))
        .addIdentifier(new Identifier().setSystem(IDENTITY).setValue(key));
  }

  private static GoalLifecycleStatus lifecycle(CarePlanStatus plan, List<CarePlanLine> together) {
    if (together.stream().allMatch(item -> item.status() == CarePlanActivityStatus.CANCELLED)) {
      return GoalLifecycleStatus.CANCELLED;
    }
    boolean over = together.stream()
        .allMatch(item -> item.status() == CarePlanActivityStatus.COMPLETED || item.status() == CarePlanActivityStatus.CANCELLED);
    return over ? GoalLifecycleStatus.COMPLETED : CarePlans.lifecycle(plan, null);
  }
}
