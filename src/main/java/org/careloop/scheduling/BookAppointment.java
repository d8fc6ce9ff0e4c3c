package org.careloop.scheduling;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.careloop.engine.CareDelegate;
import org.careloop.fhir.FhirEndpoint;
import org.careloop.fhir.FhirRefusal;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.springframework.stereotype.Component;

/**
 * Books a free slot for the patient, once for each {@code effectId}: tried again, it finds its own appointment. Refuses with
 * {@code slot-taken} when somebody else was faster or the slot is gone, so that another one can be chosen.
 */
@Component
class BookAppointment extends CareDelegate<BookAppointment.Request, BookAppointment.Booked> {

  static final String SLOT_TAKEN = "slot-taken";

  /** System of the encounter id in {@code Appointment.supportingInformation}: which transition the visit belongs to. */
  static final String ENCOUNTER_SYSTEM = "https://careloop.org/encounter";

  private static final int CONFLICT = 409;
  private static final int CHANGED_MEANWHILE = 412;

  record Request(String effectId, String patientId, String encounterId, String slotId, String visitKind) {}

  record Booked(String appointmentId, Instant visitAt) {}

  private final SchedulingSystem scheduling;

  BookAppointment(SchedulingSystem scheduling) {
    this.scheduling = scheduling;
  }

  @Override
  protected Booked perform(Request request) {
    VisitKind.known(request.visitKind());
    FhirEndpoint endpoint = scheduling.endpoint();
    Optional<Booked> before = bookedBefore(endpoint, request.effectId());
    if (before.isPresent()) {
      return before.get();
    }
    Slot slot = endpoint.find(Slot.class, request.slotId()).orElseThrow(() -> taken(request.slotId(), "it does not exist any more"));
    if (!isOpen(slot, request.effectId())) {
      throw taken(request.slotId(), "it is not free any more");
    }
    try {
      if (scheduling.settings().claimSlots() && slot.getStatus() == SlotStatus.FREE) {
        claim(endpoint, slot, request.effectId());
      }
      String id = endpoint.createOnce(appointment(request, slot), request.effectId());
      return new Booked(id, slot.getStart().toInstant());
    } catch (FhirRefusal e) {
      if (e.status() == CONFLICT || e.status() == CHANGED_MEANWHILE) {
        throw taken(request.slotId(), "somebody else was faster");
      }
      throw e;
    }
  }

  private static Optional<Booked> bookedBefore(FhirEndpoint endpoint, String effectId) {
    return endpoint.search(Appointment.class, Map.of("identifier", FhirEndpoint.token(FhirEndpoint.EFFECT_SYSTEM, effectId))).stream()
        .filter(Appointment::hasStart)
        .findFirst()
        .map(own -> new Booked(own.getIdElement().getIdPart(), own.getStart().toInstant()));
  }

  private static boolean isOpen(Slot slot, String effectId) {
    return slot.hasStart() && (slot.getStatus() == SlotStatus.FREE || isOurs(slot, effectId));
  }

  // Claimed by an earlier attempt of ours that did not get to the booking.
  private static boolean isOurs(Slot slot, String effectId) {
    return slot.getIdentifier().stream()
        .anyMatch(identifier -> FhirEndpoint.EFFECT_SYSTEM.equals(identifier.getSystem()) && effectId.equals(identifier.getValue()));
  }

  // Conditional on the slot's version, so that of two who claim it at the same time one is refused with 412.
  private static void claim(FhirEndpoint endpoint, Slot slot, String effectId) {
    slot.setStatus(SlotStatus.BUSY);
    slot.addIdentifier(new Identifier().setSystem(FhirEndpoint.EFFECT_SYSTEM).setValue(effectId));
    endpoint.update(slot);
  }

  private Appointment appointment(Request request, Slot slot) {
    Appointment appointment = new Appointment();
    appointment.setStatus(AppointmentStatus.BOOKED);
    appointment.addServiceType(new CodeableConcept(new Coding(scheduling.settings().visitKindSystem(), request.visitKind(), null)));
    appointment.setStart(slot.getStart());
    appointment.setEnd(slot.hasEnd() ? slot.getEnd() : Date.from(slot.getStart().toInstant().plusSeconds(1800)));
    appointment.setSlot(List.of(new Reference("Slot/" + request.slotId())));
    appointment.addSupportingInformation(
        new Reference().setIdentifier(new Identifier().setSystem(ENCOUNTER_SYSTEM).setValue(request.encounterId())));
    appointment.addParticipant().setActor(new Reference("Patient/" + request.patientId())).setStatus(ParticipationStatus.ACCEPTED);
    return appointment;
  }

  private static BpmnError taken(String slotId, String why) {
    return refuse(SLOT_TAKEN, "Slot/%s: %s, expected a free one. Choose another.".formatted(slotId, why));
  }
}
