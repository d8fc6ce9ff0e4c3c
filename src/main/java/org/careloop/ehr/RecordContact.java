package org.careloop.ehr;

import java.time.Instant;
import java.util.Date;
import org.careloop.engine.CareDelegate;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes one attempt to reach a patient into the EHR as a Communication: completed when the patient or caregiver was reached, otherwise
 * not-done with the reason, since failed attempts are evidence too (clinical rules 7.3, 7.5). Written once for each effect id.
 */
@Component
class RecordContact extends CareDelegate<RecordContact.Request, RecordContact.Recorded> {

  static final String REACHED = "reached";
  static final String CATEGORY = "contact";

  /**
   * The attempt.
   *
   * @param contactedAt when it was made
   * @param contactChannel for example {@code phone}, {@code inPerson}
   * @param contactOutcome {@code reached}, {@code notReached}, {@code movedAway}, {@code died}, {@code declined}
   * @param contactPurpose for example {@code tcmContact}
   * @param contactReason why it failed, a code or a few words without names
   * @param contactedBy user id
   */
  record Request(
      String effectId, String patientId, @Nullable String encounterId, Instant contactedAt, String contactChannel, String contactOutcome,
      String contactPurpose, @Nullable String contactReason, @Nullable String contactedBy) {}

  record Recorded(String communicationId) {}

  private final Ehr ehr;

  RecordContact(Ehr ehr) {
    this.ehr = ehr;
  }

  @Override
  protected Recorded perform(Request request) {
    boolean reached = REACHED.equals(request.contactOutcome());
    Communication contact = new Communication()
        .setStatus(reached ? CommunicationStatus.COMPLETED : CommunicationStatus.NOTDONE)
        .addCategory(Coded.own("communication", CATEGORY))
        .addMedium(Coded.own("contact-channel", request.contactChannel()))
        .addReasonCode(Coded.own("contact-purpose", request.contactPurpose()))
        .setSubject(Ehr.patientReference(request.patientId()))
        .addRecipient(Ehr.patientReference(request.patientId()))
        .setEncounter(ehr.encounterReference(request.encounterId()))
        .setSent(Date.from(request.contactedAt()))
        .addIdentifier(Ehr.caseIdentifier(request.encounterId()));
    if (!reached) {
      contact.setStatusReason(Coded.own("contact-outcome", request.contactOutcome()));
    }
    if (request.contactReason() != null) {
      contact.addNote(new Annotation().setText(request.contactReason()));
    }
    if (request.contactedBy() != null) {
      contact.setSender(Ehr.userReference(request.contactedBy()));
    }
    return new Recorded(ehr.endpoint().createOnce(contact, request.effectId()));
  }
}
