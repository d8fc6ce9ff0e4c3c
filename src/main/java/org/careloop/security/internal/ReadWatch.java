package org.careloop.security.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.form.TaskFormData;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricDecisionInstance;
import org.camunda.bpm.engine.history.HistoricDetail;
import org.camunda.bpm.engine.history.HistoricExternalTaskLog;
import org.camunda.bpm.engine.history.HistoricIdentityLinkLog;
import org.camunda.bpm.engine.history.HistoricIncident;
import org.camunda.bpm.engine.history.HistoricJobLog;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.history.HistoricTaskInstance;
import org.camunda.bpm.engine.history.HistoricVariableInstance;
import org.camunda.bpm.engine.history.UserOperationLogEntry;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cmd.AssignTaskCmd;
import org.camunda.bpm.engine.impl.cmd.ClaimTaskCmd;
import org.camunda.bpm.engine.impl.cmd.CompleteTaskCmd;
import org.camunda.bpm.engine.impl.cmd.GetExecutionVariableCmd;
import org.camunda.bpm.engine.impl.cmd.GetExecutionVariableTypedCmd;
import org.camunda.bpm.engine.impl.cmd.GetExecutionVariablesCmd;
import org.camunda.bpm.engine.impl.cmd.GetTaskFormVariablesCmd;
import org.camunda.bpm.engine.impl.cmd.GetTaskVariableCmd;
import org.camunda.bpm.engine.impl.cmd.GetTaskVariableCmdTyped;
import org.camunda.bpm.engine.impl.cmd.GetTaskVariablesCmd;
import org.camunda.bpm.engine.impl.cmd.SubmitTaskFormCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.runtime.ActivityInstance;
import org.camunda.bpm.engine.runtime.Execution;
import org.camunda.bpm.engine.runtime.Incident;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.VariableInstance;
import org.camunda.bpm.engine.task.Attachment;
import org.camunda.bpm.engine.task.Comment;
import org.camunda.bpm.engine.task.Task;
import org.careloop.engine.internal.AsProgram;
import org.careloop.security.internal.PatientReads.Kind;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Sees which cases the engine's answers to a signed-in person are about, whatever door was used: Tasklist, Cockpit, REST. Stands outside every
 * other check, so that only what is really handed over counts, once. Knows no patients and keeps nothing itself.
 */
@Component
@Order(320)
class ReadWatch extends AbstractProcessEnginePlugin {

  private final ObjectProvider<PatientReads> reads;
  private final ThreadLocal<Boolean> inside = new ThreadLocal<>();
  private ProcessEngine engine;

