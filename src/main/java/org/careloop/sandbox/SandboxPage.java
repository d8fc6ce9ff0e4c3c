package org.careloop.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.careloop.calendar.PracticeCalendar;
import org.careloop.engine.EngineClock;
import org.hl7.fhir.r4.model.Appointment;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * The page {@code /sandbox}: admit and discharge sample patients, see what was sent to whom, put partners in a bad mood, move the clock.
 * Every button is a form with a token; what came of it is said at the top of the page that follows.
 */
@Controller
@Profile("sandbox")
class SandboxPage {

  private static final DateTimeFormatter SHOWN = DateTimeFormatter.ofPattern("EEE d MMM yyyy, h:mm a", Locale.US);
  private static final LocalTime OPENING = LocalTime.of(9, 0);
  private static final Map<String, String> PARTNER_LABELS = Map.of(Partners.EHR, "EHR", Partners.SCHEDULING, "Scheduling", Partners.EMAIL,
      "Mail server", Partners.SMS, "Text gateway");
  private static final Map<Partners.Mode, String> MODE_LABELS = Map.of(Partners.Mode.OK, "works", Partners.Mode.SLOW, "is slow",
      Partners.Mode.DOWN, "is down (503)", Partners.Mode.NONSENSE, "talks nonsense", Partners.Mode.RESET, "does it, but loses the answer");

  record Partner(String id, String label, Partners.Mode mode, String mood, long delaySeconds) {}

  record Choice(String value, String label) {}

  record Visit(String when, String withWhom, String patient, String kind, String status) {}

  private final Hospital hospital;
  private final Wire wire;
  private final Sink sink;
  private final SchedulingDesk desk;
  private final Partners partners;
  private final EngineClock engineClock;
  private final Clock clock;
  private final PracticeCalendar calendar;
  private final ZoneId zone;

  SandboxPage(Hospital hospital, Wire wire, Sink sink, SchedulingDesk desk, Partners partners, EngineClock engineClock,
      PracticeCalendar calendar) {
    this.hospital = hospital;
    this.wire = wire;
    this.sink = sink;
    this.desk = desk;
    this.partners = partners;
    this.engineClock = engineClock;
    this.clock = engineClock;
    this.calendar = calendar;
    this.zone = calendar.zone();
  }

  @GetMapping("/sandbox")
  String page(Model model) {
    Instant now = clock.instant();
    Duration ahead = Duration.between(Instant.now(), now).plusSeconds(30);
    model.addAttribute("page", this);
    model.addAttribute("zone", zone.getId());
    model.addAttribute("local", shown(now));
    model.addAttribute("utc", now.truncatedTo(ChronoUnit.SECONDS).toString());
    model.addAttribute("ahead", ahead.toMinutes() < 1 ? "" : "%d d %d h %d min"
        .formatted(ahead.toDays(), ahead.toHoursPart(), ahead.toMinutesPart()));
    model.addAttribute("nextBusinessDay", shown(nextBusinessDay(now)));
    model.addAttribute("people", hospital.people());
    model.addAttribute("exchanges", wire.exchanges());
    model.addAttribute("mails", sink.mails());
    model.addAttribute("texts", sink.texts());
    model.addAttribute("visits", desk.all().stream().map(this::visit).toList());
    model.addAttribute("partners", partners.all().entrySet().stream()
        .map(entry -> new Partner(entry.getKey(), PARTNER_LABELS.get(entry.getKey()), entry.getValue().mode(),
            MODE_LABELS.get(entry.getValue().mode()), Math.max(1, entry.getValue().delay().toSeconds()))).toList());
    model.addAttribute("modes", List.of(Partners.Mode.values()).stream()
        .map(mode -> new Choice(mode.name(), MODE_LABELS.get(mode))).toList());
    return "sandbox";
  }

