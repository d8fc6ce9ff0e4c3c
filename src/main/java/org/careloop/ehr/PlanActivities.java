package org.careloop.ehr;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanActivityComponent;
import org.hl7.fhir.r4.model.CarePlan.CarePlanActivityDetailComponent;
import org.hl7.fhir.r4.model.CarePlan.CarePlanActivityStatus;
import org.hl7.fhir.r4.model.CarePlan.CarePlanIntent;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Narrative.NarrativeStatus;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.web.util.HtmlUtils;

/**
 * Puts one version of a plan into its CarePlan (shape of US Core CarePlan): an activity for each line, in the plan's order. Activities of
 * lines that are gone stay as cancelled; what others wrote into the CarePlan is kept.
 */
final class PlanActivities {

  private final CarePlan plan;
  private final WriteCarePlan.Request request;

  PlanActivities(CarePlan plan, WriteCarePlan.Request request) {
    this.plan = plan;
    this.request = request;
  }

  void write(List<CarePlanLine> items, CarePlanStatus status, Map<String, String> goalPlaces) {
    plan.setStatus(status).setIntent(CarePlanIntent.PLAN).setTitle("Care plan");
    if (!plan.hasCategory()) {
      plan.addCategory(new CodeableConcept().addCoding(
          new Coding().setSystem("http://hl7.org/fhir/us/core/CodeSystem/careplan-category").setCode("assess-plan")))
          .addCategory(Coded.own("care-plan", "care-coordination"));
    }
    if (request.careTeamId() != null) {
      plan.setCareTeam(new ArrayList<>(List.of(new Reference("CareTeam/" + request.careTeamId()))));
    }
    Reference episode = new Reference("EpisodeOfCare/" + request.episodeOfCareId());
    if (plan.getSupportingInfo().stream().noneMatch(info -> episode.getReference().equals(info.getReference()))) {
      plan.addSupportingInfo(episode);
    }
    if (request.approvedBy() != null) {
      plan.setAuthor(Ehr.userReference(request.approvedBy()));
    }
    CarePlans.set(plan.getExtension(), CarePlans.VERSION, new IntegerType(request.planVersion()));
    if (request.reviewDueAt() != null) {
      CarePlans.set(plan.getExtension(), "review-due", Times.utc(request.reviewDueAt()));
    }
    keepGoals(goalPlaces);
    plan.setActivity(activities(items, goalPlaces));
    plan.getText().setStatus(NarrativeStatus.GENERATED).setDivAsString(narrative(items));
  }

  private void keepGoals(Map<String, String> goalPlaces) {
    List<Reference> goals = CarePlans.references(goalPlaces.values().stream().distinct().toList());
    plan.getGoal().stream().filter(goal -> goals.stream().noneMatch(own -> own.getReference().equals(goal.getReference())))
        .forEach(goals::add);
    plan.setGoal(goals);
  }

  private List<CarePlanActivityComponent> activities(List<CarePlanLine> items, Map<String, String> goalPlaces) {
    List<CarePlanActivityComponent> activities = new ArrayList<>();
    for (CarePlanLine item : items) {
      CarePlanActivityComponent activity = CarePlans.activity(plan, item.itemId()).orElseGet(CarePlanActivityComponent::new);
      fill(activity.getDetail(), item, goalPlaces.get(item.itemId()));
      activities.add(activity);
    }
    Set<String> present = items.stream().map(CarePlanLine::itemId).collect(Collectors.toSet());
    for (CarePlanActivityComponent activity : plan.getActivity()) {
      String itemId = CarePlans.itemId(activity.getDetail());
      if (itemId == null || !present.contains(itemId)) {
        if (itemId != null && activity.getDetail().getStatus() != CarePlanActivityStatus.COMPLETED) {
          activity.getDetail().setStatus(CarePlanActivityStatus.CANCELLED);
        }
        activities.add(activity);
      }
    }
    return activities;
  }

  private void fill(CarePlanActivityDetailComponent detail, CarePlanLine item, String goalPlace) {
    CarePlans.set(detail.getExtension(), CarePlans.ITEM, new StringType(item.itemId()));
    detail.setStatus(item.status()).setDescription(item.intervention())
        .setReasonCode(new ArrayList<>(List.of(new CodeableConcept().setText(item.problem()))))
        .setGoal(new ArrayList<>(List.of(new Reference(goalPlace))))
        .setPerformer(new ArrayList<>(List.of(performer(item.role()))));
    detail.setScheduled(item.dueDate() == null ? null : new Period().setEndElement(new DateTimeType(item.dueDate().toString())));
  }

  /** The patient, or whoever of the team has this role. */
  private Reference performer(String role) {
    if (role.equals(Ehr.PATIENT)) {
      return Ehr.patientReference(request.patientId()).setDisplay(role);
    }
    return new Reference().setType("PractitionerRole").setDisplay(role)
        .setIdentifier(new Identifier().setSystem("https://careloop.org/care-team-role").setValue(role));
  }

  private static String narrative(List<CarePlanLine> items) {
    StringBuilder rows = new StringBuilder();
    for (CarePlanLine item : items) {
      rows.append("<tr>");
      for (String cell : List.of(item.problem(), item.goal(), item.intervention(), item.role(),
          Objects.toString(item.dueDate(), ""), item.status().toCode())) {
        rows.append("<td>").append(HtmlUtils.htmlEscape(cell, "UTF-8")).append("</td>");
      }
      rows.append("</tr>");
    }
    return "<div xmlns=\"http://www.w3.org/1999/xhtml\"><table><thead><tr><th>Problem</th><th>Goal</th><th>What is done</th><th>By</th>"
        + "<th>Until</th><th>State</th></tr></thead><tbody>" + rows + "</tbody></table></div>";
  }
}
