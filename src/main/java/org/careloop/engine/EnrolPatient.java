package org.careloop.engine;

import org.careloop.engine.CareEvents.Told;
import org.careloop.event.PatientEnrolled;
import org.springframework.stereotype.Component;

/** Tells that a patient is enrolled, which begins the care plan. A plan that is open already stays as it is. */
@Component
class EnrolPatient extends CareDelegate<PatientEnrolled, EnrolPatient.Result> {

  private final CareEvents events;

  EnrolPatient(CareEvents events) {
    this.events = events;
  }

  /** @param planStarted false when the patient's plan was open already */
  record Result(boolean planStarted) {}

  @Override
  protected Result perform(PatientEnrolled news) {
    return new Result(events.tell(news) == Told.STARTED);
  }
}
