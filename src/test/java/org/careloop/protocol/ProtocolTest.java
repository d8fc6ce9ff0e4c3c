package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.community.process_test_coverage.engine.platform7.ElementCoverageParseListener;
import org.careloop.WholeProgramTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Walks one diagram in the whole program. After a class, each flow node and sequence flow of its diagram must have been walked. */
public abstract class ProtocolTest extends WholeProgramTest {

  private final Set<String> walked = ConcurrentHashMap.newKeySet();

  /** The diagram that this class must walk whole, by its id. */
  protected abstract String diagram();

  @BeforeAll
  void watchTheWay() {
    BpmnAwareTests.init(engine);
    var configuration = (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
    Stream.of(configuration.getCustomPreBPMNParseListeners(), configuration.getCustomPostBPMNParseListeners())
        .filter(listeners -> listeners != null)
        .flatMap(List::stream)
        .filter(ElementCoverageParseListener.class::isInstance)
        .map(ElementCoverageParseListener.class::cast)
        .forEach(listener -> listener.setCoverageState(event -> {
          if (diagram().equals(event.getModelKey())) {
            walked.add(event.getDefinitionKey());
          }
        }));
  }

  @AfterAll
  void everyPathWasWalked() {
    String definition = repository.createProcessDefinitionQuery().processDefinitionKey(diagram()).latestVersion().singleResult().getId();
    var model = repository.getBpmnModelInstance(definition);
    Set<String> missed = new TreeSet<>();
    model.getModelElementsByType(FlowNode.class).forEach(node -> missed.add(node.getId()));
    model.getModelElementsByType(SequenceFlow.class).forEach(flow -> missed.add(flow.getId()));
    missed.removeAll(walked);
    assertThat(missed).as("flow nodes and sequence flows of %s that no test walked", diagram()).isEmpty();
  }
}
