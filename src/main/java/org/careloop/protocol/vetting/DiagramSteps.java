package org.careloop.protocol.vetting;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.CatchEvent;
import org.camunda.bpm.model.bpmn.instance.ResourceRole;
import org.camunda.bpm.model.bpmn.instance.SendTask;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.TimerEventDefinition;
import org.camunda.bpm.model.bpmn.instance.UserTask;

/** The rules of the house for steps: what a person's task must carry, and that forms, tables, processes and delegates are there. */
final class DiagramSteps {

  private static final List<String> WORK = List.of("delegateExpression", "expression", "class", "type");

  private DiagramSteps() {}

  static void check(BpmnModelInstance model, Known known, Notes notes) {
    model.getModelElementsByType(UserTask.class).forEach(task -> checkUserTask(task, model, known, notes));
    Stream.of(ServiceTask.class, SendTask.class, BusinessRuleTask.class).flatMap(type -> model.getModelElementsByType(type).stream())
        .map(Activity.class::cast).forEach(step -> checkStep(step, known, notes));
    model.getModelElementsByType(BusinessRuleTask.class).stream().filter(task -> task.getCamundaDecisionRef() != null)
        .forEach(task -> checkDecision(task, known, notes));
    model.getModelElementsByType(CallActivity.class).forEach(call -> checkCall(call, known, notes));
    model.getModelElementsByType(Activity.class).forEach(step ->
        StepInputs.checkTemplate(step, known.vocabulary(), DiagramProcess.describe(step), notes));
  }

  private static void checkUserTask(UserTask task, BpmnModelInstance model, Known known, Notes notes) {
    String where = DiagramProcess.describe(task);
    String form = task.getCamundaFormRef();
    // Forms of another kind and computed references have been refused as such.
    if (form == null || !Expressions.contains(form)) {
      boolean otherForm = form == null && (task.getCamundaFormKey() != null || hasFormData(task));
      notes.addUnless(otherForm || form != null && known.forms().contains(form), Rule.MISSING_FORM, where,
          form == null ? "no form" : "there is no form \"%s\"".formatted(form));
      notes.addUnless(form == null || "deployment".equals(task.getCamundaFormRefBinding()), Rule.BINDING, where,
          "form binding \"%s\"".formatted(task.getCamundaFormRefBinding()));
    }
    List<String> groups = task.getCamundaCandidateGroupsList();
    Set<String> ours = known.vocabulary().groups();
    notes.addUnless(!groups.isEmpty() && ours.containsAll(groups), Rule.CANDIDATE_GROUPS, where,
        groups.isEmpty() ? "no candidate group" : "candidate groups \"%s\", known are %s".formatted(String.join(", ", groups), String.join(", ", ours)));
    notes.addUnless(task.getChildElementsByType(ResourceRole.class).isEmpty(), Rule.OTHER_ASSIGNMENT, where, "people are assigned by a resource role");
    notes.addUnless(task.getCamundaDueDate() != null && !task.getCamundaDueDate().isBlank(), Rule.DUE_DATE, where, "no due date");
    notes.addUnless(DiagramProcess.hasDocumentation(task), Rule.TASK_DOCUMENTATION, where, "no documentation for the person who does it");
    notes.addUnless(hasOverdueTimer(task, model), Rule.OVERDUE_TIMER, where, "no timer for when it is overdue");
  }

  /** At the task itself, or in an event sub-process that watches over all tasks beside it. */
  private static boolean hasOverdueTimer(UserTask task, BpmnModelInstance model) {
    return model.getModelElementsByType(BoundaryEvent.class).stream()
            .anyMatch(event -> task.equals(event.getAttachedTo()) && !event.cancelActivity() && isTimer(event))
        || model.getModelElementsByType(StartEvent.class).stream()
            .anyMatch(event -> !event.isInterrupting() && isTimer(event) && event.getParentElement() instanceof SubProcess watch
                && watch.triggeredByEvent() && watch.getParentElement().equals(task.getParentElement()));
  }

  private static boolean isTimer(CatchEvent event) {
    return event.getEventDefinitions().stream().anyMatch(TimerEventDefinition.class::isInstance);
  }

  private static boolean hasFormData(UserTask task) {
    return task.getExtensionElements() != null && task.getExtensionElements().getElements().stream()
        .anyMatch(extension -> extension.getElementType().getTypeName().equals("formData"));
  }

  private static void checkStep(Activity step, Known known, Notes notes) {
    String where = DiagramProcess.describe(step);
    boolean works = WORK.stream().anyMatch(attribute -> step.getAttributeValueNs(Xml.CAMUNDA, attribute) != null)
        || step instanceof BusinessRuleTask table && table.getCamundaDecisionRef() != null
        || step.getExtensionElements() != null && step.getExtensionElements().getElements().stream()
            .anyMatch(extension -> extension.getElementType().getTypeName().equals("connector"));
    notes.addUnless(works, Rule.NO_WORK, where, "nothing is named that it does");
    if (step.getAttributeValueNs(Xml.CAMUNDA, "delegateExpression") != null) {
      notes.addUnless(step.isCamundaAsyncBefore(), Rule.ASYNC_BEFORE, where, "not asynchronous before");
      StepInputs.check(step, known.vocabulary(), where, notes);
    }
  }

  private static void checkDecision(BusinessRuleTask task, Known known, Notes notes) {
    String where = DiagramProcess.describe(task);
    if (Expressions.contains(task.getCamundaDecisionRef())) {
      return;
    }
    notes.addUnless(known.tables().contains(task.getCamundaDecisionRef()), Rule.MISSING_TABLE, where,
        "there is no table \"%s\"".formatted(task.getCamundaDecisionRef()));
    notes.addUnless("deployment".equals(task.getCamundaDecisionRefBinding()), Rule.BINDING, where,
        "table binding \"%s\"".formatted(task.getCamundaDecisionRefBinding()));
    notes.addUnless(task.getCamundaResultVariable() != null && task.getCamundaMapDecisionResult() != null, Rule.DECISION_RESULT, where,
        task.getCamundaResultVariable() == null ? "no result variable" : "no mapping of the result");
  }

  private static void checkCall(CallActivity call, Known known, Notes notes) {
    String where = DiagramProcess.describe(call);
    String called = call.getCalledElement();
    if (called != null && Expressions.contains(called)) {
      return;
    }
    notes.addUnless(called != null && known.processes().contains(called), Rule.MISSING_PROCESS, where,
        called == null ? "no process is named" : "there is no process \"%s\"".formatted(called));
    notes.addUnless(called == null || "deployment".equals(call.getCamundaCalledElementBinding()), Rule.BINDING, where,
        "process binding \"%s\"".formatted(call.getCamundaCalledElementBinding()));
  }
}
