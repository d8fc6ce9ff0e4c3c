package org.careloop.ehr;

import java.time.LocalDate;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Patient;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/** By what a patient is known who knocks at the patients' page. Read each time anew; nothing is kept. */
@Component
public class PatientFacts {

  /**
   * One patient.
   *
   * @param born null where the record does not say the whole day
   * @param gone true where the patient has died, or the record was merged into another or closed
   */
  public record Facts(@Nullable LocalDate born, boolean gone) {}

  private final Ehr ehr;

  PatientFacts(Ehr ehr) {
    this.ehr = ehr;
  }

  /** Throws where the record cannot be read. */
  public Facts of(String patientId) {
    Patient patient = ehr.patient(patientId);
    boolean dead = patient.hasDeceased() && !(patient.getDeceased() instanceof BooleanType flag && !flag.booleanValue());
    boolean closed = patient.hasActive() && !patient.getActive();
    boolean wholeDay = patient.hasBirthDate() && patient.getBirthDateElement().getValueAsString().length() == 10;
    return new Facts(wholeDay ? LocalDate.parse(patient.getBirthDateElement().getValueAsString()) : null, dead || closed);
  }
}
