package org.careloop.audit.packs;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.careloop.audit.packs.Exports.Subject;
import org.careloop.audit.packs.Taken.Kind;
import org.careloop.audit.story.CaseHead;
import org.careloop.audit.story.CaseSearch;
import org.careloop.audit.story.CaseStories;
import org.careloop.audit.story.CaseStory;
import org.careloop.audit.story.Criteria;
import org.careloop.audit.story.SearchForm;
import org.careloop.privacy.ReadLog;
import org.careloop.security.Groups;
import org.careloop.security.Role;
import org.careloop.security.internal.PatientReads;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/**
 * For auditors: takes a case away as PDF or signed archive, a list of cases as CSV or event log, and shows what was taken before, by whom and what
 * for. Each time the purpose is asked for. Changes no case.
 */
@Controller
class ExportPages {

  /** A line of the list of exports. */
  record Line(String id, String at, String person, String roles, String kind, String what, String caseId, String purpose, String recipient, String note,
      String size, String sha256) {}

  private static final int SHOWN = 200;
  private static final int READS_AT_ONCE = 500;

  private final CaseStories stories;
  private final CaseSearch search;
  private final CasePack packs;
  private final CaseList lists;
  private final Exports exports;
  private final ExportStore store;
  private final ReadLog reads;
  private final Clock clock;
  private final ZoneId zone;
  private final DateTimeFormatter localTime;

  ExportPages(CaseStories stories, CaseSearch search, CasePack packs, CaseList lists, Exports exports, ExportStore store, ReadLog reads, Clock clock,
      @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.stories = stories;
    this.search = search;
    this.packs = packs;
    this.lists = lists;
    this.exports = exports;
    this.store = store;
    this.reads = reads;
    this.clock = clock;
    this.zone = zone;
    this.localTime = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.US).withZone(zone);
  }

  @GetMapping("/audit/exports")
  String page(Model model) {
    model.addAttribute("exports", store.newest(SHOWN).stream().map(this::line).toList());
    model.addAttribute("shown", SHOWN);
    model.addAttribute("purposes", Purpose.values());
    model.addAttribute("protocols", search.protocols().values());
    model.addAttribute("versions", search.versions());
    model.addAttribute("outcomes", search.outcomes());
    model.addAttribute("open", Criteria.OPEN);
    model.addAttribute("byHand", Criteria.ENDED_BY_HAND);
    if (!model.containsAttribute("asked")) {
      model.addAttribute("asked", SearchForm.nothing());
    }
    return "audit-exports";
  }

  @GetMapping("/audit/cases/{caseId}/pack")
  String pack(@PathVariable String caseId, Model model) {
    model.addAttribute("head", stories.head(caseId).orElseThrow(() -> unknown(caseId)));
    model.addAttribute("exports", store.ofCase(caseId, SHOWN).stream().map(this::line).toList());
    model.addAttribute("purposes", Purpose.values());
    return "audit-take";
  }

  @PostMapping("/audit/cases/{caseId}/pack.{type:pdf|zip}")
  String take(@PathVariable String caseId, @PathVariable String type, @RequestParam(defaultValue = "") String purpose,
      @RequestParam(defaultValue = "") String recipient, @RequestParam(defaultValue = "") String note, Authentication who, Model model,
      HttpServletResponse response) throws IOException {
    Request request;
    try {
      request = Request.of(who.getName(), Groups.of(who), purpose, recipient, note, clock.instant());
    } catch (Request.Incomplete incomplete) {
      again(model, response, incomplete, purpose, recipient, note);
      return pack(caseId, model);
    }
    CaseStory story = stories.of(caseId).orElseThrow(() -> unknown(caseId));
    CaseHead head = story.head();
    Kind kind = type.equals("pdf") ? Kind.PACK_PDF : Kind.PACK_ZIP;
    exports.take(request, new Subject(kind, caseId, head.businessKey(), patients(head), null, fileName("case-" + caseId.substring(0, Math.min(8,
        caseId.length())), request, type)), out -> {
          if (kind == Kind.PACK_PDF) {
            packs.writePdf(story, request, out);
          } else {
            packs.writeArchive(story, request, out);
          }
          return 1;
        }, () -> shown(request, List.of(caseId)), Exports.to(response));
    return null;
  }

  @PostMapping("/audit/exports/cases.{type:csv|xes}")
  String list(@PathVariable String type, @ModelAttribute("asked") SearchForm form, @RequestParam(defaultValue = "") String purpose, @RequestParam(defaultValue = "") String recipient,
      @RequestParam(defaultValue = "") String note, Authentication who, Model model, HttpServletResponse response) throws IOException {
    Request request;
    Criteria wanted;
    try {
      request = Request.of(who.getName(), Groups.of(who), purpose, recipient, note, clock.instant());
      wanted = form.criteria(zone);
    } catch (Request.Incomplete | SearchForm.Unreadable incomplete) {
      again(model, response, incomplete, purpose, recipient, note);
      return page(model);
    }
    Kind kind = type.equals("csv") ? Kind.CASES_CSV : Kind.CASES_XES;
    List<String> listed = new ArrayList<>();
    exports.take(request, new Subject(kind, null, null, List.of(), form.inWords(), fileName("cases", request, type)), out ->
        kind == Kind.CASES_XES ? CasesXes.write(lists.traces(wanted), out) : CasesCsv.write(noting(lists.cases(wanted), listed), out),
        () -> shown(request, listed), Exports.to(response));
    return null;
  }

  private static Iterator<CaseHead> noting(Iterator<CaseHead> cases, List<String> listed) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return cases.hasNext();
      }

      @Override
      public CaseHead next() {
        CaseHead one = cases.next();
        listed.add(one.rootId());
        return one;
      }
    };
  }

  private void shown(Request request, List<String> cases) {
    for (int from = 0; from < cases.size(); from += READS_AT_ONCE) {
      reads.seen(request.person(), request.groups(), PatientReads.Kind.EXPORT, cases.subList(from, Math.min(cases.size(), from + READS_AT_ONCE)));
    }
  }

  private static List<String> patients(CaseHead head) {
    return head.patientId() == null ? List.of() : List.of(head.patientId());
  }

  private static void again(Model model, HttpServletResponse response, RuntimeException incomplete, String purpose, String recipient, String note) {
    response.setStatus(HttpStatus.BAD_REQUEST.value());
    model.addAttribute("problem", incomplete.getMessage());
    model.addAttribute("purpose", purpose);
    model.addAttribute("recipient", recipient);
    model.addAttribute("note", note);
  }

  private Line line(Taken taken) {
    String what = taken.caseId() == null ? "%d %s: %s".formatted(taken.cases(), taken.cases() == 1 ? "case" : "cases", taken.criteria())
        : "Case " + (taken.caseKey() == null ? taken.caseId() : taken.caseKey());
    return new Line(taken.id(), localTime.format(taken.at()), taken.person(), labels(taken.roles()), taken.kind().label(), what, taken.caseId(),
        taken.purpose().label(), taken.recipient(), taken.note(), "%,d KB".formatted(Math.max(1, taken.bytes() / 1024)), taken.sha256());
  }

  private static String fileName(String of, Request request, String type) {
    return "careloop-%s-%s.%s".formatted(of, DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC).format(request.at()), type);
  }

  private static String labels(String roles) {
    List<String> groups = List.of(roles.split(","));
    return Arrays.stream(Role.values()).filter(role -> groups.contains(role.group())).map(Role::label).collect(Collectors.joining(", "));
  }

  private static ResponseStatusException unknown(String caseId) {
    return new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no case with the id " + caseId);
  }
}
