package org.careloop.ehr;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanActivityComponent;
import org.hl7.fhir.r4.model.CarePlan.CarePlanActivityStatus;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Goal.GoalLifecycleStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;
import org.springframework.stereotype.Component;

/**
 * Care plans as the EHR keeps them: how a plan ends, which goals are its own, by what its lines are known again. Shared by everything that
 * writes plans; it writes nothing itself.
 */
@Component
class CarePlans {

  static final String ITEM = "plan-item";
  static final String VERSION = "plan-version";
  private static final String OUTCOME = "plan-outcome";

  private static final Map<String, CarePlanStatus> STATUSES = Map.of(
      "draft", CarePlanStatus.DRAFT, "active", CarePlanStatus.ACTIVE, "on-hold", CarePlanStatus.ONHOLD, "onHold", CarePlanStatus.ONHOLD,
      "completed", CarePlanStatus.COMPLETED, "revoked", CarePlanStatus.REVOKED);
  private static final Set<GoalLifecycleStatus> GOAL_OVER = Set.of(GoalLifecycleStatus.COMPLETED, GoalLifecycleStatus.CANCELLED,
      GoalLifecycleStatus.REJECTED, GoalLifecycleStatus.ENTEREDINERROR);

  private final Ehr ehr;

  CarePlans(Ehr ehr) {
    this.ehr = ehr;
  }

  static CarePlanStatus status(String given) {
    CarePlanStatus status = STATUSES.get(given);
    if (status == null) {
      throw new IllegalArgumentException(
          "planStatus: \"%s\", expected draft, active, on-hold, completed or revoked. Correct it in the diagram.".formatted(given));
    }
    return status;
  }

  static boolean isEnd(CarePlanStatus status) {
    return status == CarePlanStatus.COMPLETED || status == CarePlanStatus.REVOKED;
  }

  /**
   * Ends a plan: its period, its outcome, and its activities that were not begun, which are stopped when the plan is revoked; of a
   * completed plan they say nothing here, since each piece of work has its own record.
   */
  static void end(CarePlan plan, CarePlanStatus status, String outcome, Instant at) {
    plan.setStatus(status);
    plan.getPeriod().setEndElement(Times.utc(at));
    if (outcome != null) {
      set(plan.getExtension(), OUTCOME, new CodeType(outcome));
    }
    plan.getActivity().stream().filter(activity -> activity.getDetail().getStatus() == CarePlanActivityStatus.NOTSTARTED)
        .forEach(activity -> activity.getDetail().setStatus(
            status == CarePlanStatus.COMPLETED ? CarePlanActivityStatus.UNKNOWN : CarePlanActivityStatus.STOPPED));
  }

  /** The goals that the plan refers to, in its order. */
  List<Goal> goalsOf(CarePlan plan) {
    List<String> ids = plan.getGoal().stream().map(goal -> goal.getReferenceElement().getIdPart()).toList();
    if (ids.isEmpty()) {
      return List.of();
    }
    List<Goal> all = ehr.of(plan.getSubject().getReferenceElement().getIdPart(), Goal.class);
    return all.stream().filter(goal -> ids.contains(goal.getIdElement().getIdPart())).toList();
  }

  /** What becomes of a goal with its plan; goals that are over stay as they are. */
  static GoalLifecycleStatus lifecycle(CarePlanStatus plan, GoalLifecycleStatus present) {
    if (present != null && GOAL_OVER.contains(present)) {
      return present;
    }
    return switch (plan) {
      case DRAFT -> GoalLifecycleStatus.PROPOSED;
      case ONHOLD -> GoalLifecycleStatus.ONHOLD;
      case COMPLETED -> GoalLifecycleStatus.COMPLETED;
      case REVOKED -> GoalLifecycleStatus.CANCELLED;
      default -> GoalLifecycleStatus.ACTIVE;
    };
  }

  /** The activity that is this line of the plan. */
  static Optional<CarePlanActivityComponent> activity(CarePlan plan, String itemId) {
    return plan.getActivity().stream().filter(activity -> itemId.equals(itemId(activity.getDetail()))).findFirst();
  }

  static String itemId(Element element) {
    return read(element.getExtension(), ITEM).map(Type::primitiveValue).orElse(null);
  }

  /** The version of ours that was written last; 0 for none. */
  static int version(CarePlan plan) {
    return read(plan.getExtension(), VERSION).map(value -> Integer.parseInt(value.primitiveValue())).orElse(0);
  }

  static Optional<Type> read(List<Extension> extensions, String name) {
    return extensions.stream().filter(extension -> Coded.extension(name).equals(extension.getUrl())).map(Extension::getValue).findFirst();
  }

  static void set(List<Extension> extensions, String name, Type value) {
    extensions.removeIf(extension -> Coded.extension(name).equals(extension.getUrl()));
    extensions.add(new Extension(Coded.extension(name), value));
  }

  static List<Reference> references(List<String> places) {
    List<Reference> references = new ArrayList<>();
    places.forEach(place -> references.add(new Reference(place)));
    return references;
  }
}
