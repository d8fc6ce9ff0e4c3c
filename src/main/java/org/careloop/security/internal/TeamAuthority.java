package org.careloop.security.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.careloop.security.Role;

/**
 * The authorities behind teams. The rights on a task of a patient with a team are not given to a role but to the role in that team,
 * {@code nurses@team-east}, and while somebody has broken the glass also to the role for that patient, {@code nurses@patient.p100234}. Nobody
 * is a member of such a group: whoever signs in has them by role, team and open glass, worked out anew with each request.
 */
public final class TeamAuthority {

  /** What the id of a team, which is a group of the engine, begins with. */
  public static final String TEAM = "team-";

  private static final String AT = "@";
  private static final String PATIENT = AT + "patient.";
  private static final Set<String> CARE_ROLES = Role.careTeamRoles().stream().map(Role::group).collect(Collectors.toUnmodifiableSet());

  private TeamAuthority() {}

  static String inTeam(String role, String team) {
    return role + AT + team;
  }

  static String forPatient(String role, String patientId) {
    return role + PATIENT + patientId;
  }

  /** True for a role that is divided among teams; privacy officers, leads and administrators are not. */
  static boolean isDivided(String group) {
    return CARE_ROLES.contains(group);
  }

  static boolean isCareTeam(Collection<String> groups) {
    return groups != null && groups.stream().anyMatch(CARE_ROLES::contains);
  }

  /** True where these authorities hold one that came with a broken glass. */
  static boolean holdsOpenedCase(Collection<String> groups) {
    return groups != null && groups.stream().anyMatch(group -> group.contains(PATIENT));
  }

  /** The groups with what follows from them. What looks like such an authority but was brought along is left out. */
  static List<String> expand(Collection<String> groups, Collection<String> openedPatients) {
    Set<String> all = new LinkedHashSet<>(groups.stream().filter(group -> !group.contains(AT)).toList());
    for (String role : List.copyOf(all)) {
      if (isDivided(role)) {
        groups.stream().filter(group -> group.startsWith(TEAM)).forEach(team -> all.add(inTeam(role, team)));
        openedPatients.forEach(patient -> all.add(forPatient(role, patient)));
      }
    }
    return new ArrayList<>(all);
  }
}
