package org.careloop.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.http.server.PathContainer;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Which calls of the engine's API a role may make, by method and path, at {@code /engine-rest} and behind the web applications alike. What
 * no line names is refused to everybody but the operators. Says nothing about whose task it is: that is for the engine's own authorizations,
 * which are asked afterwards.
 */
final class EngineCalls implements AuthorizationManager<RequestAuthorizationContext> {

  private record Line(Set<Role> roles, Set<String> methods, List<PathPattern> paths) {}

  private static final PathPatternParser PARSER = new PathPatternParser();

  /** Longest first: what is left of an address after the first that fits is what the lines are compared with. */
  private static final List<PathPattern> ROOTS =
      List.of(PARSER.parse("/engine-rest/engine/{engine}"), PARSER.parse("/camunda/api/engine/engine/{engine}"),
          PARSER.parse("/engine-rest"), PARSER.parse("/camunda/api/engine"));

  private static final Set<Role> AT_TASKS = EnumSet.copyOf(Role.taskRoles());
  private static final Set<Role> CARE_TEAM = EnumSet.copyOf(Role.careTeamRoles());
  private static final Set<Role> LEADS = EnumSet.of(Role.CLINICAL_LEADS);
  private static final Set<Role> AUDITORS = EnumSet.of(Role.AUDITORS);
  private static final Set<Role> LEADS_AND_AUDITORS = EnumSet.of(Role.CLINICAL_LEADS, Role.AUDITORS);
  private static final Set<Role> ALL_OF_THEM = union(AT_TASKS, LEADS_AND_AUDITORS);

  private static final List<Line> LINES = List.of(
      // Which engine there is, and one's own account.
      line(ALL_OF_THEM, "GET", "/engine", "/engine/", "/user/{self}/profile", "/identity/password-policy"),
      line(ALL_OF_THEM, "POST", "/identity/password-policy"),
      line(ALL_OF_THEM, "PUT", "/user/{self}/credentials"),

      // Tasks: the lists, the forms, and what is done with one. The engine shows each person the tasks of their own groups.
      line(AT_TASKS, "GET", "/task", "/task/count", "/task/{id}", "/task/{id}/form", "/task/{id}/deployed-form", "/task/{id}/rendered-form",
          "/task/{id}/form-variables", "/task/{id}/identity-links"),
      line(AT_TASKS, "POST", "/task", "/task/count", "/task/{id}/claim", "/task/{id}/unclaim", "/task/{id}/assignee", "/task/{id}/complete",
          "/task/{id}/submit-form", "/task/{id}/resolve"),
      line(AT_TASKS, "GET", "/filter", "/filter/count", "/filter/{id}", "/filter/{id}/list", "/filter/{id}/count", "/filter/{id}/singleResult"),
      line(AT_TASKS, "POST", "/filter/{id}/list", "/filter/{id}/count", "/filter/{id}/singleResult"),
      line(AT_TASKS, "OPTIONS", "/filter", "/filter/{id}"),
      line(AT_TASKS, "GET", "/group/count"),
      line(AT_TASKS, "POST", "/group"),

      // Starting a case with its form. The engine lets those do it whom the diagram names as starters.
      line(CARE_TEAM, "GET", "/process-definition/{id}/startForm", "/process-definition/{id}/deployed-start-form",
          "/process-definition/{id}/form-variables"),
      line(CARE_TEAM, "POST", "/process-definition/{id}/submit-form"),

      // The models.
      line(ALL_OF_THEM, "GET", "/process-definition", "/process-definition/count", "/process-definition/{id}", "/process-definition/{id}/xml",
          "/process-definition/{id}/diagram", "/process-definition/key/{key}", "/process-definition/key/{key}/xml",
          "/process-definition/key/{key}/diagram"),
      line(LEADS_AND_AUDITORS, "GET", "/process-definition/{id}/static-called-process-definitions",
          "/decision-definition", "/decision-definition/count", "/decision-definition/{id}", "/decision-definition/{id}/xml",
          "/decision-definition/{id}/diagram", "/decision-definition/key/{key}", "/decision-definition/key/{key}/xml",
          "/decision-requirements-definition", "/decision-requirements-definition/count", "/decision-requirements-definition/{id}",
          "/decision-requirements-definition/{id}/xml", "/decision-requirements-definition/key/{key}",
          "/decision-requirements-definition/key/{key}/xml",
          "/deployment", "/deployment/count", "/deployment/{id}", "/deployment/{id}/resources", "/deployment/{id}/resources/{resource}",
          "/deployment/{id}/resources/{resource}/data"),

      // Camunda Modeler's question whether it can deploy here; where it deploys to is the door for proposals.
      line(LEADS, "GET", "/version"),

      // What happened. The longer questions are asked by POST; nothing of this changes anything.
      line(AUDITORS, "GET", "/history/process-instance", "/history/process-instance/count", "/history/process-instance/report",
          "/history/process-instance/{id}", "/history/activity-instance", "/history/activity-instance/count", "/history/activity-instance/{id}",
          "/history/task", "/history/task/count", "/history/task/report", "/history/variable-instance", "/history/variable-instance/count",
          "/history/variable-instance/{id}", "/history/variable-instance/{id}/data", "/history/detail", "/history/detail/count",
          "/history/detail/{id}", "/history/detail/{id}/data", "/history/identity-link-log", "/history/identity-link-log/count",
          "/history/incident", "/history/incident/count", "/history/job-log", "/history/job-log/count", "/history/job-log/{id}",
          "/history/decision-instance", "/history/decision-instance/count", "/history/decision-instance/{id}",
          "/history/decision-requirements-definition/{id}/statistics", "/history/process-definition/{id}/statistics",
          "/history/user-operation", "/history/user-operation/count"),
      line(AUDITORS, "POST", "/history/process-instance", "/history/process-instance/count", "/history/activity-instance",
          "/history/activity-instance/count", "/history/task", "/history/task/count", "/history/variable-instance",
          "/history/variable-instance/count", "/history/detail", "/history/job-log", "/history/job-log/count"));

