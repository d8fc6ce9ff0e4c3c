package org.careloop.security.internal;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.TaskPermissions;
import org.camunda.bpm.engine.impl.cfg.auth.DefaultAuthorizationProvider;
import org.camunda.bpm.engine.impl.persistence.entity.AuthorizationEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.task.Task;
import org.careloop.engine.internal.CaseVariables;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The engine's rows of rights for each task, and of who may start a case. With the right to assign, without which nobody could hand a task back; and for a patient who has a
 * team, given to the role in that team alone. There no person gets a row of their own by claiming: it would outlast team and open glass.
 */
final class TaskRows extends DefaultAuthorizationProvider {

  private final ObjectProvider<OpenedCases> openedCases;

  TaskRows(ObjectProvider<OpenedCases> openedCases) {
    this.openedCases = openedCases;
  }

  @Override
  protected Permission[] getRuntimePermissions(boolean enforceSpecificVariablePermission) {
    Permission[] usual = super.getRuntimePermissions(enforceSpecificVariablePermission);
    Permission[] rights = Arrays.copyOf(usual, usual.length + 1);
    rights[usual.length] = TaskPermissions.TASK_ASSIGN;
    return rights;
  }

  @Override
  public AuthorizationEntity[] newProcessDefinition(ProcessDefinition definition) {
    return StartRows.of((ProcessDefinitionEntity) definition);
  }

  @Override
  public AuthorizationEntity[] newTaskGroupIdentityLink(Task task, String groupId, String type) {
    return authorities((TaskEntity) task, groupId).stream().flatMap(authority -> Arrays.stream(rowsOf(task, authority)))
        .toArray(AuthorizationEntity[]::new);
  }

  @Override
  public AuthorizationEntity[] newTaskAssignee(Task task, String oldAssignee, String newAssignee) {
    return team((TaskEntity) task) == null ? super.newTaskAssignee(task, oldAssignee, newAssignee) : null;
  }

  @Override
  public AuthorizationEntity[] newTaskOwner(Task task, String oldOwner, String newOwner) {
    return team((TaskEntity) task) == null ? super.newTaskOwner(task, oldOwner, newOwner) : null;
  }

  @Override
  public AuthorizationEntity[] newTaskUserIdentityLink(Task task, String userId, String type) {
    return team((TaskEntity) task) == null ? super.newTaskUserIdentityLink(task, userId, type) : null;
  }

  /** The rows of one authority, found or made. */
  AuthorizationEntity[] rowsOf(Task task, String authority) {
    return createOrUpdateAuthorizationsByGroupId(task, authority);
  }

  /** Whom a task with this candidate group is for. */
  List<String> authorities(TaskEntity task, String group) {
    String team = TeamAuthority.isDivided(group) ? team(task) : null;
    if (team == null) {
      return List.of(group);
    }
    String patient = CaseVariables.inherited(task.getExecution(), CaseVariables.PATIENT_ID);
    OpenedCases opened = patient == null ? null : openedCases.getIfAvailable();
    return Stream.of(TeamAuthority.inTeam(group, team), opened != null && opened.isOpen(patient) ? TeamAuthority.forPatient(group, patient) : "")
        .filter(authority -> !authority.isEmpty()).toList();
  }

  static String team(TaskEntity task) {
    return task.getExecution() == null ? null : CaseVariables.inherited(task.getExecution(), CaseVariables.CARE_TEAM);
  }
}