  @PostMapping("/sandbox/patients/{mrn}/{what}")
  String patient(@PathVariable String mrn, @PathVariable String what, @RequestParam(defaultValue = "hl7") String by,
      @RequestParam(required = false) String into, RedirectAttributes flash) {
    boolean fhir = by.equals("fhir");
    return done(flash, "#patients", () -> said(switch (what) {
      case "admit" -> hospital.admit(mrn, fhir);
      case "discharge" -> hospital.discharge(mrn, fhir);
      case "correct-date" -> hospital.correctDate(mrn);
      case "cancel-discharge" -> hospital.cancelDischarge(mrn);
      case "cancel-admission" -> hospital.cancelAdmission(mrn);
      case "refer" -> hospital.refer(mrn);
      case "register" -> hospital.register(mrn);
      case "death" -> hospital.death(mrn);
      case "merge" -> hospital.merge(into == null ? "" : into, mrn);
      default -> throw new IllegalArgumentException("There is nothing called \"%s\" to do.".formatted(what.replaceAll("[^\\w-]", "")));
    }));
  }

  @PostMapping("/sandbox/stranger")
  String stranger(RedirectAttributes flash) {
    return done(flash, "#patients", () -> said(hospital.dischargeStranger()));
  }

  @PostMapping("/sandbox/sent/{number}/again")
  String sendAgain(@PathVariable int number, RedirectAttributes flash) {
    return done(flash, "#sent", () -> said(wire.sendAgain(number)));
  }

  @PostMapping("/sandbox/partners/{partner}")
  String partner(@PathVariable String partner, @RequestParam Partners.Mode mode, @RequestParam(defaultValue = "3") long seconds,
      RedirectAttributes flash) {
    return done(flash, "#partners", () -> {
      partners.set(partner, mode, Duration.ofSeconds(mode == Partners.Mode.SLOW ? seconds : 0));
      return "%s %s now.".formatted(PARTNER_LABELS.get(partner), MODE_LABELS.get(mode));
    });
  }

  @PostMapping("/sandbox/heal")
  String heal(RedirectAttributes flash) {
    return done(flash, "#partners", () -> {
      partners.heal();
      return "All partners work again.";
    });
  }

  /** Moves the clock forward by a duration, for example {@code PT1H} or {@code P7D}, or to the next business day. */
  @PostMapping("/sandbox/clock")
  String clock(@RequestParam(required = false) String by, @RequestParam(required = false) Integer amount,
      @RequestParam(required = false) ChronoUnit unit, RedirectAttributes flash) {
    return done(flash, "#clock", () -> {
      Duration forward;
      if (amount != null && unit != null) {
        forward = Duration.of(amount, unit);
      } else if ("next-business-day".equals(by)) {
        forward = Duration.between(clock.instant(), nextBusinessDay(clock.instant()));
      } else {
        forward = duration(by);
      }
      return "It is %s now. Tasks and deadlines follow within seconds.".formatted(shown(engineClock.forward(forward)));
    });
  }

  /** Practice-local time, as people read it. */
  public String shown(Instant instant) {
    return instant == null ? "" : instant.atZone(zone).format(SHOWN).replace('\u202f', ' ');
  }

  private Instant nextBusinessDay(Instant now) {
    String end = calendar.businessDaysAfter(now, 1);
    return Instant.parse(end).atZone(zone).toLocalDate().atTime(OPENING).atZone(zone).toInstant();
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse(String.valueOf(text));
    } catch (java.time.format.DateTimeParseException e) {
      throw new IllegalArgumentException("Expected a duration such as PT1H or P1D.");
    }
  }

  private Visit visit(Appointment appointment) {
    String patient = appointment.getParticipant().stream().map(participant -> participant.getActor().getReference())
        .filter(reference -> reference != null && reference.startsWith("Patient/")).findFirst().orElse("");
    return new Visit(appointment.hasStart() ? shown(appointment.getStart().toInstant()) : "", desk.withWhom(appointment), patient,
        String.valueOf(appointment.getServiceTypeFirstRep().getCodingFirstRep().getCode()), appointment.getStatus().toCode());
  }

  private static String said(Wire.Exchange exchange) {
    if (!exchange.isTaken()) {
      throw new IllegalStateException("%s – Careloop did not take it (HTTP %d). See its answer below."
          .formatted(exchange.what(), exchange.status()));
    }
    return exchange.what() + " – Careloop took the message.";
  }

  private static String done(RedirectAttributes flash, String anchor, java.util.function.Supplier<String> action) {
    try {
      flash.addFlashAttribute("good", action.get());
    } catch (IllegalArgumentException | IllegalStateException e) {
      flash.addFlashAttribute("bad", e.getMessage());
    }
    return "redirect:/sandbox" + (anchor.equals("#clock") ? "" : anchor);
  }
}
