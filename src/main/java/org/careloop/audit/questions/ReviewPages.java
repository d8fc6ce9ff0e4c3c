package org.careloop.audit.questions;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.careloop.protocol.ReleaseDifferences;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Beside the reports: what a release of models changed, in words, and the note of an auditor that something was examined. */
@Controller
class ReviewPages {

  static final Map<String, String> KINDS = Map.of("log", "The log was reviewed", "proof", "The tamper check was run",
      "restore", "A backup was restored", "clock", "The clock was compared");
  static final Map<String, String> RESULTS = Map.of("clean", "Nothing found", "followed-up", "Something found, and followed up");
  private static final int LONGEST_NOTE = 2000;

  private final AuditReviews reviews;
  private final ReleaseDifferences releases;
  private final Clock clock;
  private final ZoneId zone;

  ReviewPages(AuditReviews reviews, ReleaseDifferences releases, Clock clock, @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.reviews = reviews;
    this.releases = releases;
    this.clock = clock;
    this.zone = zone;
  }

  @GetMapping("/audit/questions/releases/{number}")
  String differences(@PathVariable long number, Model model) {
    model.addAttribute("release", releases.of(number)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such release.")));
    model.addAttribute("times", DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.US).withZone(zone));
    return "audit-differences";
  }

  @GetMapping("/audit/questions/reviews/new")
  String form(Model model) {
    model.addAttribute("kinds", KINDS);
    model.addAttribute("results", RESULTS);
    if (!model.containsAttribute("form")) {
      LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
      model.addAttribute("form", Map.of("kind", "log", "from", today.minusDays(30).toString(), "until", today.toString(), "result", "clean", "note", ""));
    }
    return "audit-review";
  }

  @PostMapping("/audit/questions/reviews")
  String note(@RequestParam(defaultValue = "") String kind, @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String until, @RequestParam(defaultValue = "") String result, @RequestParam(defaultValue = "") String note,
      Authentication who, Model model, RedirectAttributes next) {
    List<String> problems = new ArrayList<>();
    LocalDate first = day("Period from", from, problems);
    LocalDate last = day("Period until", until, problems);
    if (first != null && last != null && (first.isAfter(last) || last.isAfter(LocalDate.ofInstant(clock.instant(), zone)))) {
      problems.add("Period: expected a first day not after the last, and a last day that has begun.");
    }
    if (!KINDS.containsKey(kind)) {
      problems.add("What was done: expected one of " + String.join(", ", KINDS.values()) + ".");
    }
    if (!RESULTS.containsKey(result)) {
      problems.add("Result: expected one of " + String.join(", ", RESULTS.values()) + ".");
    }
    if (note.isBlank() || note.length() > LONGEST_NOTE) {
      problems.add("Note: expected what was looked at and found, in at most %d characters, without patients' names.".formatted(LONGEST_NOTE));
    }
    if (!problems.isEmpty()) {
      model.addAttribute("problems", problems);
      model.addAttribute("form", Map.of("kind", kind, "from", from, "until", until, "result", result, "note", note));
      return form(model);
    }
    reviews.note(who.getName(), kind, first, last, result, note.strip());
    next.addFlashAttribute("good", "Noted.");
    return "redirect:/audit/questions/10-log-reviews";
  }

  private static LocalDate day(String label, String text, List<String> problems) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException unreadable) {
      problems.add(label + ": expected a date like 2026-03-06.");
      return null;
    }
  }
}
