package org.careloop.why;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.careloop.privacy.CaseAccess;
import org.careloop.security.Groups;
import org.careloop.security.internal.PatientReads;
import org.careloop.security.internal.PatientReads.Kind;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.ResponseStatusException;

/**
 * Why a tier or score is what it is, for the care team: what went in, the rows that fired with their sources, what was missing, the whole
 * tables behind a fold. Who looks is recorded; a patient of another team is not shown.
 */
@Controller
class WhyPage {

  private final Explanations explanations;
  private final CaseAccess access;
  private final PatientReads reads;
  private final Shown shown;

  WhyPage(Explanations explanations, CaseAccess access, PatientReads reads, Shown shown) {
    this.explanations = explanations;
    this.access = access;
    this.reads = reads;
    this.shown = shown;
  }

  @GetMapping("/why/{id}")
  String why(@PathVariable String id, Authentication who, Model model, HttpServletResponse response) {
    Explanation why = explanations.of(id)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "No decision is recorded under this id."));
    List<String> groups = Groups.of(who);
    if (!access.maySeeCase(who.getName(), groups, why.caseId())) {
      response.setStatus(HttpStatus.FORBIDDEN.value());
      return "why-closed";
    }
    reads.seen(who.getName(), groups, Kind.DECISION, List.of(why.caseId()));
    model.addAttribute("why", why);
    model.addAttribute("at", shown.time(why.asked().at()));
    model.addAttribute("words", new TableWords());
    return "why";
  }
}
