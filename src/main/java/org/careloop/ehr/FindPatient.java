package org.careloop.ehr;

import java.util.List;
import org.careloop.engine.CareDelegate;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Patient;
import org.springframework.stereotype.Component;

/**
 * Finds the patient whom a message names and gives the id that every later step uses. Follows merged records to the one that is left.
 * Refuses with {@code patient-unknown} when the EHR has none, or more than one, so that a person decides.
 */
@Component
class FindPatient extends CareDelegate<FindPatient.Request, FindPatient.Found> {

  static final String PATIENT_UNKNOWN = "patient-unknown";

  /**
   * What is asked.
   *
   * @param patientIdentifier {@code system|value} or {@code Patient/id}
   */
  record Request(String patientIdentifier) {}

  /**
   * Who was found.
   *
   * @param patientId the EHR's logical id
   * @param patientLabel two identifiers for people to read; the only variable that names a person
   * @param patientDeceased true when the EHR knows that the patient has died
   */
  record Found(String patientId, String patientLabel, boolean patientDeceased) {}

  private final Ehr ehr;
  private final PatientLabels labels;

  FindPatient(Ehr ehr, PatientLabels labels) {
    this.ehr = ehr;
    this.labels = labels;
  }

  @Override
  protected Found perform(Request request) {
    List<Patient> found = ehr.patients(request.patientIdentifier());
    if (found.size() != 1) {
      throw refuse(PATIENT_UNKNOWN, "patientIdentifier: %d patients in the EHR, expected one. Link the patient or correct the message."
          .formatted(found.size()));
    }
    Patient patient = found.get(0);
    boolean deceased = patient.hasDeceased() && !(patient.getDeceased() instanceof BooleanType flag && !flag.booleanValue());
    return new Found(patient.getIdElement().getIdPart(), labels.of(patient), deceased);
  }
}
