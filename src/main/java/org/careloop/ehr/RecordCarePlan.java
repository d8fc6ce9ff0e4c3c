package org.careloop.ehr;

import java.util.List;
import org.careloop.engine.CareDelegate;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanActivityStatus;
import org.hl7.fhir.r4.model.CarePlan.CarePlanIntent;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Period;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes the plan of a transition into the EHR as an active CarePlan. While it is active or completed, {@code readRiskFactors} takes its
 * period as a transition that was opened for its stay ({@code tcmActive}). Written once for each effect id.
 */
@Component
class RecordCarePlan extends CareDelegate<RecordCarePlan.Request, RecordCarePlan.Recorded> {

  static final String CATEGORY = "transition";

  /**
   * The plan.
   *
   * @param planTitle without the patient's name
   * @param planActivities kebab-case codes, for example {@code home-visit}
   * @param periodStart the discharge: a local date or an instant, ISO
   * @param periodEnd the last day: a local date or an instant, ISO
   */
  record Request(
      String effectId, String patientId, @Nullable String encounterId, String planTitle, List<String> planActivities, String periodStart,
      String periodEnd) {}

  record Recorded(String carePlanId) {}

  private final Ehr ehr;

  RecordCarePlan(Ehr ehr) {
    this.ehr = ehr;
  }

  @Override
  protected Recorded perform(Request request) {
    CarePlan plan = new CarePlan().setStatus(CarePlanStatus.ACTIVE).setIntent(CarePlanIntent.PLAN).setTitle(request.planTitle())
        .addCategory(Coded.own("care-plan", CATEGORY))
        .setSubject(Ehr.patientReference(request.patientId()))
        .setEncounter(ehr.encounterReference(request.encounterId()))
        .setPeriod(new Period().setStartElement(time("periodStart", request.periodStart()))
            .setEndElement(time("periodEnd", request.periodEnd())))
        .addIdentifier(Ehr.caseIdentifier(request.encounterId()));
    request.planActivities().forEach(code -> plan.addActivity().getDetail()
        .setCode(Coded.own("activity", code)).setStatus(CarePlanActivityStatus.NOTSTARTED));
    return new Recorded(ehr.endpoint().createOnce(plan, request.effectId()));
  }

  private static DateTimeType time(String name, String iso) {
    try {
      return new DateTimeType(iso);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("%s: \"%s\", expected a date or an instant, ISO".formatted(name, iso));
    }
  }
}
