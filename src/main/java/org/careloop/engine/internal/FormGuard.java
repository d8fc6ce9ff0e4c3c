package org.careloop.engine.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.authorization.Groups;
import org.camunda.bpm.engine.exception.NullValueException;
import org.camunda.bpm.engine.form.StartFormData;
import org.camunda.bpm.engine.impl.ProcessInstantiationBuilderImpl;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cmd.CompleteTaskCmd;
import org.camunda.bpm.engine.impl.cmd.HandleTaskBpmnErrorCmd;
import org.camunda.bpm.engine.impl.cmd.HandleTaskEscalationCmd;
import org.camunda.bpm.engine.impl.cmd.StartProcessInstanceAtActivitiesCmd;
import org.camunda.bpm.engine.impl.cmd.StartProcessInstanceCmd;
import org.camunda.bpm.engine.impl.cmd.SubmitStartFormCmd;
import org.camunda.bpm.engine.impl.cmd.SubmitTaskFormCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.rest.exception.InvalidRequestException;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.value.SerializableValue;
import org.camunda.bpm.engine.variable.value.TypedValue;
import org.careloop.engine.forms.FormCheck;
import org.careloop.engine.forms.FormExpressions;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.util.ReflectionUtils;

/**
 * Checks what a person sends with a task or a start against the form deployed with the diagram, whichever way it comes in, and lets nobody
 * but an administrator set variables past a form. Concerns the commands that a signed-in user gives; the program's own pass.
 */
@Component
@Order(300)
public class FormGuard extends AbstractProcessEnginePlugin {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final DeployedForms forms;
  private ProcessEngineConfigurationImpl configuration;
  private ProcessEngine engine;
  private FormExpressions expressions;

