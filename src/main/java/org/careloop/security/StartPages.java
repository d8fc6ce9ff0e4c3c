package org.careloop.security;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The page people land on: where each role goes. Shows no patient. */
@Controller
class StartPages {

  /** A place to go, and who goes there; everybody signed in where no role is named. */
  record Way(String address, String title, String description, List<Role> roles) {}

  private static final List<Role> CARE_TEAM_AND_ADMINISTRATORS = Arrays.stream(Role.values())
      .filter(role -> role.careTeam() || role == Role.ADMINISTRATORS).toList();

  private static final List<Way> WAYS = List.of(
      new Way("/camunda/app/tasklist/", "Task list", "Your patients' tasks: calls, visits, reconciliations, with their due dates.",
          CARE_TEAM_AND_ADMINISTRATORS),
      new Way("/camunda/app/tasklist/", "Task list", "Reviews of cases that were opened outside the team, with their due dates.",
          List.of(Role.PRIVACY_OFFICERS)),
      new Way("/care", "My patients", "Patients of the care programme: risk, plan, next review, what is overdue; each patient's case at a glance.",
          Role.careTeamRoles()),
      new Way("/cases", "Find a patient's case", "Which team has a patient; open a case of another team with a reason.", Role.careTeamRoles()),
      new Way("/inbox", "Inbox", "Messages that came in and what became of them.", List.of(Role.CARE_COORDINATORS, Role.ADMINISTRATORS)),
      new Way("/protocols", "Protocols", "Models, checks, releases and migrations.", List.of(Role.CLINICAL_LEADS)),
      new Way("/audit", "Audit", "Cases and their timelines, saved reports, evidence packs.", List.of(Role.AUDITORS)),
      new Way("/privacy", "Privacy", "Who opened a case outside their team and why, and who read what about which patient.",
          List.of(Role.PRIVACY_OFFICERS, Role.AUDITORS)),
      new Way("/keeping", "Keeping and deleting", "How long records are kept, legal holds, erasing a patient's data where law demands it.",
          List.of(Role.PRIVACY_OFFICERS, Role.AUDITORS, Role.ADMINISTRATORS)),
      new Way("/dashboard", "Dashboard", "How the protocols go: measures and plots.",
          List.of(Role.CLINICAL_LEADS, Role.AUDITORS, Role.ADMINISTRATORS)),
      new Way("/camunda/app/cockpit/", "Cockpit", "Running cases on their diagrams, incidents and jobs.", List.of(Role.ADMINISTRATORS)),
      new Way("/camunda/app/admin/", "Accounts", "People, groups and what they may do.", List.of(Role.ADMINISTRATORS)),
      new Way("/handbook", "Handbook", "Every protocol as a document: steps, roles, deadlines, tables, forms.", List.of()),
      new Way("/sandbox", "Sandbox", "Discharge a sample patient, look at messages sent, make a partner fail, move the clock forward.",
          List.of()));

  private final IdentityService identities;
  private final PageFrame frame;
  private final RequestMappingHandlerMapping pages;

  StartPages(IdentityService identities, PageFrame frame, @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping pages) {
    this.identities = identities;
    this.frame = frame;
    this.pages = pages;
  }

  @GetMapping("/")
  String start(Model model) {
    SignedIn signedIn = SignedIn.current();
    User user = identities.createUserQuery().userId(signedIn.user()).singleResult();
    model.addAttribute("name", user == null || user.getFirstName() == null || user.getFirstName().isBlank()
        ? signedIn.user() : user.getFirstName());
    model.addAttribute("roles", Role.labels(signedIn.groups()));
    model.addAttribute("ways", WAYS.stream().filter(way -> exists(way) && mayGo(way, signedIn)).toList());
    return "start";
  }

  /** What Tasklist's own script wants to know; nothing about patients. */
  @GetMapping("/about")
  @ResponseBody
  Map<String, Object> about() {
    return Map.of("name", "Careloop", "notice", frame.getNotice(), "administrator", SignedIn.current().is(Role.ADMINISTRATORS));
  }

  private static boolean mayGo(Way way, SignedIn signedIn) {
    return way.roles().isEmpty() ? !signedIn.is(Role.INTEGRATIONS) : way.roles().stream().anyMatch(signedIn::is);
  }

  // A page that this build or profile does not have is not offered.
  private boolean exists(Way way) {
    return way.address().startsWith("/camunda/")
        || pages.getHandlerMethods().keySet().stream().anyMatch(mapping -> mapping.getDirectPaths().contains(way.address()));
  }
}
