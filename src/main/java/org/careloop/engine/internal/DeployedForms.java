package org.careloop.engine.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.form.CamundaFormRef;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.task.Task;
import org.springframework.stereotype.Component;

/**
 * The forms that were laid down with the diagrams, each read once: a released form never changes. Whoever asks must have found out before that
 * the task or the start is for them; and nobody changes what is handed out, which is the same for all.
 */
@Component
public class DeployedForms {

  static final int KEPT = 400;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One version of a diagram is of one deployment, and so are the forms that it is bound to. */
  private record Key(String definitionId, String form) {}

  private final Cache<Key, JsonNode> read = Caffeine.newBuilder().maximumSize(KEPT).build();

  /** @param task with its form keys initialized, and with a form */
  public JsonNode ofTask(ProcessEngine engine, Task task) {
    return of(task.getProcessDefinitionId(), task.getCamundaFormRef(), () -> engine.getFormService().getDeployedTaskForm(task.getId()));
  }

  JsonNode ofStart(ProcessEngine engine, ProcessDefinition definition, CamundaFormRef form) {
    return of(definition.getId(), form, () -> engine.getFormService().getDeployedStartForm(definition.getId()));
  }

  JsonNode of(String definitionId, CamundaFormRef form, Supplier<InputStream> file) {
    // A form that is not of the diagram's own deployment may be another one tomorrow.
    return "deployment".equals(form.getBinding()) ? read.get(new Key(definitionId, form.getKey()), key -> parsed(file)) : parsed(file);
  }

  private static JsonNode parsed(Supplier<InputStream> file) {
    try (InputStream form = file.get()) {
      return JSON.readTree(form);
    } catch (IOException e) {
      throw new UncheckedIOException("The deployed form cannot be read", e);
    }
  }
}