  /** What would take history away, comments and attachments among it: Careloop's own retention alone does, whoever asks the engine. */
  private static final List<Line> NOBODY = List.of(
      line(Set.of(), "DELETE", "/history/**", "/task/{id}/comment/**", "/task/{id}/attachment/**", "/process-instance/{id}/comment/**"),
      line(Set.of(), "POST", "/history/cleanup", "/history/{what}/delete", "/history/{what}/set-removal-time"));

  @Override
  public AuthorizationDecision check(Supplier<Authentication> who, RequestAuthorizationContext call) {
    Authentication person = who.get();
    return new AuthorizationDecision(person != null && person.isAuthenticated() && mayCall(person, call.getRequest()));
  }

  private static boolean mayCall(Authentication person, HttpServletRequest call) {
    Set<Role> roles = roles(person);
    PathContainer path = belowRoot(PathContainer.parsePath(call.getRequestURI().substring(call.getContextPath().length())));
    String method = call.getMethod().equals("HEAD") ? "GET" : call.getMethod();
    if (path != null && NOBODY.stream().anyMatch(line -> line.methods().contains(method)
        && line.paths().stream().anyMatch(pattern -> pattern.matches(path)))) {
      return false;
    }
    if (roles.contains(Role.ADMINISTRATORS)) {
      return true;
    }
    return path != null && LINES.stream()
        .filter(line -> line.methods().contains(method) && line.roles().stream().anyMatch(roles::contains))
        .anyMatch(line -> line.paths().stream().anyMatch(pattern -> fits(pattern, path, person.getName())));
  }

  private static boolean fits(PathPattern pattern, PathContainer path, String person) {
    PathPattern.PathMatchInfo match = pattern.matchAndExtract(path);
    return match != null && person.equals(match.getUriVariables().getOrDefault("self", person));
  }

  private static PathContainer belowRoot(PathContainer path) {
    return ROOTS.stream().map(root -> root.matchStartOfPath(path)).filter(match -> match != null && !match.getPathRemaining().value().isEmpty()
            && !match.getPathRemaining().value().equals("/"))
        .findFirst().map(PathPattern.PathRemainingMatchInfo::getPathRemaining).orElse(null);
  }

  private static Set<Role> roles(Authentication person) {
    List<String> groups = Groups.of(person);
    Set<Role> roles = EnumSet.noneOf(Role.class);
    Arrays.stream(Role.values()).filter(role -> groups.contains(role.group())).forEach(roles::add);
    return roles;
  }

  private static Set<Role> union(Set<Role> some, Set<Role> others) {
    Set<Role> all = EnumSet.copyOf(some);
    all.addAll(others);
    return all;
  }

  private static Line line(Set<Role> roles, String method, String... paths) {
    return new Line(roles, Set.of(method), Arrays.stream(paths).map(PARSER::parse).toList());
  }
}
