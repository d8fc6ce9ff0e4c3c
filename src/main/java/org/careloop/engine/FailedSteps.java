package org.careloop.engine;

import java.lang.reflect.RecordComponent;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.TransitionInstance;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.careloop.engine.internal.CaseVariables;
import org.careloop.engine.internal.OutputMapping;
import org.careloop.event.StepFailed;
import org.careloop.event.StepFailed.StepResult;
import org.careloop.event.StepSettled;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.stereotype.Component;

/** Steps that gave up after their last retry: tells the protocol that calls a person, and does what that person decides. */
@Component
class FailedSteps {

  private final RuntimeService runtime;
  private final RepositoryService repository;
  private final ManagementService management;
  private final CareEvents events;
  private final VariableBinding binding;
  private final BeanFactory beans;
  private final Clock clock;

  FailedSteps(
      RuntimeService runtime,
      RepositoryService repository,
      ManagementService management,
      CareEvents events,
      VariableBinding binding,
      BeanFactory beans,
      Clock clock) {
    this.runtime = runtime;
    this.repository = repository;
    this.management = management;
    this.events = events;
    this.binding = binding;
    this.beans = beans;
    this.clock = clock;
  }

  /** Where a step is part of a case, a person gets a task. The steps of that task's own protocol do not call for another. */
  void failed(String jobId, String executionId, String definitionId, String activityId, String failureText) {
    var model = repository.getBpmnModelInstance(definitionId);
    if (!(model.getModelElementById(activityId) instanceof ServiceTask step) || callsForAPerson(definitionId)) {
      return;
    }
    Process protocol = model.getModelElementsByType(Process.class).iterator().next();
    events.tell(new StepFailed(
        jobId,
        protocol.getName(),
        step.getName(),
        failureText,
        (String) runtime.getVariable(executionId, "patientId"),
        (String) runtime.getVariable(executionId, "patientLabel"),
        (String) runtime.getVariable(executionId, "encounterId"),
        CaseVariables.inherited(Context.getCommandContext().getExecutionManager().findExecutionById(executionId), CaseVariables.CARE_TEAM),
        (String) runtime.getVariable(executionId, "intensity"),
        (Integer) Objects.requireNonNullElse(runtime.getVariable(executionId, "taskPriority"), 50),
        Arrays.stream(resultsOf(step)).map(FailedSteps::toEnter).toList(),
        Instant.now(clock)));
  }

  /** Nobody has to do anything any more. */
  void settled(String jobId) {
    if (events.isOpen(StepFailed.class, jobId)) {
      events.tell(new StepSettled(jobId, Instant.now(clock)));
    }
  }

  /** Tries the step once more, at once, whatever pause the attempts before have left behind. */
  void tryAgain(String jobId) {
    if (management.createJobQuery().jobId(jobId).count() > 0) {
      management.setJobRetries(1).jobId(jobId).dueDate(Date.from(clock.instant())).execute();
    }
  }

  /**
   * Takes what a person found out or did as the step's result, maps it on as the diagram says and goes on behind the step. Does nothing where
   * the case has ended.
   */
  void goOn(String jobId, List<StepResult> entered) {
    Job job = management.createJobQuery().jobId(jobId).singleResult();
    if (job == null) {
      return;
    }
    String activityId = management.createJobDefinitionQuery().jobDefinitionId(job.getJobDefinitionId()).singleResult().getActivityId();
    ServiceTask step = repository.getBpmnModelInstance(job.getProcessDefinitionId()).getModelElementById(activityId);
    TransitionInstance waiting = Arrays.stream(runtime.getActivityInstance(job.getProcessInstanceId()).getTransitionInstances(activityId))
        .filter(instance -> instance.getExecutionId().equals(job.getExecutionId()))
        .findFirst().orElseThrow(() -> new IllegalStateException("The step of job %s does not wait any more".formatted(jobId)));
    read(resultsOf(step), entered).forEach((name, value) -> runtime.setVariable(job.getExecutionId(), name, value));
    OutputMapping.write(job.getExecutionId(), activityId);
    runtime.createProcessInstanceModification(job.getProcessInstanceId())
        .startAfterActivity(activityId, waiting.getParentActivityInstanceId())
        .cancelTransitionInstance(waiting.getId())
        .execute();
  }

  /** All of them or none; one left empty is unknown. */
  private Map<String, Object> read(RecordComponent[] results, List<StepResult> entered) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent result : results) {
      String text = entered.stream().filter(row -> result.getName().equals(row.resultName())).findFirst()
          .map(StepResult::resultValue).filter(value -> !value.isBlank()).orElse(null);
      try {
        values.put(result.getName(), text == null ? null : binding.convertToVariable(result, text));
      } catch (IllegalArgumentException unreadable) {
        throw new UnreadableResult("%s: expected %s. Enter it again, or leave it empty when it is not known."
            .formatted(result.getName(), inWords(result.getType())));
      }
    }
    return values;
  }

  /** A person entered something that is not of the kind the step would have given. */
  static final class UnreadableResult extends RuntimeException {

    UnreadableResult(String message) {
      super(message);
    }
  }

  private boolean callsForAPerson(String definitionId) {
    return repository.createProcessDefinitionQuery()
        .processDefinitionId(definitionId).messageEventSubscriptionName(StepFailed.class.getSimpleName()).count() > 0;
  }

  private RecordComponent[] resultsOf(ServiceTask step) {
    try {
      return beans.getBean(step.getCamundaDelegateExpression().replaceAll("^\\$\\{|}$", ""), CareDelegate.class).results();
    } catch (NoSuchBeanDefinitionException | NullPointerException noDelegate) {
      return new RecordComponent[0];
    }
  }

  private static StepResult toEnter(RecordComponent result) {
    return new StepResult(result.getName(), inWords(result.getType()), null);
  }

  private static String inWords(Class<?> type) {
    return switch (type.getSimpleName()) {
      case "int", "Integer", "long", "Long" -> "whole number";
      case "double", "Double" -> "number";
      case "boolean", "Boolean" -> "true or false";
      case "Instant" -> "date and time, UTC, like 2026-03-10T14:00:00Z";
      case "LocalDate" -> "date like 2026-03-10";
      case "List" -> "list of codes, separated by commas";
      default -> "text or code";
    };
  }
}
