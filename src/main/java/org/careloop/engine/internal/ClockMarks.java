package org.careloop.engine.internal;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.TimerEventDefinition;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaIn;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputParameter;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.careloop.calendar.RemainingTime.Unit;

/**
 * What a diagram says about the clock of a timer or task: the extension property {@code clock}, and whether its due date counts business
 * days. The property stands on the event, on the activity, or on whatever encloses it: sub-process, process, the call that led there.
 */
final class ClockMarks {

  private static final String PROPERTY = "clock";
  private static final String RUNS_ON = "runs-on";
  private static final String BUSINESS_DAYS = "business-days";
  private static final Set<String> DAY_TIMES = Set.of("23:59:59", "08:00", "09:00");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\s*(\\w+)\\s*}");
  private static final Pattern WINDOW = Pattern.compile("calendar\\.due\\([^,]+,\\s*([\\w.]+)\\s*\\)");
  private static final int DEPTH = 6;

  private ClockMarks() {}

  /** True where the clock goes on while the case is on hold. */
  static boolean runsOn(ExecutionEntity execution, String activityId) {
    return mark(execution, activityId, RUNS_ON);
  }

  /**
   * What the due date counts in.
   *
   * @param localTime of the due date in the practice's zone: day windows end, and planned days begin, at fixed times
   */
  static Unit unit(ExecutionEntity execution, String activityId, String localTime) {
    if (mark(execution, activityId, BUSINESS_DAYS) || countsBusinessDays(dueExpression(execution, activityId), execution, activityId, DEPTH)) {
      return Unit.BUSINESS_DAYS;
    }
    return DAY_TIMES.contains(localTime) ? Unit.DAYS : Unit.TIME;
  }

  private static boolean mark(ExecutionEntity execution, String activityId, String value) {
    ModelElementInstance element = element(execution, activityId);
    if (element instanceof BoundaryEvent event && marked(event, value)) {
      return true;
    }
    for (ModelElementInstance scope = element instanceof BoundaryEvent event ? event.getAttachedTo() : element;
        scope instanceof BaseElement base; scope = scope.getParentElement()) {
      if (marked(base, value)) {
        return true;
      }
    }
    ExecutionEntity caller = execution.getProcessInstance().getSuperExecution();
    return caller != null && mark(caller, caller.getActivityId(), value);
  }

  private static boolean marked(BaseElement element, String value) {
    if (element.getExtensionElements() == null) {
      return false;
    }
    return element.getExtensionElements().getElementsQuery().filterByType(CamundaProperties.class).list().stream()
        .flatMap(properties -> properties.getCamundaProperties().stream())
        .anyMatch(property -> PROPERTY.equals(property.getCamundaName()) && value.equals(property.getCamundaValue()));
  }

  private static String dueExpression(ExecutionEntity execution, String activityId) {
    ModelElementInstance element = element(execution, activityId);
    if (element instanceof UserTask task) {
      return task.getCamundaDueDate();
    }
    Collection<TimerEventDefinition> timers = element == null ? List.of() : element.getChildElementsByType(TimerEventDefinition.class);
    return timers.stream().map(TimerEventDefinition::getTimeDate).filter(Objects::nonNull).map(ModelElementInstance::getTextContent)
        .findFirst().orElse(null);
  }

  /** A due date that only names a variable is followed to where the diagrams compute it: an input, or what the caller handed over. */
  private static boolean countsBusinessDays(String expression, ExecutionEntity execution, String activityId, int depth) {
    if (expression == null || depth == 0) {
      return false;
    }
    if (expression.contains("businessDaysAfter") || expression.contains("'BD")) {
      return true;
    }
    Matcher window = WINDOW.matcher(expression);
    if (window.find()) {
      return execution.getVariable(window.group(1)) instanceof String text && text.startsWith("BD");
    }
    Matcher variable = VARIABLE.matcher(expression);
    return variable.matches() && (computedHere(variable.group(1), execution, activityId)
        .anyMatch(text -> countsBusinessDays(text, execution, activityId, depth - 1))
        || computedByCaller(variable.group(1), execution, depth));
  }

  private static Stream<String> computedHere(String variable, ExecutionEntity execution, String activityId) {
    ModelElementInstance element = element(execution, activityId);
    ModelElementInstance activity = element instanceof BoundaryEvent event ? event.getAttachedTo() : element;
    return inside(activity, CamundaInputParameter.class).filter(input -> variable.equals(input.getCamundaName()))
        .map(ModelElementInstance::getTextContent);
  }

  private static boolean computedByCaller(String variable, ExecutionEntity execution, int depth) {
    ExecutionEntity caller = execution.getProcessInstance().getSuperExecution();
    if (caller == null || !(element(caller, caller.getActivityId()) instanceof CallActivity call)) {
      return false;
    }
    return inside(call, CamundaIn.class).filter(in -> variable.equals(in.getCamundaTarget()))
        .map(in -> in.getCamundaSourceExpression() != null ? in.getCamundaSourceExpression() : "${" + in.getCamundaSource() + "}")
        .anyMatch(text -> countsBusinessDays(text, caller, caller.getActivityId(), depth - 1));
  }

  private static <T extends ModelElementInstance> Stream<T> inside(ModelElementInstance element, Class<T> type) {
    if (!(element instanceof BaseElement base) || base.getExtensionElements() == null) {
      return Stream.empty();
    }
    return base.getModelInstance().getModelElementsByType(type).stream().map(type::cast)
        .filter(found -> within(found, base.getExtensionElements()));
  }

  private static boolean within(ModelElementInstance part, ModelElementInstance whole) {
    for (ModelElementInstance at = part; at != null; at = at.getParentElement()) {
      if (at.equals(whole)) {
        return true;
      }
    }
    return false;
  }

  private static ModelElementInstance element(ExecutionEntity execution, String activityId) {
    BpmnModelInstance model = execution.getBpmnModelInstance();
    return activityId == null ? null : model.getModelElementById(activityId);
  }
}
