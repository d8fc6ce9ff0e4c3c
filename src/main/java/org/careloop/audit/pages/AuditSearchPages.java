package org.careloop.audit.pages;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.careloop.audit.packs.Purpose;
import org.careloop.audit.story.CaseHead;
import org.careloop.audit.story.CasePage;
import org.careloop.audit.story.CasePage.After;
import org.careloop.audit.story.CaseSearch;
import org.careloop.audit.story.Criteria;
import org.careloop.audit.story.SearchForm;
import org.careloop.security.Groups;
import org.careloop.security.internal.PatientReads;
import org.careloop.why.Shown;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Where auditors look for cases. What is looked for is posted and stands in no address; every patient on the page is in the read log before the
 * page goes out. Changes nothing.
 */
@Controller
class AuditSearchPages {

  /** A case as the page shows it. */
  record Line(String id, String patient, String key, String protocol, String version, String started, String ended, String outcome, boolean missed,
      boolean overridden, int incidents) {}

  private static final int ON_A_PAGE = 25;

  private final CaseSearch search;
  private final PatientReads reads;
  private final Shown shown;
  private final ZoneId zone;

  AuditSearchPages(CaseSearch search, PatientReads reads, Shown shown, @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.search = search;
    this.reads = reads;
    this.shown = shown;
    this.zone = zone;
  }

  @GetMapping("/audit")
  String page(Model model) {
    return page(SearchForm.nothing(), model);
  }

  @PostMapping("/audit")
  String search(@ModelAttribute("asked") SearchForm asked, @RequestParam(name = "after", defaultValue = "") String last, Authentication who, Model model) {
    Criteria criteria;
    After after;
    try {
      criteria = asked.criteria(zone);
      after = after(last);
    } catch (SearchForm.Unreadable | IllegalArgumentException unreadable) {
      model.addAttribute("problem", unreadable.getMessage());
      return page(asked, model);
    }
    CasePage found = search.find(criteria, after, ON_A_PAGE);
    List<String> cases = found.cases().stream().map(CaseHead::rootId).toList();
    if (!cases.isEmpty()) {
      reads.seen(who.getName(), Groups.of(who), PatientReads.Kind.CASE_SEARCH, cases);
    }
    model.addAttribute("found", found.cases().stream().map(this::line).toList());
    model.addAttribute("next", found.next() == null ? null : found.next().started() + " " + found.next().rootId());
    model.addAttribute("further", after != null);
    return page(asked, model);
  }

  private String page(SearchForm asked, Model model) {
    model.addAttribute("asked", asked);
    model.addAttribute("protocols", search.protocols().values());
    model.addAttribute("versions", search.versions());
    model.addAttribute("outcomes", search.outcomes());
    model.addAttribute("open", Criteria.OPEN);
    model.addAttribute("byHand", Criteria.ENDED_BY_HAND);
    model.addAttribute("purposes", Purpose.values());
    return "audit";
  }

  private static After after(String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    String[] parts = text.split(" ", 2);
    try {
      return new After(Instant.parse(parts[0]), parts[1]);
    } catch (DateTimeParseException | ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException("The page to go on from is not known. Search again.");
    }
  }

  private Line line(CaseHead head) {
    return new Line(head.rootId(), head.patientLabel() == null ? "not identified" : head.patientLabel(), head.businessKey(), head.protocolName(),
        head.versionTag(), shown.time(head.started()), head.ended() == null ? "" : shown.time(head.ended()), head.outcome(), head.deadlineMissed(),
        head.overridden(), head.incidents());
  }
}
