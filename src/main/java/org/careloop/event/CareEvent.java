package org.careloop.event;

import java.time.Instant;

/**
 * News about a patient, in Careloop's own words. A record's simple name is the BPMN message name, its components become process variables
 * of the same names (instants as ISO-8601 UTC text). Carries ids, codes and times only, never a name or any text about the patient.
 */
public sealed interface CareEvent
    permits PatientAdmitted, PatientRegistered, PatientTransferred, PatientDischarged, PatientDied, PatientsMerged, VisitUpdated,
        AdmissionCancelled, DischargeCancelled, MessageUnmatched, PatientReadmitted, ReadmissionCancelled, PatientArrived,
        StepFailed, StepSettled, GlassBroken, EnrolmentProposed, PatientEnrolled, PlanReviewTriggered, PlanActionRequested,
        WithdrawalRequested, ConsentWithdrawn, PlanEnded, PlanResumed, PlanChanged, ActivityChanged,
        SuicideRiskAssessed {

  /** The case this news belongs to, which is the business key of a protocol that it starts or continues. */
  String businessKey();

  /** When it happened in the world (HL7 MSH-7/EVN-2 or FHIR meta.lastUpdated), not when we heard of it. */
  Instant occurredAt();

  /** The message name that diagrams use. */
  default String messageName() {
    return getClass().getSimpleName();
  }
}
