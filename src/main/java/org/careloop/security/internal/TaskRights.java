package org.careloop.security.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.authorization.TaskPermissions;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.impl.VariableInstanceQueryImpl;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cmd.AbstractSetTaskPropertyCmd;
import org.camunda.bpm.engine.impl.cmd.AssignTaskCmd;
import org.camunda.bpm.engine.impl.cmd.ClaimTaskCmd;
import org.camunda.bpm.engine.impl.cmd.DelegateTaskCmd;
import org.camunda.bpm.engine.impl.cmd.DeleteIdentityLinkCmd;
import org.camunda.bpm.engine.impl.cmd.SaveTaskCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.task.Task;
import org.careloop.engine.internal.AsProgram;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * What a candidate group or assignee may do with a task: see it with its patient and risk, complete it, claim it, hand it back or to a colleague of the same groups and team.
 * Not: change its data past the form, its variables, its candidates. Administrators are not held to it.
 */
@Component
@Order(310)
class TaskRights extends AbstractProcessEnginePlugin {

  private ProcessEngine engine;

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
    configuration.setDefaultUserPermissionNameForTask(TaskPermissions.TASK_WORK.getName());
    Commands.intercept(configuration, new Interceptor());
  }

  @Override
  public void postProcessEngineBuild(ProcessEngine engine) {
    this.engine = engine;
  }

  private final class Interceptor extends CommandInterceptor {

    @Override
    public <T> T execute(Command<T> command) {
      if (engine != null && Context.getCommandContext() == null) {
        Authentication who = engine.getIdentityService().getCurrentAuthentication();
        if (Commands.areHeldToRights(who)) {
          check(command, who);
          if (command instanceof VariableInstanceQueryImpl query && isForCards(query)) {
            return AsProgram.ask(engine.getIdentityService(), () -> next.execute(command));
          }
        }
      }
      return next.execute(command);
    }
  }

  private void check(Command<?> command, Authentication who) {
    boolean assigns = command instanceof AssignTaskCmd || command instanceof ClaimTaskCmd;
    if (!assigns && (command instanceof AbstractSetTaskPropertyCmd || command instanceof SaveTaskCmd || command instanceof DelegateTaskCmd
        || command instanceof DeleteIdentityLinkCmd)) {
      throw new AuthorizationException(
          "Who works on a task, its dates and its priority are drawn in the diagram. Changing them for one task is for administrators.");
    }
    if (assigns) {
      String to = Commands.read(command, "userId");
      if (to != null && !to.equals(who.getUserId()) && !isColleague(Commands.read(command, "taskId"), to)) {
        throw new AuthorizationException("A task can be handed to a member of its own groups only.");
      }
    }
  }

  /**
   * True for what Tasklist asks to fill its cards: the variables of a card, of cases in which the person sees a task. The engine lets only
   * those read a case's variables who may read all cases.
   */
  private boolean isForCards(VariableInstanceQueryImpl query) {
    if (query.getVariableNames() == null || query.getVariableScopeIds() == null || query.getVariableScopeIds().length == 0
        || !CardVariables.NAMES.containsAll(List.of(query.getVariableNames()))) {
      return false;
    }
    Set<String> seen = new HashSet<>();
    for (Task task : engine.getTaskService().createTaskQuery().processInstanceIdIn(query.getVariableScopeIds()).unlimitedList()) {
      seen.addAll(List.of(task.getId(), task.getExecutionId(), task.getProcessInstanceId()));
    }
    return seen.containsAll(List.of(query.getVariableScopeIds()));
  }

  /** True for a member of the groups that have rights on the task; where the patient has a team, of the group in that team. */
  private boolean isColleague(String taskId, String user) {
    // The groups of others are nothing that a nurse may look up; whether this one person fits is.
    return AsProgram.ask(engine.getIdentityService(), () -> {
      List<String> groups = engine.getIdentityService().createGroupQuery().groupMember(user).list().stream().map(Group::getId).toList();
      List<String> authorities = TeamAuthority.expand(groups, List.of());
      return taskId != null && engine.getAuthorizationService().createAuthorizationQuery()
          .resourceType(Resources.TASK).resourceId(taskId).list().stream()
          .anyMatch(row -> row.getGroupId() != null && authorities.contains(row.getGroupId()));
    });
  }
}
