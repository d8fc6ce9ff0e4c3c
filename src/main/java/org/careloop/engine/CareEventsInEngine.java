package org.careloop.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.EventSubscription;
import org.camunda.bpm.engine.runtime.Execution;
import org.camunda.bpm.engine.runtime.ExecutionQuery;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.careloop.engine.internal.AsProgram;
import org.careloop.engine.internal.CurrentCase;
import org.careloop.event.CareEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Tells news to the engine. The key of a case is locked before the engine is asked whether that case is open, so that two nodes with the
 * same news start one case.
 */
@Component
class CareEventsInEngine implements CareEvents {

  private static final Logger log = LoggerFactory.getLogger(CareEventsInEngine.class);

  private final RuntimeService runtime;
  private final RepositoryService repository;
  private final IdentityService identity;
  private final VariableBinding binding;
  private final CaseKeys keys;

  CareEventsInEngine(
      RuntimeService runtime, RepositoryService repository, IdentityService identity, VariableBinding binding, CaseKeys keys) {
    this.runtime = runtime;
    this.repository = repository;
    this.identity = identity;
    this.binding = binding;
    this.keys = keys;
  }

  @Override
  @Transactional(propagation = Propagation.MANDATORY)
  public Told tell(CareEvent event) {
    Map<String, Object> variables = binding.variables((Record) event);
    Told told = asCareloopItself(() ->
        startsAProtocol(event.messageName()) ? startOrContinue(event, variables) : continueOpenCases(event, variables, Told.NOBODY_WAITS));
    log.info("News {}: {}", event.messageName(), told);
    return told;
  }

  @Override
  @Transactional(propagation = Propagation.MANDATORY)
  public Told tell(CareEvent event, String caseId) {
    Map<String, Object> variables = binding.variables((Record) event);
    Told told = asCareloopItself(() -> {
      Set<String> parts = partsOf(caseId);
      int taken = deliver(event.messageName(), variables, ofPatient(event.messageName(), (String) variables.get("patientId")).list().stream()
          .filter(waiting -> parts.contains(waiting.getProcessInstanceId())).toList());
      return taken == 0 ? Told.NOBODY_WAITS : Told.CONTINUED;
    });
    log.info("News {}: {}", event.messageName(), told);
    return told;
  }

  @Override
  public boolean isOpen(Class<? extends CareEvent> startedBy, String businessKey) {
    return keys.isOpen(startedBy.getSimpleName(), businessKey);
  }

  /** Hands the news to every open case of this patient that waits for it; returns how many took it. */
  int tellCasesOfPatient(String messageName, String patientId, Map<String, Object> variables) {
    return tellCasesOfPatient(messageName, patientId, null, variables);
  }

  /** The same, but only to what is about this line of the patient's plan where one is given. */
  int tellCasesOfPatient(String messageName, String patientId, @Nullable String itemId, Map<String, Object> variables) {
    ExecutionQuery waiting = ofPatient(messageName, patientId);
    return deliver(messageName, variables, (itemId == null ? waiting : waiting.processVariableValueEquals("itemId", itemId)).list());
  }

  /**
   * The same, told by a step of a case. What would end something in that case itself is left out: a case learns from what it called what
   * came of it.
   */
  int tellCasesOfPatientFrom(String tellingCase, String messageName, String patientId, Map<String, Object> variables) {
    Set<String> own = partsOf(tellingCase);
    return deliver(messageName, variables, ofPatient(messageName, patientId).list().stream()
        .filter(waiting -> !own.contains(waiting.getProcessInstanceId()) || !endsSomething(messageName, waiting)).toList());
  }

  private Set<String> partsOf(String caseId) {
    return runtime.createProcessInstanceQuery().rootProcessInstanceId(caseId).list().stream().map(Execution::getId).collect(Collectors.toSet());
  }

  private ExecutionQuery waitingFor(String messageName) {
    return runtime.createExecutionQuery().messageEventSubscriptionName(messageName);
  }

  private ExecutionQuery ofPatient(String messageName, String patientId) {
    return waitingFor(messageName).processVariableValueEquals("patientId", patientId);
  }

  /** Whether what waits here is drawn to end what runs when the news comes. */
  private boolean endsSomething(String messageName, Execution waiting) {
    var model = repository.getBpmnModelInstance(runtime.createProcessInstanceQuery().processInstanceId(waiting.getProcessInstanceId())
        .singleResult().getProcessDefinitionId());
    return runtime.createEventSubscriptionQuery().executionId(waiting.getId()).eventName(messageName).list().stream()
        .map(subscription -> model.<ModelElementInstance>getModelElementById(subscription.getActivityId()))
        .anyMatch(event -> event instanceof StartEvent start && start.isInterrupting()
            || event instanceof BoundaryEvent edge && edge.cancelActivity());
  }

  private Told startOrContinue(CareEvent event, Map<String, Object> variables) {
    String instance = keys.lock(event.messageName(), event.businessKey());
    Told open = continueOpenCases(event, variables, Told.ALREADY_OPEN);
    if (keys.isRunning(instance)) {
      return open;
    }
    String started = runtime.createMessageCorrelation(event.messageName())
        .processInstanceBusinessKey(event.businessKey())
        .setVariables(variables)
        .correlateStartMessage()
        .getId();
    keys.opened(event.messageName(), event.businessKey(), started);
    return Told.STARTED;
  }

  private Told continueOpenCases(CareEvent event, Map<String, Object> variables, Told otherwise) {
    int taken = event.businessKey() == null
        ? tellCasesOfPatient(event.messageName(), (String) variables.get("patientId"), (String) variables.get("itemId"), variables)
        : deliver(event.messageName(), variables, waitingFor(event.messageName()).processInstanceBusinessKey(event.businessKey()).list());
    return taken == 0 ? otherwise : Told.CONTINUED;
  }

  /** What the news does not say stays as the case knows it. */
  private int deliver(String messageName, Map<String, Object> news, List<Execution> executions) {
    Map<String, Object> variables = new HashMap<>(news);
    variables.values().removeIf(Objects::isNull);
    int taken = 0;
    for (String execution : executions.stream().map(Execution::getId).toList()) {
      if (CurrentCase.has(execution)) {
        onceThisStepIsOver(() -> receive(messageName, execution, variables));
        taken++;
      } else if (receive(messageName, execution, variables)) {
        taken++;
      }
    }
    return taken;
  }

  private boolean receive(String messageName, String execution, Map<String, Object> variables) {
    boolean waits = stillWaits(messageName, execution);
    if (waits) {
      runtime.messageEventReceived(messageName, execution, variables);
    }
    return waits;
  }

  /** What a case tells itself may end the very step that tells it: that step is let out first, in the same transaction. */
  private static void onceThisStepIsOver(Runnable work) {
    TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
      @Override
      public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
      }

      @Override
      public void beforeCommit(boolean readOnly) {
        work.run();
      }
    });
  }

  /** An earlier delivery may have ended what waited here. */
  private boolean stillWaits(String messageName, String execution) {
    return runtime.createEventSubscriptionQuery().executionId(execution).list().stream()
        .map(EventSubscription::getEventName).anyMatch(messageName::equals);
  }

  private boolean startsAProtocol(String messageName) {
    return repository.createProcessDefinitionQuery().messageEventSubscriptionName(messageName).count() > 0;
  }

  /** Whoever brought the news has no rights in the engine and needs none: it is Careloop that starts and continues cases. */
  private <T> T asCareloopItself(Supplier<T> work) {
    return AsProgram.ask(identity, work);
  }
}
