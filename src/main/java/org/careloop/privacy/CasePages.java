package org.careloop.privacy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.careloop.privacy.BreakGlassStore.Opening;
import org.careloop.privacy.PatientFinder.Found;
import org.careloop.security.Groups;
import org.careloop.security.internal.PatientReads.Kind;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * Where the care team finds out whose patient somebody is, and opens a case of another team for a reason. Shows that a case exists and which
 * team has it, nothing of what it is about. A number that is searched for never stands in an address.
 */
@Controller
class CasePages {

  /** A patient with open cases as the page shows them; {@code until} where this person has broken the glass. */
  record Line(String patientId, String recordNumber, String cases, String team, boolean own, String until) {}

  /** What this person has open. */
  record OpenLine(String id, String recordNumber, String team, String until) {}

  private static final int SHORTEST_REASON = 10;
  private static final int LONGEST_REASON = 1000;

  private final PatientFinder patients;
  private final BreakGlass glass;
  private final BreakGlassStore openings;
  private final CareTeams teams;
  private final ReadLog reads;
  private final Clock clock;
  private final PrivacySettings settings;
  private final DateTimeFormatter localTime;

  CasePages(PatientFinder patients, BreakGlass glass, BreakGlassStore openings, CareTeams teams, ReadLog reads, Clock clock, PrivacySettings settings,
      @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.patients = patients;
    this.glass = glass;
    this.openings = openings;
    this.teams = teams;
    this.reads = reads;
    this.clock = clock;
    this.settings = settings;
    this.localTime = DateTimeFormatter.ofPattern("EEE d MMM, HH:mm", Locale.US).withZone(zone);
  }

  @GetMapping("/cases")
  String page(Authentication who, Model model) {
    Instant now = clock.instant();
    model.addAttribute("teams", teams.exist());
    model.addAttribute("open", openings.openingsOf(who.getName(), now).stream()
        .map(opening -> new OpenLine(opening.id(), opening.recordNumber(), teams.name(opening.team()), localTime.format(opening.expiresAt()))).toList());
    model.addAttribute("hours", settings.glassOpenFor().toHours());
    model.addAttribute("reasons", Reason.values());
    return "cases";
  }

  @PostMapping("/cases")
  String search(@RequestParam String number, Authentication who, Model model) {
    String stripped = number.strip();
    List<Line> found = patients.byNumber(stripped).stream().map(patient -> line(patient, who)).toList();
    found.forEach(line -> reads.shown(who.getName(), Groups.of(who), Kind.CASE_SEARCH, line.patientId()));
    model.addAttribute("number", stripped);
    model.addAttribute("found", found);
    model.addAttribute("unreadable", !PatientFinder.isNumber(stripped));
    return page(who, model);
  }

  @PostMapping("/cases/open")
  String open(@RequestParam String patientId, @RequestParam String reason, @RequestParam String words, Authentication who, Model model,
      RedirectAttributes after) {
    Optional<Found> patient = patients.byPatientId(patientId);
    Optional<Reason> known = Reason.of(reason);
    String said = words.strip();
    if (patient.isEmpty()) {
      after.addFlashAttribute("problem", "This patient has no open case any more.");
      return "redirect:/cases";
    }
    Line line = line(patient.get(), who);
    if (line.own()) {
      after.addFlashAttribute("done", "This patient is in your team, or in none: the tasks are in your task list.");
      return "redirect:/cases";
    }
    if (known.isEmpty() || said.length() < SHORTEST_REASON || said.length() > LONGEST_REASON) {
      model.addAttribute("problem", "Choose a reason and say in a few words why you need this case now (%d to %d characters)."
          .formatted(SHORTEST_REASON, LONGEST_REASON));
      model.addAttribute("found", List.of(line));
      model.addAttribute("number", line.recordNumber());
      return page(who, model);
    }
    Instant until = glass.open(who.getName(), patient.get(), known.get(), said);
    after.addFlashAttribute("done", "The cases are open to you until %s. The privacy officers have been told.".formatted(localTime.format(until)));
    return "redirect:/cases";
  }

  @PostMapping("/cases/end")
  String end(@RequestParam String id, Authentication who, RedirectAttributes after) {
    glass.end(who.getName(), id);
    after.addFlashAttribute("done", "The cases are closed to you again.");
    return "redirect:/cases";
  }

  private Line line(Found patient, Authentication who) {
    Collection<String> groups = Groups.of(who);
    boolean own = patient.team() == null || groups.contains(patient.team());
    String until = openings.openingsOf(who.getName(), clock.instant()).stream()
        .filter(opening -> opening.patientId().equals(patient.patientId())).findFirst().map(Opening::expiresAt).map(localTime::format).orElse(null);
    return new Line(patient.patientId(), patient.recordNumber(), patient.cases() == 1 ? "1 open case" : patient.cases() + " open cases",
        patient.team() == null ? "no team" : teams.name(patient.team()), own, until);
  }
}
