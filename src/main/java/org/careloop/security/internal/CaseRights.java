package org.careloop.security.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.impl.AuthorizationQueryImpl;
import org.camunda.bpm.engine.impl.ProcessInstanceQueryImpl;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.history.event.HistoricVariableUpdateEventEntity;
import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.event.HistoryEventTypes;
import org.camunda.bpm.engine.impl.history.handler.HistoryEventHandler;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.AuthorizationEntity;
import org.camunda.bpm.engine.impl.persistence.entity.AuthorizationManager;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.IdentityLinkType;
import org.careloop.engine.internal.CaseVariables;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Keeps the rights on the open tasks of a case in line with the patient's team and with who has opened the case from outside. Follows by
 * itself when the team or the patient's record changes; is told when the glass is broken and when that is over.
 */
@Component
@Order(315)
public class CaseRights extends AbstractProcessEnginePlugin {

  private final TaskRows rows;
  private final ObjectProvider<OpenedCases> openedCases;
  private ProcessEngineConfigurationImpl configuration;

  CaseRights(ObjectProvider<OpenedCases> openedCases) {
    this.openedCases = openedCases;
    this.rows = new TaskRows(openedCases);
  }

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
    this.configuration = configuration;
    configuration.setIdentityService(new TeamIdentities(openedCases));
    configuration.setResourceAuthorizationProvider(rows);
    List<HistoryEventHandler> handlers = new ArrayList<>(configuration.getCustomHistoryEventHandlers());
    handlers.add(new Follower());
    configuration.setCustomHistoryEventHandlers(handlers);
  }

  /** Works out anew who may see the open tasks of these cases. */
  public void renew(Collection<String> caseIds) {
    configuration.getCommandExecutorTxRequired().execute(context -> {
      caseIds.forEach(id -> renew(context, id));
      return null;
    });
  }

  /** Sees the team or the patient of a case change, in the transaction that changes it. */
  private final class Follower implements HistoryEventHandler {

    @Override
    public void handleEvent(HistoryEvent event) {
      if (event instanceof HistoricVariableUpdateEventEntity variable && variable.getProcessInstanceId() != null && concerns(variable)) {
        CommandContext context = Context.getCommandContext();
        ExecutionEntity instance = context.getExecutionManager().findExecutionById(variable.getProcessInstanceId());
        if (instance != null) {
          renew(context, instance.getRootProcessInstanceId());
        }
      }
    }

    @Override
    public void handleEvents(List<HistoryEvent> events) {
      events.forEach(this::handleEvent);
    }

    private boolean concerns(HistoricVariableUpdateEventEntity variable) {
      boolean made = variable.isEventOfType(HistoryEventTypes.VARIABLE_INSTANCE_CREATE);
      boolean changed = variable.isEventOfType(HistoryEventTypes.VARIABLE_INSTANCE_UPDATE);
      // A process that is just being called has no task yet; a case may have had some before its patient's team was known.
      return CaseVariables.CARE_TEAM.equals(variable.getVariableName()) && (changed || made && variable.getTextValue() != null)
          || CaseVariables.PATIENT_ID.equals(variable.getVariableName()) && changed;
    }
  }

  private void renew(CommandContext context, String rootId) {
    context.runWithoutAuthorization(() -> {
      Map<String, TaskEntity> tasks = new LinkedHashMap<>();
      ProcessInstanceQueryImpl parts = new ProcessInstanceQueryImpl();
      parts.rootProcessInstanceId(rootId);
      for (ProcessInstance part : context.getExecutionManager().findProcessInstancesByQueryCriteria(parts, null)) {
        context.getTaskManager().findTasksByProcessInstanceId(part.getId()).forEach(task -> tasks.put(task.getId(), task));
      }
      context.getDbEntityManager().getCachedEntitiesByType(TaskEntity.class).stream()
          .filter(task -> task.getExecution() != null && rootId.equals(task.getExecution().getRootProcessInstanceId()) && !task.isDeleted())
          .forEach(task -> tasks.putIfAbsent(task.getId(), task));
      tasks.values().forEach(task -> renew(context, task));
      return null;
    });
  }

  private void renew(CommandContext context, TaskEntity task) {
    Set<String> wanted = new HashSet<>();
    task.getIdentityLinks().stream()
        .filter(link -> IdentityLinkType.CANDIDATE.equals(link.getType()) && link.getGroupId() != null)
        .forEach(link -> wanted.addAll(rows.authorities(task, link.getGroupId())));
    String person = TaskRows.team(task) == null ? task.getAssignee() : null;
    AuthorizationManager authorizations = context.getAuthorizationManager();
    boolean personHasRow = false;
    for (AuthorizationEntity row : rowsOf(context, task)) {
      boolean stays = row.getGroupId() != null ? wanted.remove(row.getGroupId()) : row.getUserId() != null && row.getUserId().equals(person);
      personHasRow |= stays && row.getUserId() != null;
      if (!stays) {
        authorizations.delete(row);
      }
    }
    wanted.forEach(authority -> insert(authorizations, rows.rowsOf(task, authority)));
    if (person != null && !personHasRow) {
      insert(authorizations, rows.newTaskAssignee(task, null, person));
    }
  }

  private static void insert(AuthorizationManager authorizations, AuthorizationEntity[] rows) {
    for (AuthorizationEntity row : rows) {
      if (row.getId() == null) {
        authorizations.insert(row);
      }
    }
  }

  private static Collection<AuthorizationEntity> rowsOf(CommandContext context, TaskEntity task) {
    Map<String, AuthorizationEntity> found = new LinkedHashMap<>();
    AuthorizationQueryImpl ofTask = new AuthorizationQueryImpl();
    ofTask.resourceType(Resources.TASK).resourceId(task.getId());
    context.getAuthorizationManager().selectAuthorizationByQueryCriteria(ofTask)
        .forEach(row -> found.put(row.getId(), (AuthorizationEntity) row));
    context.getDbEntityManager().getCachedEntitiesByType(AuthorizationEntity.class).stream()
        .filter(row -> row.getResourceType() == Resources.TASK.resourceType() && task.getId().equals(row.getResourceId()) && row.getId() != null)
        .forEach(row -> found.putIfAbsent(row.getId(), row));
    return found.values();
  }
}
