package org.careloop.security.internal;

import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Gives whoever acts in the engine the authorities of their teams and of the cases they have opened, whichever door they came in by and
 * however they signed in. Asks with each request, so that a case that was open for four hours is closed when they are over.
 */
final class TeamIdentities extends IdentityServiceImpl {

  private final ObjectProvider<OpenedCases> openedCases;

  TeamIdentities(ObjectProvider<OpenedCases> openedCases) {
    this.openedCases = openedCases;
  }

  @Override
  public void setAuthentication(String userId, List<String> groups) {
    super.setAuthentication(userId, expand(userId, groups));
  }

  @Override
  public void setAuthentication(String userId, List<String> groups, List<String> tenantIds) {
    super.setAuthentication(userId, expand(userId, groups), tenantIds);
  }

  private List<String> expand(String userId, List<String> groups) {
    if (!TeamAuthority.isCareTeam(groups)) {
      return groups;
    }
    OpenedCases opened = userId == null ? null : openedCases.getIfAvailable();
    return TeamAuthority.expand(groups, opened == null ? Set.of() : opened.openTo(userId));
  }
}
