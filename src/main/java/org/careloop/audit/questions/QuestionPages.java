package org.careloop.audit.questions;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.careloop.audit.packs.Exports;
import org.careloop.audit.packs.Exports.Subject;
import org.careloop.audit.packs.Purpose;
import org.careloop.audit.packs.Request;
import org.careloop.audit.packs.Taken;
import org.careloop.audit.questions.ReportRun.Found;
import org.careloop.privacy.ReadLog;
import org.careloop.security.Groups;
import org.careloop.security.internal.PatientReads.Kind;
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

/**
 * The auditor's questions: the list, and for each report its form, its figures, its rows and its SQL. What is asked comes by POST, so that no
 * patient stands in an address; every patient on a page is a line of the read log. Changes nothing.
 */
@Controller
class QuestionPages {

  static final int ROWS = 100;
  private static final int LAST_PAGE = 10_000;
  private static final int CSV_ROWS = 20_000;

  private final Reports reports;
  private final ReportRun run;
  private final ReadLog reads;
  private final KnownPatients patients;
  private final Exports exports;
  private final Clock clock;
  private final ZoneId zone;
  private final ReportWords words;

  QuestionPages(Reports reports, ReportRun run, ReadLog reads, KnownPatients patients, Exports exports, Clock clock,
      @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.reports = reports;
    this.run = run;
    this.reads = reads;
    this.patients = patients;
    this.exports = exports;
    this.clock = clock;
    this.zone = zone;
    this.words = new ReportWords(zone);
  }

  @GetMapping("/audit/questions")
  String list(Model model) {
    model.addAttribute("questions", reports.questions());
    return "audit-questions";
  }

  @GetMapping("/audit/questions/{id}")
  String report(@PathVariable String id, Model model) {
    Report report = find(id);
    frame(report, Answers.presets(report, clock, zone), model);
    return "audit-question";
  }

  @PostMapping(path = "/audit/questions/{id}", params = "!as")
  String answer(@PathVariable String id, @RequestParam Map<String, String> form, Authentication who, Model model) {
    Report report = find(id);
    frame(report, form, model);
    Answers answers = Answers.read(report, form, clock, zone);
    model.addAttribute("problems", answers.problems());
    if (answers.problems().isEmpty()) {
      int page = page(form.getOrDefault("page", "1"));
      Found found = run.run(report, answers.values(), (page - 1) * ROWS, ROWS);
      recordReads(report, answers.values(), found.rows(), Kind.AUDIT, who);
      model.addAttribute("found", found);
      model.addAttribute("lines", found.rows().stream().map(row -> words.cells(report, row)).toList());
      model.addAttribute("figures", words.figures(report, found.figures()));
      model.addAttribute("page", page);
      model.addAttribute("asOf", words.local(clock.instant()));
    }
    return "audit-question";
  }

  /** All rows as a file, or none where they are too many; it leaves as every export does. */
  @PostMapping(path = "/audit/questions/{id}", params = "as=csv")
  String csv(@PathVariable String id, @RequestParam Map<String, String> form, Authentication who, Model model, HttpServletResponse response)
      throws IOException {
    Report report = find(id);
    Answers answers = Answers.read(report, form, clock, zone);
    List<String> problems = new ArrayList<>(answers.problems());
    Request request = null;
    try {
      request = Request.of(who.getName(), Groups.of(who), form.get("purpose"), form.get("recipient"), form.get("note"), clock.instant());
    } catch (Request.Incomplete incomplete) {
      problems.add(incomplete.getMessage());
    }
    Found found = problems.isEmpty() ? run.run(report, answers.values(), 0, CSV_ROWS) : null;
    if (found != null && found.more()) {
      problems.add("More than %d rows: expected a narrower question for one file.".formatted(CSV_ROWS));
    }
    if (!problems.isEmpty()) {
      frame(report, form, model);
      model.addAttribute("problems", problems);
      return "audit-question";
    }
    byte[] file = ReportCsv.of(report, found.rows(), words);
    Subject subject = new Subject(Taken.Kind.REPORT_CSV, null, null, named(report, answers.values()).distinct().toList(), "Report: " + report.head().title(),
        "%s-%s.csv".formatted(report.id(), LocalDate.ofInstant(clock.instant(), zone)));
    exports.take(request, subject, out -> {
      out.write(file);
      return found.rows().size();
    }, () -> recordReads(report, answers.values(), found.rows(), Kind.EXPORT, who), Exports.to(response));
    return null;
  }

  /** Each patient whom the answer names, or who was asked about, was shown to whoever asked. */
  private void recordReads(Report report, Map<String, Object> asked, List<Map<String, Object>> rows, Kind kind, Authentication who) {
    Stream<String> listed = report.head().columns().entrySet().stream().filter(column -> column.getValue().show() == Report.Show.PATIENT)
        .map(Map.Entry::getKey).flatMap(column -> rows.stream().map(row -> row.get(column))).filter(Objects::nonNull).map(Object::toString);
    Stream.concat(listed, named(report, asked)).distinct().forEach(patient -> reads.shown(who.getName(), Groups.of(who), kind, patient));
  }

  /** Every patient who was asked about: a record number may have been several patients'. */
  private Stream<String> named(Report report, Map<String, Object> asked) {
    return report.head().parameters().entrySet().stream().filter(field -> field.getValue().type() == Report.Kind.PATIENT)
        .map(field -> asked.get(field.getKey())).flatMap(number -> patients(number).stream());
  }

  private List<String> patients(Object number) {
    return number == null || number.equals("") ? List.of() : patients.everKnownAs(number.toString());
  }

  private void frame(Report report, Map<String, String> form, Model model) {
    model.addAttribute("report", report);
    model.addAttribute("head", report.head());
    model.addAttribute("form", form);
    model.addAttribute("zone", zone.getId());
    model.addAttribute("columns", words.shown(report));
    model.addAttribute("purposes", Purpose.values());
    List.of("purpose", "recipient", "note").forEach(field -> model.addAttribute(field, form.get(field)));
  }

  private Report find(String id) {
    return reports.find(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such report."));
  }

  private static int page(String text) {
    return text.matches("[1-9]\\d{0,4}") ? Math.min(LAST_PAGE, Integer.parseInt(text)) : 1;
  }
}
