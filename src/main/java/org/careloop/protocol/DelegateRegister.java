package org.careloop.protocol;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.SendTask;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.stereotype.Component;

/** The delegates that diagrams may name. A diagram in use that names one which is not here would fail on a patient; the start-up fails instead. */
@Component
class DelegateRegister {

  private final ListableBeanFactory beans;
  private final RepositoryService repository;
  private final RuntimeService runtime;

  DelegateRegister(ListableBeanFactory beans, RepositoryService repository, RuntimeService runtime) {
    this.beans = beans;
    this.repository = repository;
    this.runtime = runtime;
  }

  /** Throws, naming each, when a diagram of the released set or of a case still open names a delegate that does not exist. */
  void refuseMissing() {
    Collection<String> known = List.of(beans.getBeanNamesForType(JavaDelegate.class));
    Collection<String> missing = new TreeSet<>();
    for (ProcessDefinition diagram : inUse()) {
      namedIn(diagram).filter(name -> !known.contains(name)).forEach(name -> missing.add(
          "%s (version %s) names the delegate %s, which this program does not have".formatted(diagram.getKey(), diagram.getVersionTag(), name)));
    }
    if (!missing.isEmpty()) {
      throw new IllegalStateException("Diagrams in use name delegates that do not exist. Put the delegate back or end the cases first: " + missing);
    }
  }

  private List<ProcessDefinition> inUse() {
    return repository.createProcessDefinitionQuery().list().stream()
        .filter(diagram -> isLatest(diagram) || runtime.createProcessInstanceQuery().processDefinitionId(diagram.getId()).count() > 0)
        .toList();
  }

  private boolean isLatest(ProcessDefinition diagram) {
    return repository.createProcessDefinitionQuery().processDefinitionKey(diagram.getKey()).latestVersion().singleResult().getId()
        .equals(diagram.getId());
  }

  private Stream<String> namedIn(ProcessDefinition diagram) {
    var model = repository.getBpmnModelInstance(diagram.getId());
    return Stream.of(
            model.getModelElementsByType(ServiceTask.class).stream().map(ServiceTask::getCamundaDelegateExpression),
            model.getModelElementsByType(SendTask.class).stream().map(SendTask::getCamundaDelegateExpression),
            model.getModelElementsByType(BusinessRuleTask.class).stream().map(BusinessRuleTask::getCamundaDelegateExpression))
        .flatMap(names -> names)
        .filter(Objects::nonNull)
        .map(expression -> expression.replaceAll("^\\$\\{|}$", ""));
  }
}
