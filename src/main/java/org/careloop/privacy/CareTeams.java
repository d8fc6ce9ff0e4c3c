package org.careloop.privacy;

import java.util.Collection;
import java.util.List;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.Group;
import org.careloop.privacy.PrivacySettings.Team;
import org.careloop.security.internal.EngineSetUp;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** The teams among which a practice divides its patients: which one a patient's organization means, and a group in the engine for each. */
@Component
@Order(1)
public class CareTeams implements EngineSetUp {

  private static final String GROUP_TYPE = "TEAM";

  private final List<Team> teams;

  CareTeams(PrivacySettings settings) {
    this.teams = settings.teams();
  }

  /** No teams, as where a practice is not divided. */
  public static CareTeams none() {
    return new CareTeams(new PrivacySettings(List.of(), java.time.Duration.ofHours(4), java.time.Duration.ofMinutes(15)));
  }

  /** Id of the team of a patient whom the EHR's organization has under these names; null where that is no team's. */
  public String teamOf(Collection<String> organization) {
    return teams.stream().filter(team -> organization.contains(team.organization())).map(Team::id).findFirst().orElse(null);
  }

  /** What people call it; its id where it is configured no more. */
  String name(String id) {
    return teams.stream().filter(team -> team.id().equals(id)).map(Team::name).findFirst().orElse(id);
  }

  boolean exist() {
    return !teams.isEmpty();
  }

  @Override
  public void apply(ProcessEngine engine) {
    for (Team team : teams) {
      if (engine.getIdentityService().createGroupQuery().groupId(team.id()).count() == 0) {
        Group group = engine.getIdentityService().newGroup(team.id());
        group.setName(team.name());
        group.setType(GROUP_TYPE);
        engine.getIdentityService().saveGroup(group);
      }
    }
  }
}
