package org.careloop.care;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.careloop.privacy.CaseAccess;
import org.careloop.privacy.PatientFinder;
import org.careloop.security.Groups;
import org.careloop.security.internal.PatientReads;
import org.careloop.security.internal.PatientReads.Kind;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * The care team's patients in the programme, and one patient's case at a glance with all that can be asked for from it. Who looks is recorded;
 * a patient of another team is not shown. A number that is searched for never stands in an address.
 */
@Controller
class CarePages {

  /** One patient in the list; leads to the case that began last, the plan rather than the intake before it. */
  record Line(String caseId, String label, String protocol, String risk, String coordinator, boolean mine, String nextReview, boolean reviewLate,
      int overdue, boolean onHold) {}

  private static final String TASK = "redirect:/camunda/app/tasklist/default/#/?task=%s";

  private final CaseRows rows;
  private final CaseSheets sheets;
  private final CareRequests requests;
  private final CaseAccess access;
  private final PatientFinder patients;
  private final PatientReads reads;
  private final CareWords words;
  private final Clock clock;

  CarePages(CaseRows rows, CaseSheets sheets, CareRequests requests, CaseAccess access, PatientFinder patients, PatientReads reads, CareWords words,
      Clock clock) {
    this.rows = rows;
    this.sheets = sheets;
    this.requests = requests;
    this.access = access;
    this.patients = patients;
    this.reads = reads;
    this.words = words;
    this.clock = clock;
  }

  @GetMapping("/care")
  String list(Authentication who, Model model) {
    List<String> groups = Groups.of(who);
    Instant now = clock.instant();
    Map<String, Integer> overdue = rows.overdue(now);
    Map<String, List<CaseRows.OpenCase>> byPatient = rows.ofTheProgramme().stream()
        .filter(one -> one.text("patientId") != null && access.maySeeCase(who.getName(), groups, one.id()))
        .collect(Collectors.groupingBy(one -> one.text("patientId"), LinkedHashMap::new, Collectors.toList()));
    List<Line> lines = byPatient.values().stream()
        .map(cases -> line(cases, who.getName(), cases.stream().mapToInt(one -> overdue.getOrDefault(one.id(), 0)).sum(), now))
        .sorted(Comparator.comparing((Line line) -> line.overdue() == 0).thenComparing(Line::onHold)
            .thenComparing(Line::label, Comparator.nullsLast(Comparator.naturalOrder())))
        .toList();
    if (!lines.isEmpty()) {
      reads.seen(who.getName(), groups, Kind.TASK_LIST, lines.stream().map(Line::caseId).toList());
    }
    model.addAttribute("mine", lines.stream().filter(Line::mine).toList());
    model.addAttribute("others", lines.stream().filter(line -> !line.mine()).toList());
    return "care";
  }

  @PostMapping("/care")
  String find(@RequestParam String number, Authentication who, Model model) {
    List<String> groups = Groups.of(who);
    List<String> found = patients.openCasesUnder(number.strip());
    List<String> shown = found.stream().filter(id -> access.maySeeCase(who.getName(), groups, id)).filter(id -> sheets.of(id, groups).isPresent()).toList();
    if (shown.size() == 1) {
      return "redirect:/care/" + shown.get(0);
    }
    model.addAttribute("searched", true);
    model.addAttribute("elsewhere", shown.isEmpty() && !found.isEmpty());
    model.addAttribute("found", shown.stream().map(id -> sheets.of(id, groups).orElseThrow()).toList());
    if (!shown.isEmpty()) {
      reads.seen(who.getName(), groups, Kind.CASE_SEARCH, shown);
    }
    return list(who, model);
  }

  @GetMapping("/care/{caseId}")
  String sheet(@PathVariable String caseId, Authentication who, Model model, HttpServletResponse response) {
    Optional<CaseSheet> sheet = look(caseId, who, model, response);
    if (sheet.isEmpty()) {
      return "care-closed";
    }
    reads.seen(who.getName(), Groups.of(who), Kind.CASE, List.of(caseId));
    model.addAttribute("sheet", sheet.get());
    model.addAttribute("printed", words.time(clock.instant()));
    return "care-case";
  }

