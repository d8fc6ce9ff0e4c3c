package org.careloop.sandbox;

import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.careloop.sandbox.ehr.FhirStore;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;

/**
 * The sandbox's appointment desk: four people with hours in the practice's zone, some of them taken from the start. Slots follow from the
 * clock and are not stored; appointments are. Gives a slot to one appointment only, whoever asks at the same time.
 */
final class SchedulingDesk {

  static final String VISIT_KIND = "https://careloop.org/fhir/CodeSystem/visit-kind";

  /** How far ahead a search without an end looks. */
  private static final Duration HORIZON = Duration.ofDays(45);

  private static final Duration WIDEST = Duration.ofDays(120);
  private static final Pattern SLOT_ID = Pattern.compile("([a-z]+)-(\\d{8})-(\\d{4})");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmm");
  private static final Set<AppointmentStatus> OVER =
      Set.of(AppointmentStatus.CANCELLED, AppointmentStatus.NOSHOW, AppointmentStatus.ENTEREDINERROR);

  /** Somebody whose hours can be booked. */
  private record Person(String id, String name, String visitKind, boolean alsoWeekends, int minutes, List<LocalTime> times) {

    boolean works(LocalDate day) {
      return alsoWeekends || day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
    }
  }

  private static final List<Person> PEOPLE = List.of(
      new Person("chen", "Dr. Chen", "follow-up-visit", false, 30,
          times("09:00", "09:30", "10:30", "11:00", "13:30", "14:30", "15:00", "16:00")),
      new Person("okafor", "Dr. Okafor", "follow-up-visit", false, 30, times("08:30", "10:00", "11:30", "13:00", "15:30")),
      new Person("alvarez", "Nurse Alvarez", "home-visit", true, 60, times("09:00", "11:00", "13:30", "15:30")),
      new Person("osei", "Nurse Osei", "home-visit", true, 60, times("10:00", "14:00", "17:00")));

  private final FhirStore appointments;
  private final Clock clock;
  private final ZoneId zone;

  SchedulingDesk(FhirStore appointments, Clock clock, ZoneId zone) {
    this.appointments = appointments;
    this.clock = clock;
    this.zone = zone;
  }

  /** Slots that start within the window, earliest first; null for an open end or any kind of visit. */
  synchronized List<Slot> slots(Instant notBefore, Instant notAfter, String visitKind) {
    Instant from = notBefore == null || notBefore.isBefore(clock.instant()) ? clock.instant() : notBefore;
    Instant until = notAfter == null ? from.plus(HORIZON) : min(notAfter, from.plus(WIDEST));
    Set<String> booked = booked();
    List<Slot> slots = new ArrayList<>();
    for (LocalDate day = from.atZone(zone).toLocalDate(); !day.isAfter(until.atZone(zone).toLocalDate()); day = day.plusDays(1)) {
      for (Person person : PEOPLE) {
        if (person.works(day) && (visitKind == null || visitKind.equals(person.visitKind()))) {
          for (LocalTime time : person.times()) {
            Instant start = day.atTime(time).atZone(zone).toInstant();
            if (!start.isBefore(from) && !start.isAfter(until)) {
              slots.add(slot(person, day, time, booked));
            }
          }
        }
      }
    }
    slots.sort((one, other) -> one.getStart().compareTo(other.getStart()));
    return slots;
  }

  /** One slot; 404 when nobody has such hours. */
  synchronized Slot slot(String id) {
    Matcher parts = SLOT_ID.matcher(id);
    if (parts.matches()) {
      try {
        LocalDate day = LocalDate.parse(parts.group(2), DAY);
        LocalTime time = LocalTime.parse(parts.group(3), TIME);
        for (Person person : PEOPLE) {
          if (person.id().equals(parts.group(1)) && person.works(day) && person.times().contains(time)) {
            return slot(person, day, time, booked());
          }
        }
      } catch (DateTimeParseException e) {
        throw new ResourceNotFoundException("Slot/%s is not known here.".formatted(id));
      }
    }
    throw new ResourceNotFoundException("Slot/%s is not known here.".formatted(id));
  }

  /** The calendar of one person; 404 when unknown. */
  Schedule schedule(String id) {
    return PEOPLE.stream().filter(person -> person.id().equals(id)).findFirst().map(SchedulingDesk::schedule)
        .orElseThrow(() -> new ResourceNotFoundException("Schedule/%s is not known here.".formatted(id)));
  }

