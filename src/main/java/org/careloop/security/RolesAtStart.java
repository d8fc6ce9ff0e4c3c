package org.careloop.security;

import static org.camunda.bpm.engine.authorization.Authorization.ANY;
import static org.camunda.bpm.engine.authorization.Authorization.AUTH_TYPE_GRANT;

import java.util.Arrays;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.authorization.UserOperationLogCategoryPermissions;
import org.camunda.bpm.engine.identity.Group;
import org.careloop.security.internal.EngineSetUp;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Creates the groups and what each may do in the engine. Grants go to groups only. The care team gets no right on tasks here: the engine
 * writes one for each task and candidate group, which is what keeps a nurse from completing a pharmacist's task; and one for each diagram and
 * group that may start it.
 */
@Component
@Order(1)
class RolesAtStart implements EngineSetUp {

  @Override
  public void apply(ProcessEngine engine) {
    for (Role role : Role.values()) {
      createGroup(engine.getIdentityService(), role);
    }
    Grants grants = new Grants(engine.getAuthorizationService());
    for (Role role : Role.taskRoles()) {
      grants.give(role, Resources.APPLICATION, "tasklist", Permissions.ACCESS);
      grants.give(role, Resources.PROCESS_DEFINITION, ANY, Permissions.READ);
    }
    for (Role role : Role.careTeamRoles()) {
      // One half of the right to start a case by hand. The other is given for the diagrams that name the role as a starter.
      grants.give(role, Resources.PROCESS_INSTANCE, ANY, Permissions.CREATE);
    }
    for (Role role : new Role[] {Role.CLINICAL_LEADS, Role.AUDITORS}) {
      grants.give(role, Resources.DEPLOYMENT, ANY, Permissions.READ);
      grants.give(role, Resources.DECISION_REQUIREMENTS_DEFINITION, ANY, Permissions.READ);
    }
    grants.give(Role.CLINICAL_LEADS, Resources.PROCESS_DEFINITION, ANY, Permissions.READ);
    grants.give(Role.CLINICAL_LEADS, Resources.DECISION_DEFINITION, ANY, Permissions.READ);
    grants.give(Role.AUDITORS, Resources.PROCESS_DEFINITION, ANY, ProcessDefinitionPermissions.READ, ProcessDefinitionPermissions.READ_HISTORY);
    grants.give(Role.AUDITORS, Resources.DECISION_DEFINITION, ANY, Permissions.READ, Permissions.READ_HISTORY);
    grants.give(Role.AUDITORS, Resources.OPERATION_LOG_CATEGORY, ANY, UserOperationLogCategoryPermissions.READ);
    for (Resource resource : Resources.values()) {
      grants.give(Role.ADMINISTRATORS, resource, ANY, Permissions.ALL);
    }
  }

  private static void createGroup(IdentityService identities, Role role) {
    if (identities.createGroupQuery().groupId(role.group()).count() == 0) {
      Group group = identities.newGroup(role.group());
      group.setName(role.label());
      group.setType("CARELOOP");
      identities.saveGroup(group);
    }
  }

  /** Grants of groups, written when missing, corrected when they differ. */
  record Grants(AuthorizationService authorizations) {

    void give(Role role, Resource resource, String resourceId, Permission... permissions) {
      Authorization grant = authorizations.createAuthorizationQuery().authorizationType(AUTH_TYPE_GRANT).groupIdIn(role.group())
          .resourceType(resource).resourceId(resourceId).singleResult();
      if (grant == null) {
        grant = authorizations.createNewAuthorization(AUTH_TYPE_GRANT);
        grant.setGroupId(role.group());
        grant.setResource(resource);
        grant.setResourceId(resourceId);
      } else if (Arrays.stream(permissions).allMatch(grant::isPermissionGranted)) {
        return;
      }
      grant.setPermissions(permissions);
      authorizations.saveAuthorization(grant);
    }
  }
}