  @PostMapping("/care/{caseId}/actions")
  String ask(@PathVariable String caseId, @RequestParam String planAction, Authentication who, Model model, HttpServletResponse response,
      RedirectAttributes after) {
    Optional<CaseSheet> sheet = look(caseId, who, model, response);
    if (sheet.isEmpty()) {
      return "care-closed";
    }
    Optional<CareAction> action = CareAction.of(planAction).filter(sheet.get().actions()::contains);
    if (action.isEmpty()) {
      after.addFlashAttribute("problem", "That cannot be asked for from this case now, or not by your role.");
      return "redirect:/care/" + caseId;
    }
    return lead(requests.ask(sheet.get(), action.get(), who.getName(), Groups.of(who)), caseId, after);
  }

  @PostMapping("/care/{caseId}/withdrawal")
  String withdraw(@PathVariable String caseId, Authentication who, Model model, HttpServletResponse response, RedirectAttributes after) {
    Optional<CaseSheet> sheet = look(caseId, who, model, response);
    if (sheet.isEmpty()) {
      return "care-closed";
    }
    if (!sheet.get().mayWithdraw()) {
      after.addFlashAttribute("problem", "Consent cannot be withdrawn from this case now, or not by your role.");
      return "redirect:/care/" + caseId;
    }
    return lead(requests.withdraw(sheet.get(), who.getName(), Groups.of(who)), caseId, after);
  }

  @PostMapping("/care/{caseId}/resumption")
  String resume(@PathVariable String caseId, Authentication who, Model model, HttpServletResponse response, RedirectAttributes after) {
    Optional<CaseSheet> sheet = look(caseId, who, model, response);
    if (sheet.isEmpty()) {
      return "care-closed";
    }
    if (sheet.get().mayResume()) {
      requests.resume(sheet.get(), who.getName());
      after.addFlashAttribute("resumed", true); // Its clocks are started in a moment; the page does not say both.
      after.addFlashAttribute("done", "The plan goes on. Its deadlines have the time that was left.");
    } else {
      after.addFlashAttribute("problem", "The plan is not on hold any more, or this is not for your role.");
    }
    return "redirect:/care/" + caseId;
  }

  private Optional<CaseSheet> look(String caseId, Authentication who, Model model, HttpServletResponse response) {
    Optional<CaseSheet> sheet = sheets.of(caseId, Groups.of(who));
    if (sheet.isEmpty()) {
      response.setStatus(HttpStatus.NOT_FOUND.value());
      model.addAttribute("elsewhere", false);
      return sheet;
    }
    if (!access.maySeeCase(who.getName(), Groups.of(who), caseId)) {
      response.setStatus(HttpStatus.FORBIDDEN.value());
      model.addAttribute("elsewhere", true);
      return Optional.empty();
    }
    return sheet;
  }

  private static String lead(Optional<String> task, String caseId, RedirectAttributes after) {
    if (task.isPresent()) {
      return TASK.formatted(task.get());
    }
    after.addFlashAttribute("done", "It is noted. The task comes to your task list in a moment.");
    return "redirect:/care/" + caseId;
  }

  private Line line(List<CaseRows.OpenCase> casesOfOne, String person, int overdue, Instant now) {
    CaseRows.OpenCase last = casesOfOne.get(casesOfOne.size() - 1);
    String coordinator = last.text("primaryCoordinator");
    String protocols = casesOfOne.stream().map(CaseRows.OpenCase::protocol).distinct().collect(Collectors.joining(", "));
    return new Line(last.id(), last.text("patientLabel"), protocols, last.text("intensity"), words.person(coordinator), person.equals(coordinator),
        words.day(last.text("reviewDueAt")), words.isOver(last.text("reviewDueAt"), now), overdue, last.text("clocksStoppedAt") != null);
  }
}
