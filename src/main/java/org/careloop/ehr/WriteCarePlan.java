package org.careloop.ehr;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.careloop.engine.CareDelegate;
import org.careloop.fhir.Effects;
import org.careloop.fhir.FhirEndpoint;
import org.careloop.fhir.FhirTransaction;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Identifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes a patient's care plan into the EHR: a CarePlan with its activities and a Goal for each goal of it, in one transaction. A later
 * version changes the same CarePlan and Goals; what is no longer in the plan stays as cancelled. Done once for each effect id, and never
 * over a newer version or somebody else's change.
 */
@Component
class WriteCarePlan extends CareDelegate<WriteCarePlan.Request, WriteCarePlan.Written> {

  private static final String IDENTITY = "https://careloop.org/care-plan";

  /**
   * The plan.
   *
   * @param episodeOfCareId the enrolment that the plan belongs to; each has one plan at a time
   * @param careTeamId the team that carries it out
   * @param carePlanId the plan to change; none changes the open plan of this enrolment, or writes the first
   * @param planVersion rises with every change
   * @param planStatus {@code draft}, {@code active} or {@code on-hold}
   * @param planItems each a map with {@code itemId}, {@code problem}, {@code goal}, {@code intervention}, {@code role}, {@code dueDate}
   *     and {@code status}, some with {@code goalStatus}
   * @param reviewDueAt when the plan is looked at again
   * @param approvedBy user id of the physician
   */
  record Request(
      String effectId, String patientId, String episodeOfCareId, @Nullable String careTeamId, @Nullable String carePlanId, int planVersion,
      String planStatus, List<Map<String, Object>> planItems, @Nullable Instant reviewDueAt, @Nullable String approvedBy) {}

  record Written(String carePlanId) {}

  private final Ehr ehr;
  private final CarePlans plans;
  private final Clock clock;
  private final ZoneId zone;

  WriteCarePlan(Ehr ehr, CarePlans plans, Clock clock, @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.ehr = ehr;
    this.plans = plans;
    this.clock = clock;
    this.zone = zone;
  }

  @Override
  protected Written perform(Request request) {
    List<CarePlanLine> items = CarePlanLine.all(request.planItems());
    CarePlanStatus status = CarePlans.status(request.planStatus());
    if (CarePlans.isEnd(status)) {
      throw new IllegalArgumentException("planStatus: \"%s\", expected draft, active or on-hold; \"Change the plan's status\" ends a plan."
          .formatted(request.planStatus()));
    }
    CarePlan present = present(request);
    if (present != null && Effects.bears(present, request.effectId())) {
      return new Written(present.getIdElement().getIdPart());
    }
    if (present != null) {
      requireNewer(request, present);
    }
    return new Written(write(request, items, status, present));
  }

  private String write(Request request, List<CarePlanLine> items, CarePlanStatus status, CarePlan present) {
    CarePlan plan = present == null ? first(request) : present;
    FhirTransaction transaction = new FhirTransaction();
    PlanGoals goals = new PlanGoals(request.patientId(), present == null ? List.of() : plans.goalsOf(present));
    Map<String, String> goalPlaces = new LinkedHashMap<>();
    for (PlanGoals.Entry entry : goals.of(items, status, clock.instant().atZone(zone).toLocalDate())) {
      Goal goal = entry.goal();
      String place = goal.hasId() ? transaction.update(goal)
          : transaction.create(goal, "%s/goal/%s".formatted(request.effectId(), entry.key()));
      entry.itemIds().forEach(itemId -> goalPlaces.put(itemId, place));
    }
    new PlanActivities(plan, request).write(items, status, goalPlaces);
    if (present == null) {
      String place = transaction.create(plan, request.effectId());
      return ehr.endpoint().transact(transaction).get(place);
    }
    Effects.markChange(plan, request.effectId());
    transaction.update(plan);
    ehr.endpoint().transact(transaction);
    return plan.getIdElement().getIdPart();
  }

  /** Null when this is the first plan of the enrolment. */
  private CarePlan present(Request request) {
    if (request.carePlanId() != null) {
      CarePlan plan = ehr.endpoint().read(CarePlan.class, request.carePlanId());
      ehr.requireOf(request.patientId(), plan.getSubject(), "carePlanId " + request.carePlanId());
      return plan;
    }
    Identifier identity = identity(request);
    List<CarePlan> known = ehr.of(request.patientId(), CarePlan.class,
        Map.of("identifier", FhirEndpoint.token(identity.getSystem(), identity.getValue())));
    return known.stream().filter(plan -> Effects.bears(plan, request.effectId())).findFirst()
        .or(() -> known.stream().filter(plan -> !CarePlans.isEnd(plan.getStatus()) && plan.getStatus() != CarePlanStatus.ENTEREDINERROR)
            .findFirst())
        .orElse(null);
  }

  private CarePlan first(Request request) {
    CarePlan plan = new CarePlan().setSubject(Ehr.patientReference(request.patientId())).setCreatedElement(Times.utc(clock.instant()))
        .addIdentifier(identity(request));
    plan.getPeriod().setStartElement(Times.utc(clock.instant()));
    return plan;
  }

  private static Identifier identity(Request request) {
    return new Identifier().setSystem(IDENTITY).setValue(request.episodeOfCareId());
  }

  private static void requireNewer(Request request, CarePlan present) {
    String id = present.getIdElement().getIdPart();
    if (CarePlans.isEnd(present.getStatus())) {
      throw new IllegalStateException("carePlanId %s: %s, expected a plan that is open. Begin a new plan without carePlanId."
          .formatted(id, present.getStatus().toCode()));
    }
    if (CarePlans.version(present) > request.planVersion()) {
      throw new IllegalStateException("planVersion: %d, but the EHR holds version %d of plan %s. Nothing is written; the newer one stays."
          .formatted(request.planVersion(), CarePlans.version(present), id));
    }
  }
}
