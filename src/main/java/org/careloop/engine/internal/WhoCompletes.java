package org.careloop.engine.internal;

import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.bpmn.behavior.UserTaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;

/**
 * Keeps the user id of whoever completed the last task of a process in its variable {@code performedBy}, so that a record can say who did it.
 * Where it was the patient, by a link, that is {@code patient}, and so is {@code answeredBy}, until somebody of the care team completes the next.
 */
public final class WhoCompletes extends AbstractBpmnParseListener {

  /** Who acts, as logs say it, where a patient does by a link: no account can have this id, for a colon is allowed in none. */
  public static final String PATIENT_BY_LINK = "patient:link";

  private static final String VARIABLE = "performedBy";
  private static final String ANSWERED_BY = "answeredBy";
  private static final String PATIENT = "patient";
  private static final String CARE_TEAM = "careTeam";

  @Override
  public void parseUserTask(Element element, ScopeImpl scope, ActivityImpl activity) {
    ((UserTaskActivityBehavior) activity.getActivityBehavior()).getTaskDefinition().addBuiltInTaskListener(TaskListener.EVENTNAME_COMPLETE, task -> {
      ExecutionEntity process = ((TaskEntity) task).getProcessInstance();
      String person = Context.getCommandContext().getAuthenticatedUserId();
      boolean byLink = PATIENT_BY_LINK.equals(person);
      if (byLink) {
        process.setVariable(ANSWERED_BY, PATIENT);
      } else if (PATIENT.equals(process.getVariable(VARIABLE)) && PATIENT.equals(process.getVariable(ANSWERED_BY))) {
        process.setVariable(ANSWERED_BY, CARE_TEAM);
      }
      process.setVariable(VARIABLE, byLink ? PATIENT : person);
    });
  }
}
