package org.careloop.security.internal;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.TaskQueryImpl;
import org.camunda.bpm.engine.impl.TaskQueryVariableValue;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cmd.AbstractExecuteFilterCmd;
import org.camunda.bpm.engine.impl.cmd.CompleteTaskCmd;
import org.camunda.bpm.engine.impl.cmd.GetTaskFormVariablesCmd;
import org.camunda.bpm.engine.impl.cmd.GetTaskVariableCmd;
import org.camunda.bpm.engine.impl.cmd.GetTaskVariableCmdTyped;
import org.camunda.bpm.engine.impl.cmd.GetTaskVariablesCmd;
import org.camunda.bpm.engine.impl.cmd.SubmitTaskFormCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.query.Query;
import org.camunda.bpm.engine.task.Task;
import org.careloop.engine.forms.FormNames;
import org.careloop.engine.internal.AsProgram;
import org.careloop.engine.internal.DeployedForms;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Gives people the part of a case that their task's form asks for, not the whole of it: other variables are not handed out with the task, not
 * given one by one, not returned when it is completed, and cannot be found out by searching for their values. Administrators see all.
 */
@Component
@Order(312)
class MinimumNecessary extends AbstractProcessEnginePlugin {

  private static final int FORMS_KEPT = 2000;
  /** The engine takes an empty list for all. */
  private static final String NO_VARIABLE = "-";

  private final DeployedForms forms;
  private final Map<String, Set<String>> namesOfForms = new ConcurrentHashMap<>();
  private ProcessEngine engine;

  MinimumNecessary(DeployedForms forms) {
    this.forms = forms;
  }

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
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
          narrow(command);
        }
      }
      return next.execute(command);
    }
  }

  private void narrow(Command<?> command) {
    if (command instanceof GetTaskFormVariablesCmd) {
      narrow(command, "resourceId", "formVariableNames");
    } else if (command instanceof GetTaskVariablesCmd) {
      narrow(command, "taskId", "variableNames");
    } else if (command instanceof GetTaskVariableCmd || command instanceof GetTaskVariableCmdTyped) {
      String name = Commands.read(command, "variableName");
      if (!namesOf(Commands.read(command, "taskId")).contains(name)) {
        throw new AuthorizationException("The form of this task does not ask for \"%s\". The rest of the case is for administrators.".formatted(name));
      }
    } else if ((command instanceof CompleteTaskCmd || command instanceof SubmitTaskFormCmd)
        && Boolean.TRUE.equals(Commands.<Boolean>read(command, "returnVariables"))) {
      throw new AuthorizationException("Completing a task does not hand out the case. Send it without withVariablesInReturn.");
    } else if (command instanceof TaskQueryImpl query) {
      refuseProbing(query);
    } else if (command instanceof AbstractExecuteFilterCmd) {
      Query<?, ?> added = Commands.read(command, "extendingQuery");
      if (added instanceof TaskQueryImpl query) {
        refuseProbing(query);
      }
    }
  }

  private void narrow(Command<?> command, String taskField, String namesField) {
    Set<String> names = new HashSet<>(namesOf(Commands.read(command, taskField)));
    Collection<String> asked = Commands.read(command, namesField);
    if (asked != null) {
      names.retainAll(asked);
    }
    Commands.write(command, namesField, names.isEmpty() ? Set.of(NO_VARIABLE) : names);
  }

  /** Whether a task is found by a value tells the value. */
  private static void refuseProbing(TaskQueryImpl query) {
    for (TaskQueryImpl part : query.getQueries()) {
      for (TaskQueryVariableValue variable : part.getVariables()) {
        if (!CardVariables.NAMES.contains(variable.getName())) {
          throw new AuthorizationException("Tasks are searched by what their cards show, %s, not by \"%s\"."
              .formatted(String.join(" and ", CardVariables.NAMES), variable.getName()));
        }
      }
    }
  }

  private Set<String> namesOf(String taskId) {
    return AsProgram.ask(engine.getIdentityService(), () -> {
      Task task = taskId == null ? null : engine.getTaskService().createTaskQuery().taskId(taskId).initializeFormKeys().singleResult();
      if (task == null) {
        return Set.of(); // Unknown, or none of theirs: the command itself says so.
      }
      if (namesOfForms.size() > FORMS_KEPT) {
        namesOfForms.clear();
      }
      // A form is bound to the release of its diagram, and that never changes.
      return namesOfForms.computeIfAbsent(task.getProcessDefinitionId() + " " + task.getTaskDefinitionKey(), key -> {
        Set<String> names = new HashSet<>(CardVariables.NAMES);
        if (task.getCamundaFormRef() != null) {
          names.addAll(FormNames.of(forms.ofTask(engine, task)));
        }
        return Set.copyOf(names);
      });
    });
  }
}