  /**
   * Books; 409 when the slot is taken or over.
   *
   * @param condition search parameters of a conditional create; empty for a plain one
   */
  synchronized FhirStore.Written book(Appointment appointment, Map<String, List<String>> condition) {
    if (!condition.isEmpty()) {
      List<Resource> there = appointments.search("Appointment", condition);
      if (!there.isEmpty()) {
        return appointments.createUnless(appointment, condition);
      }
    }
    if (appointment.getSlot().size() != 1 || appointment.getStatus() != AppointmentStatus.BOOKED) {
      throw new UnprocessableEntityException("Appointment: expected status booked and one slot.");
    }
    Slot slot = slot(appointment.getSlotFirstRep().getReferenceElement().getIdPart());
    if (slot.getStatus() != SlotStatus.FREE || slot.getStart().toInstant().isBefore(clock.instant())) {
      throw new ResourceVersionConflictException("Slot/%s is taken.".formatted(slot.getIdElement().getIdPart()));
    }
    return appointments.create(appointment.setStart(slot.getStart()).setEnd(slot.getEnd()));
  }

  /** Changes an appointment, for example to cancelled, which frees its slot; never moves it to another slot. */
  synchronized FhirStore.Written change(Appointment appointment, String id, String expectedVersion) {
    Appointment before = (Appointment) appointments.read("Appointment", id);
    if (!slotIds(before).equals(slotIds(appointment)) || isOver(before) && !isOver(appointment)) {
      throw new UnprocessableEntityException("Appointment/%s: expected the same slot, and none that is over to begin again.".formatted(id));
    }
    return appointments.update(appointment, id, expectedVersion);
  }

  Resource appointment(String id) {
    return appointments.read("Appointment", id);
  }

  List<Resource> search(Map<String, List<String>> criteria) {
    return appointments.search("Appointment", criteria);
  }

  /** Every appointment, the newest first. */
  List<Appointment> all() {
    List<Appointment> all = new ArrayList<>(appointments.search("Appointment", Map.of()).stream().map(Appointment.class::cast).toList());
    java.util.Collections.reverse(all);
    return all;
  }

  /** Who sees the patient at this appointment. */
  String withWhom(Appointment appointment) {
    String person = appointment.getSlotFirstRep().getReferenceElement().getIdPart();
    return person == null ? "" : PEOPLE.stream().filter(one -> person.startsWith(one.id() + "-")).map(Person::name).findFirst().orElse("");
  }

  private Slot slot(Person person, LocalDate day, LocalTime time, Set<String> booked) {
    Instant start = day.atTime(time).atZone(zone).toInstant();
    String id = "%s-%s-%s".formatted(person.id(), day.format(DAY), time.format(TIME));
    Slot slot = new Slot();
    slot.setId("Slot/" + id);
    slot.setSchedule(new Reference("Schedule/" + person.id()).setDisplay(person.name()));
    slot.getSchedule().setResource(schedule(person));
    slot.addServiceType(visitKind(person));
    slot.setStatus(booked.contains(id) ? SlotStatus.BUSY : takenFromTheStart(id) ? SlotStatus.BUSYUNAVAILABLE : SlotStatus.FREE);
    slot.setStart(Date.from(start));
    slot.setEnd(Date.from(start.plus(Duration.ofMinutes(person.minutes()))));
    return slot;
  }

  private static Schedule schedule(Person person) {
    Schedule schedule = new Schedule();
    schedule.setId("Schedule/" + person.id());
    schedule.setActive(true).addServiceType(visitKind(person));
    schedule.addActor(new Reference().setDisplay(person.name()));
    return schedule;
  }

  private static CodeableConcept visitKind(Person person) {
    return new CodeableConcept(new Coding(VISIT_KIND, person.visitKind(), null));
  }

  private Set<String> booked() {
    return appointments.search("Appointment", Map.of()).stream().map(Appointment.class::cast)
        .filter(appointment -> !isOver(appointment))
        .flatMap(appointment -> slotIds(appointment).stream())
        .collect(Collectors.toSet());
  }

  private static List<String> slotIds(Appointment appointment) {
    return appointment.getSlot().stream().map(slot -> slot.getReferenceElement().getIdPart()).toList();
  }

  private static boolean isOver(Appointment appointment) {
    return OVER.contains(appointment.getStatus());
  }

  // Every fourth hour or so belongs to somebody else already, always the same ones.
  private static boolean takenFromTheStart(String slotId) {
    CRC32 sum = new CRC32();
    sum.update(slotId.getBytes(StandardCharsets.US_ASCII));
    return sum.getValue() % 4 == 0;
  }

  private static List<LocalTime> times(String... times) {
    return java.util.Arrays.stream(times).map(LocalTime::parse).toList();
  }

  private static Instant min(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
