package org.careloop.engine.internal;

import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.bpmn.behavior.UserTaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;

/** Keeps the user id of whoever completed the last task of a process in its variable {@code performedBy}, so that a record can say who did it. */
public final class WhoCompletes extends AbstractBpmnParseListener {

  private static final String VARIABLE = "performedBy";

  @Override
  public void parseUserTask(Element element, ScopeImpl scope, ActivityImpl activity) {
    ((UserTaskActivityBehavior) activity.getActivityBehavior()).getTaskDefinition().addBuiltInTaskListener(TaskListener.EVENTNAME_COMPLETE,
        task -> ((TaskEntity) task).getProcessInstance().setVariable(VARIABLE, Context.getCommandContext().getAuthenticatedUserId()));
  }
}
