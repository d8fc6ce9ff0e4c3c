package org.careloop.ehr;

import java.util.ArrayList;
import java.util.List;
import org.careloop.engine.CareDelegate;
import org.careloop.privacy.CareTeams;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
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
   * @param careTeam the team that the patient's organization in the EHR means; null for none
   */
  record Found(String patientId, String patientLabel, boolean patientDeceased, String careTeam) {}

  private final Ehr ehr;
  private final PatientLabels labels;
  private final CareTeams teams;

  FindPatient(Ehr ehr, PatientLabels labels, CareTeams teams) {
    this.ehr = ehr;
    this.labels = labels;
    this.teams = teams;
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
    return new Found(patient.getIdElement().getIdPart(), labels.of(patient), deceased, teams.teamOf(organization(patient)));
  }

  /** What the EHR calls the organization that takes care of the patient: its reference, its identifier. */
  private static List<String> organization(Patient patient) {
    Reference organization = patient.getManagingOrganization();
    List<String> names = new ArrayList<>();
    if (organization.getReferenceElement().hasIdPart()) {
      names.add("Organization/" + organization.getReferenceElement().getIdPart());
    }
    if (organization.getIdentifier().hasValue()) {
      names.add(organization.getIdentifier().getSystem() + "|" + organization.getIdentifier().getValue());
    }
    return names;
  }
}