  FormGuard(DeployedForms forms) {
    this.forms = forms;
  }

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
    this.configuration = configuration;
    List<CommandInterceptor> first = new ArrayList<>();
    first.add(new Interceptor());
    if (configuration.getCustomPreCommandInterceptorsTxRequired() != null) {
      first.addAll(configuration.getCustomPreCommandInterceptorsTxRequired());
    }
    configuration.setCustomPreCommandInterceptorsTxRequired(first);
  }

  @Override
  public void postProcessEngineBuild(ProcessEngine engine) {
    this.engine = engine;
    var feel = ((DefaultDmnEngineConfiguration) configuration.getDmnEngineConfiguration()).getFeelEngine();
    expressions = new FormExpressions((expression, values) -> {
      Object value = feel.evaluateSimpleExpression(expression, Variables.fromMap(values).asVariableContext());
      return plain(value);
    });
  }

  /** How this engine judges the conditions of forms; once the engine is there. */
  public FormExpressions expressions() {
    return expressions;
  }

  /** What the form of this task may be given, as plain Java values by name. */
  public Map<String, Object> known(String taskId) {
    return plainAll(engine.getFormService().getTaskFormVariables(taskId, null, false));
  }

  private final class Interceptor extends CommandInterceptor {

    @Override
    public <T> T execute(Command<T> command) {
      // Outermost commands only: what the engine and the delegates do inside one is the diagram's doing.
      if (engine != null && Context.getCommandContext() == null) {
        Authentication who = engine.getIdentityService().getCurrentAuthentication();
        if (who != null && who.getUserId() != null) {
          check(command, who);
          return isCompletion(command) ? completeOnce(command) : next.execute(command);
        }
      }
      return next.execute(command);
    }

    /** Of two who complete a task at the same moment one wins; the other one is told so in words. */
    private <T> T completeOnce(Command<T> command) {
      try {
        return next.execute(command);
      } catch (OptimisticLockingException | NullValueException lost) {
        throw noLongerOpen(read(command, "taskId"), lost);
      } catch (RuntimeException failed) {
        // What the other one ends may be missing anywhere on the way: the case, the rights to the task.
        String taskId = read(command, "taskId");
        throw taskId == null || exists(taskId) ? failed : noLongerOpen(taskId, failed);
      }
    }

    private boolean exists(String taskId) {
      return AsProgram.ask(engine.getIdentityService(), () -> engine.getTaskService().createTaskQuery().taskId(taskId).count() > 0);
    }
  }

  private static boolean isCompletion(Command<?> command) {
    return command instanceof CompleteTaskCmd || command instanceof SubmitTaskFormCmd;
  }

  private RuntimeException noLongerOpen(String taskId, RuntimeException lost) {
    if (taskId == null) {
      return lost;
    }
    boolean open = engine.getTaskService().createTaskQuery().taskId(taskId).count() > 0;
    return new FormRefused(open
        ? "The case changed at the very moment you completed this task. Nothing was saved. Load the page again, look at what is new, and "
            + "complete the task once more."
        : "This task is no longer open: somebody else completed it, or the case moved on, while you had it open. Nothing of yours was saved "
            + "and nothing was done twice. Load the page again to see how the case stands now.");
  }

  private void check(Command<?> command, Authentication who) {
    boolean administrator = who.getGroupIds() != null && who.getGroupIds().contains(Groups.CAMUNDA_ADMIN);
    if (command instanceof CompleteTaskCmd) {
      task(read(command, "taskId"), read(command, "variables"), administrator);
    } else if (command instanceof SubmitTaskFormCmd) {
      task(read(command, "taskId"), read(command, "properties"), administrator);
    } else if (command instanceof SubmitStartFormCmd) {
      withoutKey(read(command, "businessKey"), administrator);
      start(read(command, "processDefinitionId"), read(command, "variables"), administrator);
    } else if (command instanceof StartProcessInstanceCmd || command instanceof StartProcessInstanceAtActivitiesCmd) {
      ProcessInstantiationBuilderImpl start = read(command, "instantiationBuilder");
      withoutKey(start.getBusinessKey(), administrator);
      start(definitionId(start), start.getVariables(), administrator);
    } else if ((command instanceof HandleTaskBpmnErrorCmd || command instanceof HandleTaskEscalationCmd) && !administrator) {
      throw new AuthorizationException("A task is completed with its form. Ending it with an error or escalation is for administrators.");
    }
  }

  private void task(String taskId, Map<String, Object> variables, boolean administrator) {
    Task task = taskId == null ? null : engine.getTaskService().createTaskQuery().taskId(taskId).initializeFormKeys().singleResult();
    if (task == null) {
      return; // Unknown, or none of theirs: the command itself says so.
    }
    if (task.getCamundaFormRef() == null) {
      withoutForm(variables, administrator);
    } else {
      check(forms.ofTask(engine, task), variables, engine.getFormService().getTaskFormVariables(taskId, null, false));
    }
  }

  private void start(String definitionId, Map<String, Object> variables, boolean administrator) {
    ProcessDefinition definition = definitionId == null ? null
        : engine.getRepositoryService().createProcessDefinitionQuery().processDefinitionId(definitionId).singleResult();
    if (definition == null) {
      return;
    }
    StartFormData form = engine.getFormService().getStartFormData(definitionId);
    if (form == null || form.getCamundaFormRef() == null) {
      withoutForm(variables, administrator);
    } else {
      check(forms.ofStart(engine, definition, form.getCamundaFormRef()), variables, Variables.createVariables());
    }
  }

  private String definitionId(ProcessInstantiationBuilderImpl start) {
    if (start.getProcessDefinitionId() != null || start.getProcessDefinitionKey() == null) {
      return start.getProcessDefinitionId();
    }
    ProcessDefinition definition = engine.getRepositoryService().createProcessDefinitionQuery()
        .processDefinitionKey(start.getProcessDefinitionKey()).latestVersion().singleResult();
    return definition == null ? null : definition.getId();
  }

  /** A key is seen in places where no name may stand; a person might type one. */
  private static void withoutKey(String businessKey, boolean administrator) {
    if (businessKey != null && !businessKey.isBlank() && !administrator) {
      throw refusal(List.of("Business key: leave it empty, the case is given its own"));
    }
  }

  private static void withoutForm(Map<String, Object> variables, boolean administrator) {
    if (variables != null && !variables.isEmpty() && !administrator) {
      throw refusal(List.of("There is no form here, so it takes no answers"));
    }
  }

  private void check(JsonNode form, Map<String, Object> submitted, VariableMap known) {
    List<String> problems = FormCheck.problems(form, plainAll(submitted), plainAll(known), expressions, EngineTime.today());
    if (!problems.isEmpty()) {
      throw refusal(problems);
    }
  }

  private static FormRefused refusal(List<String> problems) {
    return new FormRefused(String.join(". ", problems) + ".");
  }

  /** Variables as the JDK's own types: numbers, texts, booleans, lists, maps. */
  private static Map<String, Object> plainAll(Map<String, Object> variables) {
    Map<String, Object> plain = new LinkedHashMap<>();
    if (variables instanceof VariableMap typed) {
      typed.keySet().forEach(name -> plain.put(name, plain(typed.<TypedValue>getValueTyped(name))));
    } else if (variables != null) {
      variables.forEach((name, value) -> plain.put(name, plain(value)));
    }
    return plain;
  }

  /** A value as the JDK has it: number, text, boolean, list, map. */
  public static Object plain(Object value) {
    if (value instanceof SerializableValue serialized && serialized.getValueSerialized() != null) {
      String format = serialized.getSerializationDataFormat();
      return format == null || format.startsWith(Variables.SerializationDataFormats.JSON.getName()) ? json(serialized.getValueSerialized())
          : serialized.getValueSerialized();
    }
    if (value instanceof TypedValue typed) {
      return plain(typed.getValue());
    }
    if (value instanceof org.camunda.spin.json.SpinJsonNode node) {
      return json(node.toString());
    }
    if (value == null || value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    if (value instanceof byte[] || value instanceof InputStream) {
      throw refusal(List.of("A value is a file, and forms take none"));
    }
    return JSON.convertValue(value, Object.class);
  }

  private static Object json(String text) {
    try {
      return JSON.readValue(text, Object.class);
    } catch (IOException e) {
      throw refusal(List.of("A value is not the JSON it says it is"));
    }
  }

  // The engine offers no other way to a command's content before it runs.
  @SuppressWarnings("unchecked")
  private static <T> T read(Command<?> command, String name) {
    var field = ReflectionUtils.findField(command.getClass(), name);
    if (field == null) {
      throw new IllegalStateException("The engine's %s has no %s any more: the check of forms must be fitted to this version of the engine."
          .formatted(command.getClass().getSimpleName(), name));
    }
    ReflectionUtils.makeAccessible(field);
    return (T) ReflectionUtils.getField(field, command);
  }

  /** Answered as 400 with its text, for each of the commands. */
  private static final class FormRefused extends InvalidRequestException {

    FormRefused(String message) {
      super(Status.BAD_REQUEST, message);
    }
  }
}
