package org.careloop.engine.internal;

import java.util.function.Consumer;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.util.xml.Element;

/** Says that a case is over, at its end or when somebody ends it by hand. Processes that a case calls are no case. */
public final class CaseEnding extends AbstractBpmnParseListener {

  private final Consumer<String> ended;

  /** @param ended takes the id of the root instance */
  public CaseEnding(Consumer<String> ended) {
    this.ended = ended;
  }

  @Override
  public void parseProcess(Element element, ProcessDefinitionEntity process) {
    process.addBuiltInListener(ExecutionListener.EVENTNAME_END, (ExecutionListener) execution -> {
      ExecutionEntity instance = ((ExecutionEntity) execution).getProcessInstance();
      if (instance.getId().equals(instance.getRootProcessInstanceId())) {
        ended.accept(instance.getId());
      }
    });
  }
}
