package org.careloop.scheduling;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.careloop.engine.CareDelegate;
import org.careloop.fhir.FhirEndpoint;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Finds free times for a visit, as the options of a form's list: the value is the slot's id, the label its local time and who it is with.
 * None before now. Few enough to choose from: the earliest of each day, at most forty in all. Holds nothing for anybody.
 */
@Component
class FindSlots extends CareDelegate<FindSlots.Request, FindSlots.Found> {

  private static final int MOST_A_DAY = 8;
  private static final int MOST = 40;
  private static final DateTimeFormatter LABEL = DateTimeFormatter.ofPattern("EEE d MMM, h:mm a", Locale.US);

  record Request(String patientId, String visitKind, Instant notBefore, Instant notAfter) {}

  /** One free time. */
  record Option(String label, String value) {}

  record Found(List<Option> slotOptions, int slotCount) {}

  private final SchedulingSystem scheduling;
  private final ZoneId zone;
  private final Clock clock;

  FindSlots(SchedulingSystem scheduling, @Value("${careloop.zone:America/New_York}") ZoneId zone, Clock clock) {
    this.scheduling = scheduling;
    this.zone = zone;
    this.clock = clock;
  }

  @Override
  protected Found perform(Request request) {
    String visitKind = VisitKind.known(request.visitKind());
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant from = request.notBefore().isBefore(now) ? now : request.notBefore();
    if (request.notAfter().isBefore(from)) {
      return new Found(List.of(), 0);
    }
    List<Resource> answer = scheduling.endpoint().searchAll(Slot.class, Map.of(
        "status", List.of("free"),
        "service-type", List.of(FhirEndpoint.token(scheduling.settings().visitKindSystem(), visitKind)),
        "start", List.of("ge" + from, "le" + request.notAfter()),
        "_include", List.of("Slot:schedule")));
    List<Option> options = options(answer, from, request.notAfter());
    return new Found(options, options.size());
  }

  private List<Option> options(List<Resource> answer, Instant from, Instant until) {
    Map<String, String> names = new HashMap<>();
    List<Slot> slots = new ArrayList<>();
    for (Resource resource : answer) {
      if (resource instanceof Schedule schedule && schedule.getActorFirstRep().hasDisplay()) {
        names.put(schedule.getIdElement().getIdPart(), schedule.getActorFirstRep().getDisplay());
      } else if (resource instanceof Slot slot && slot.getStatus() == SlotStatus.FREE && isWithin(slot, from, until)) {
        slots.add(slot);
      }
    }
    slots.sort(Comparator.comparing(Slot::getStart).thenComparing(slot -> slot.getIdElement().getIdPart()));
    Map<Object, Integer> aDay = new HashMap<>();
    return slots.stream()
        .filter(slot -> aDay.merge(slot.getStart().toInstant().atZone(zone).toLocalDate(), 1, Integer::sum) <= MOST_A_DAY)
        .limit(MOST)
        .map(slot -> new Option(label(slot, names), slot.getIdElement().getIdPart()))
        .toList();
  }

  // A partner may understand less of the search than we asked.
  private static boolean isWithin(Slot slot, Instant from, Instant until) {
    return slot.hasStart() && !slot.getStart().toInstant().isBefore(from) && !slot.getStart().toInstant().isAfter(until);
  }

  private String label(Slot slot, Map<String, String> names) {
    String time = slot.getStart().toInstant().atZone(zone).format(LABEL).replace('\u202f', ' ');
    Reference schedule = slot.getSchedule();
    String name = schedule.hasDisplay() ? schedule.getDisplay() : names.get(schedule.getReferenceElement().getIdPart());
    return name == null ? time : time + " · " + name;
  }
}
