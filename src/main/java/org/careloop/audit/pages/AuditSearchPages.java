package org.careloop.audit.pages;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.careloop.audit.story.CaseHead;
import org.careloop.audit.story.CasePage;
import org.careloop.audit.story.CasePage.After;
import org.careloop.audit.story.CaseSearch;
import org.careloop.audit.story.Criteria;
import org.careloop.audit.story.Shown;
import org.careloop.security.internal.PatientReads;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Where auditors look for cases. What is looked for is posted and stands in no address; every patient on the page is in the read log before the
 * page goes out. Changes nothing.
 */
@Controller
class AuditSearchPages {

  /** The form as it was filled in; {@code after} is the last case of the page before. */
  record Asked(String patient, String businessKey, String person, String protocol, String version, String from, String until, String outcome,
      Boolean missed, Boolean overridden, Boolean incident, String after) {

    static Asked nothing() {
      return new Asked("", "", "", "", "", "", "", "", false, false, false, "");
    }

    // A box that is not ticked is not sent.
    Asked {
      missed = Boolean.TRUE.equals(missed);
      overridden = Boolean.TRUE.equals(overridden);
      incident = Boolean.TRUE.equals(incident);
    }
  }

  /** A case as the page shows it. */
  record Line(String id, String patient, String key, String protocol, String version, String started, String ended, String outcome, boolean missed,
      boolean overridden, int incidents) {}

  private static final int ON_A_PAGE = 25;
  private static final int LONGEST = 200;

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
    return page(Asked.nothing(), model);
  }

  @PostMapping("/audit")
  String search(@ModelAttribute("asked") Asked asked, Authentication who, Model model) {
    Criteria criteria;
    After after;
    try {
      criteria = criteria(asked);
      after = after(asked.after());
    } catch (IllegalArgumentException unreadable) {
      model.addAttribute("problem", unreadable.getMessage());
      return page(asked, model);
    }
    CasePage found = search.find(criteria, after, ON_A_PAGE);
    List<String> cases = found.cases().stream().map(CaseHead::rootId).toList();
    if (!cases.isEmpty()) {
      reads.seen(who.getName(), who.getAuthorities().stream().map(GrantedAuthority::getAuthority).toList(), PatientReads.Kind.CASE_SEARCH, cases);
    }
    model.addAttribute("found", found.cases().stream().map(this::line).toList());
    model.addAttribute("next", found.next() == null ? null : found.next().started() + " " + found.next().rootId());
    model.addAttribute("further", after != null);
    return page(asked, model);
  }

  private String page(Asked asked, Model model) {
    model.addAttribute("asked", asked);
    model.addAttribute("protocols", search.protocols().values());
    model.addAttribute("versions", search.protocols().values().stream().flatMap(protocol -> protocol.versionTags().stream()).distinct().sorted().toList());
    model.addAttribute("outcomes", search.outcomes());
    model.addAttribute("open", Criteria.OPEN);
    model.addAttribute("byHand", Criteria.ENDED_BY_HAND);
    return "audit";
  }

  private Criteria criteria(Asked asked) {
    return new Criteria(given(asked.patient()), given(asked.businessKey()), given(asked.person()), given(asked.protocol()), given(asked.version()),
        day(asked.from(), 0), day(asked.until(), 1), given(asked.outcome()), asked.missed(), asked.overridden(), asked.incident());
  }

  private static String given(String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("What is looked for is too long: at most %d characters.".formatted(LONGEST));
    }
    return text.strip();
  }

  private Instant day(String text, int later) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      return LocalDate.parse(text.strip()).plusDays(later).atStartOfDay(zone).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("A day does not read as a date like 2026-03-06.");
    }
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
