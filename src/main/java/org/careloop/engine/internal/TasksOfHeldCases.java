package org.careloop.engine.internal;

import java.util.function.Supplier;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.bpmn.behavior.UserTaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;

/** A task that opens while the clocks of its case stand does not become overdue either, nor does the timer on it fire. */
public final class TasksOfHeldCases extends AbstractBpmnParseListener {

  private final Supplier<CaseClocks> clocks;

  public TasksOfHeldCases(Supplier<CaseClocks> clocks) {
    this.clocks = clocks;
  }

  @Override
  public void parseUserTask(Element element, ScopeImpl scope, ActivityImpl activity) {
    ((UserTaskActivityBehavior) activity.getActivityBehavior()).getTaskDefinition().addBuiltInTaskListener(TaskListener.EVENTNAME_CREATE,
        task -> clocks.get().stopIfHeld((TaskEntity) task, EngineTime.now()));
  }
}
