package org.careloop.scheduling;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.careloop.engine.CareDelegate;
import org.careloop.fhir.FhirEndpoint;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Cancels one appointment, or all that a case has booked, and so frees their slots. Nothing happens without an appointment, or when it is
 * over in whatever way: a visit that took place stays one. Trying again changes nothing.
 */
@Component
class CancelAppointment extends CareDelegate<CancelAppointment.Request, Void> {

  private static final Set<AppointmentStatus> OVER = Set.of(AppointmentStatus.CANCELLED, AppointmentStatus.NOSHOW,
      AppointmentStatus.FULFILLED, AppointmentStatus.ENTEREDINERROR, AppointmentStatus.ARRIVED, AppointmentStatus.CHECKEDIN);

  /**
   * What to cancel.
   *
   * @param appointmentId this one
   * @param patientId together with {@code encounterId}: whatever was booked for this patient in this case
   */
  record Request(
      String effectId, @Nullable String appointmentId, @Nullable String patientId, @Nullable String encounterId, String cancelReason) {}

  private final SchedulingSystem scheduling;

  CancelAppointment(SchedulingSystem scheduling) {
    this.scheduling = scheduling;
  }

  @Override
  protected Void perform(Request request) {
    booked(request).forEach(appointment -> cancel(appointment, request.cancelReason()));
    return null;
  }

  private List<Appointment> booked(Request request) {
    FhirEndpoint endpoint = scheduling.endpoint();
    if (request.appointmentId() != null) {
      return endpoint.find(Appointment.class, request.appointmentId()).stream().toList();
    }
    if (request.patientId() == null || request.encounterId() == null) {
      return List.of();
    }
    return endpoint.search(Appointment.class, Map.of("patient", FhirEndpoint.escape(request.patientId()))).stream()
        .filter(appointment -> appointment.getSupportingInformation().stream()
            .map(Reference::getIdentifier)
            .anyMatch(id -> BookAppointment.ENCOUNTER_SYSTEM.equals(id.getSystem()) && request.encounterId().equals(id.getValue())))
        .toList();
  }

  private void cancel(Appointment appointment, String reason) {
    FhirEndpoint endpoint = scheduling.endpoint();
    if (!OVER.contains(appointment.getStatus())) {
      appointment.setStatus(AppointmentStatus.CANCELLED);
      appointment.setCancelationReason(new CodeableConcept().setText(reason));
      endpoint.update(appointment);
    }
    if (scheduling.settings().claimSlots() && appointment.getStatus() == AppointmentStatus.CANCELLED) {
      free(endpoint, appointment);
    }
  }

  /** Takes our own mark off the slots that carry the appointment's effect id, and no others. */
  private static void free(FhirEndpoint endpoint, Appointment appointment) {
    Optional<String> effect = appointment.getIdentifier().stream().filter(CancelAppointment::isEffect)
        .map(Identifier::getValue).findFirst();
    for (var reference : appointment.getSlot()) {
      endpoint.find(Slot.class, reference.getReferenceElement().getIdPart())
          .filter(slot -> slot.getStatus() == SlotStatus.BUSY)
          .filter(slot -> slot.getIdentifier().stream().anyMatch(
              mark -> isEffect(mark) && effect.isPresent() && effect.get().equals(mark.getValue())))
          .ifPresent(slot -> {
            slot.setStatus(SlotStatus.FREE);
            slot.getIdentifier().removeIf(CancelAppointment::isEffect);
            endpoint.update(slot);
          });
    }
  }

  private static boolean isEffect(Identifier identifier) {
    return FhirEndpoint.EFFECT_SYSTEM.equals(identifier.getSystem());
  }
}