  ReadWatch(ObjectProvider<PatientReads> reads) {
    this.reads = reads;
  }

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
    List<CommandInterceptor> interceptors = new ArrayList<>();
    interceptors.add(new Interceptor());
    if (configuration.getCustomPreCommandInterceptorsTxRequired() != null) {
      interceptors.addAll(configuration.getCustomPreCommandInterceptorsTxRequired());
    }
    configuration.setCustomPreCommandInterceptorsTxRequired(interceptors);
  }

  @Override
  public void postProcessEngineBuild(ProcessEngine engine) {
    this.engine = engine;
  }

  private final class Interceptor extends CommandInterceptor {

    @Override
    public <T> T execute(Command<T> command) {
      Authentication who = engine == null || inside.get() != null || Context.getCommandContext() != null ? null
          : engine.getIdentityService().getCurrentAuthentication();
      if (who == null || who.getUserId() == null) {
        return next.execute(command);
      }
      inside.set(true);
      try {
        if (TeamAuthority.holdsOpenedCase(who.getGroupIds()) && isWork(command)) {
          // Before it is done: afterwards the task may be gone.
          Map<Kind, Set<String>> work = new EnumMap<>(Kind.class);
          add(work, Kind.TASK_WORK, instanceOfTask(Commands.read(command, "taskId")));
          tell(who, work);
        }
        T answer = next.execute(command);
        tell(who, shown(command, answer));
        return answer;
      } finally {
        inside.remove();
      }
    }
  }

  private void tell(Authentication who, Map<Kind, Set<String>> shown) {
    shown.forEach((kind, instances) -> {
      instances.remove("");
      if (!instances.isEmpty()) {
        reads.getObject().seen(who.getUserId(), who.getGroupIds() == null ? List.of() : who.getGroupIds(), kind, instances);
      }
    });
  }

  private Map<Kind, Set<String>> shown(Command<?> command, Object answer) {
    Map<Kind, Set<String>> shown = new EnumMap<>(Kind.class);
    if (command instanceof GetTaskFormVariablesCmd) {
      add(shown, Kind.TASK_FORM, instanceOfTask(Commands.read(command, "resourceId")));
    } else if (command instanceof GetTaskVariablesCmd || command instanceof GetTaskVariableCmd || command instanceof GetTaskVariableCmdTyped) {
      add(shown, Kind.TASK_FORM, instanceOfTask(Commands.read(command, "taskId")));
    } else if (command instanceof GetExecutionVariablesCmd || command instanceof GetExecutionVariableCmd
        || command instanceof GetExecutionVariableTypedCmd) {
      add(shown, Kind.CASE, instanceOfExecution(Commands.read(command, "executionId")));
    } else if (answer instanceof Collection<?> list) {
      list.forEach(one -> look(shown, one, Kind.TASK_LIST));
    } else {
      look(shown, answer, Kind.TASK);
    }
    return shown;
  }

  private static void look(Map<Kind, Set<String>> shown, Object one, Kind kindOfTask) {
    if (one instanceof Task task) {
      add(shown, kindOfTask, task.getProcessInstanceId());
    } else if (one instanceof TaskFormData form) {
      add(shown, Kind.TASK, form.getTask() == null ? null : form.getTask().getProcessInstanceId());
    } else if (one instanceof VariableInstance variable) {
      add(shown, CardVariables.NAMES.contains(variable.getName()) ? Kind.TASK_LIST : Kind.CASE, variable.getProcessInstanceId());
    } else {
      lookAtCase(shown, one);
      lookAtHistory(shown, one);
    }
  }

  private static void lookAtCase(Map<Kind, Set<String>> shown, Object one) {
    if (one instanceof Execution execution) {
      add(shown, Kind.CASE, execution.getProcessInstanceId());
    } else if (one instanceof ActivityInstance activity) {
      add(shown, Kind.CASE, activity.getProcessInstanceId());
    } else if (one instanceof Incident incident) {
      add(shown, Kind.CASE, incident.getProcessInstanceId());
    } else if (one instanceof Job job) {
      add(shown, Kind.CASE, job.getProcessInstanceId());
    } else if (one instanceof Comment comment) {
      add(shown, Kind.CASE, comment.getProcessInstanceId());
    } else if (one instanceof Attachment attachment) {
      add(shown, Kind.CASE, attachment.getProcessInstanceId());
    } else if (one instanceof ExternalTask external) {
      add(shown, Kind.CASE, external.getProcessInstanceId());
    }
  }

  private static void lookAtHistory(Map<Kind, Set<String>> shown, Object one) {
    if (one instanceof HistoricProcessInstance instance) {
      add(shown, Kind.HISTORY, instance.getId());
    } else if (one instanceof HistoricTaskInstance task) {
      add(shown, Kind.HISTORY, task.getProcessInstanceId());
    } else if (one instanceof HistoricActivityInstance activity) {
      add(shown, Kind.HISTORY, activity.getProcessInstanceId());
    } else if (one instanceof HistoricVariableInstance variable) {
      add(shown, Kind.HISTORY, variable.getProcessInstanceId());
    } else if (one instanceof HistoricDetail detail) {
      add(shown, Kind.HISTORY, detail.getProcessInstanceId());
    } else if (one instanceof HistoricDecisionInstance decision) {
      add(shown, Kind.HISTORY, decision.getProcessInstanceId());
    } else if (one instanceof HistoricIncident incident) {
      add(shown, Kind.HISTORY, incident.getProcessInstanceId());
    } else if (one instanceof HistoricJobLog job) {
      add(shown, Kind.HISTORY, job.getProcessInstanceId());
    } else if (one instanceof HistoricExternalTaskLog external) {
      add(shown, Kind.HISTORY, external.getProcessInstanceId());
    } else if (one instanceof HistoricIdentityLinkLog link) {
      add(shown, Kind.HISTORY, link.getRootProcessInstanceId());
    } else if (one instanceof UserOperationLogEntry operation) {
      add(shown, Kind.HISTORY, operation.getProcessInstanceId());
    }
  }

  private static void add(Map<Kind, Set<String>> shown, Kind kind, String instance) {
    if (instance != null) {
      shown.computeIfAbsent(kind, key -> new LinkedHashSet<>()).add(instance);
    }
  }

  private static boolean isWork(Command<?> command) {
    return command instanceof CompleteTaskCmd || command instanceof SubmitTaskFormCmd || command instanceof ClaimTaskCmd
        || command instanceof AssignTaskCmd;
  }

  private String instanceOfTask(String taskId) {
    Task task = AsProgram.ask(engine.getIdentityService(), () -> engine.getTaskService().createTaskQuery().taskId(taskId).singleResult());
    return task == null || task.getProcessInstanceId() == null ? "" : task.getProcessInstanceId();
  }

  private String instanceOfExecution(String executionId) {
    Execution execution = AsProgram.ask(engine.getIdentityService(), () -> engine.getRuntimeService().createExecutionQuery().executionId(executionId).singleResult());
    return execution == null ? "" : execution.getProcessInstanceId();
  }
}
