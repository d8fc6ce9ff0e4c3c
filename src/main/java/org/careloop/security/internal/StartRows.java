package org.careloop.security.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.impl.AuthorizationQueryImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.AuthorizationEntity;
import org.camunda.bpm.engine.impl.persistence.entity.AuthorizationManager;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;

/**
 * The engine's rows of who may start a case by hand: the groups that the newest version of a diagram names as its candidate starters, and
 * nobody else. Follows the diagram with every version that is laid down; rights given otherwise are left alone.
 */
final class StartRows {

  private StartRows() {}

  /** The rows of this version, made where they are not there yet. Those of groups that it names no more are taken away. */
  static AuthorizationEntity[] of(ProcessDefinitionEntity definition) {
    // Plain names: what would have to be evaluated is refused when a diagram is laid down.
    Set<String> groups = new TreeSet<>();
    definition.getCandidateStarterGroupIdExpressions().forEach(group -> groups.add(group.getExpressionText().trim()));
    AuthorizationManager authorizations = Context.getCommandContext().getAuthorizationManager();
    for (AuthorizationEntity row : rowsOf(authorizations, definition.getKey())) {
      if (isOurs(row) && !groups.remove(row.getGroupId())) {
        authorizations.delete(row);
      }
    }
    List<AuthorizationEntity> missing = new ArrayList<>();
    for (String group : groups) {
      AuthorizationEntity row = new AuthorizationEntity(Authorization.AUTH_TYPE_GRANT);
      row.setGroupId(group);
      row.setResource(Resources.PROCESS_DEFINITION);
      row.setResourceId(definition.getKey());
      row.setPermissions(new ProcessDefinitionPermissions[] {ProcessDefinitionPermissions.CREATE_INSTANCE});
      missing.add(row);
    }
    return missing.toArray(AuthorizationEntity[]::new);
  }

  private static boolean isOurs(AuthorizationEntity row) {
    return row.getAuthorizationType() == Authorization.AUTH_TYPE_GRANT && row.getGroupId() != null
        && row.getPermissions() == ProcessDefinitionPermissions.CREATE_INSTANCE.getValue();
  }

  private static Iterable<AuthorizationEntity> rowsOf(AuthorizationManager authorizations, String processId) {
    Map<String, AuthorizationEntity> found = new LinkedHashMap<>();
    Context.getCommandContext().runWithoutAuthorization(() -> {
      AuthorizationQueryImpl ofProcess = new AuthorizationQueryImpl();
      ofProcess.resourceType(Resources.PROCESS_DEFINITION).resourceId(processId);
      authorizations.selectAuthorizationByQueryCriteria(ofProcess).forEach(row -> found.put(row.getId(), (AuthorizationEntity) row));
      return null;
    });
    return found.values();
  }
}
