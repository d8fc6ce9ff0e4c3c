package org.careloop.protocol.vetting;

import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.Error;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.InclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;

/** The rules of the house for the ways through a diagram: every decision is a question with answers, every end an outcome, every error a code. */
final class DiagramWays {

  private DiagramWays() {}

  static void check(BpmnModelInstance model, Known known, Notes notes) {
    for (FlowNode node : model.getModelElementsByType(FlowNode.class)) {
      boolean decides = node instanceof ExclusiveGateway || node instanceof InclusiveGateway;
      if (decides && node.getOutgoing().size() > 1) {
        checkDecision(node, notes);
      }
    }
    model.getModelElementsByType(EndEvent.class).forEach(end ->
        notes.addUnless(isLabelled(end), Rule.LABEL, DiagramProcess.describe(end), "the outcome is not named"));
    model.getModelElementsByType(Activity.class).forEach(activity ->
        notes.addUnless(isLabelled(activity), Rule.LABEL, DiagramProcess.describe(activity), "no label"));
    for (SequenceFlow flow : model.getModelElementsByType(SequenceFlow.class)) {
      boolean tied = flow.getSource() != null && flow.getTarget() != null && flow.getSource().getOutgoing().contains(flow)
          && flow.getTarget().getIncoming().contains(flow);
      notes.addUnless(tied, Rule.LOOSE_ARROW, arrow(flow), "not listed at both of its ends");
    }
    model.getModelElementsByType(ErrorEventDefinition.class).forEach(definition -> checkError(definition, known, notes));
  }

  private static void checkDecision(FlowNode gateway, Notes notes) {
    notes.addUnless(isLabelled(gateway), Rule.GATEWAY_QUESTION, DiagramProcess.describe(gateway), "the question is missing");
    SequenceFlow otherwise = gateway instanceof ExclusiveGateway choice ? choice.getDefault() : ((InclusiveGateway) gateway).getDefault();
    notes.addUnless(otherwise != null || gateway instanceof InclusiveGateway, Rule.DEFAULT_WAY, DiagramProcess.describe(gateway), "no default way out");
    for (SequenceFlow way : gateway.getOutgoing()) {
      notes.addUnless(isLabelled(way), Rule.WAY_LABEL, arrow(way), "the way out has no label");
      boolean conditioned = way.getConditionExpression() != null && !way.getConditionExpression().getTextContent().isBlank();
      // Without any default the gateway itself has been found at fault.
      notes.addUnless(conditioned || way.equals(otherwise) || otherwise == null, Rule.WAY_CONDITION, arrow(way), "the way out has no condition");
    }
  }

  private static void checkError(ErrorEventDefinition definition, Known known, Notes notes) {
    Error error = definition.getError();
    String where = definition.getParentElement() instanceof FlowNode event ? DiagramProcess.describe(event) : "";
    String code = error == null ? null : error.getErrorCode();
    if (code == null || !code.matches("[a-z]+(-[a-z]+)*")) {
      notes.add(Rule.ERROR_CODE, where, code == null ? "an error without a code" : "error code \"%s\"".formatted(code));
    } else if (definition.getParentElement() instanceof BoundaryEvent boundary && boundary.getAttachedTo() != null) {
      String name = Expressions.delegateIn(boundary.getAttachedTo().getAttributeValueNs(Xml.CAMUNDA, "delegateExpression"));
      Vocabulary.Delegate delegate = name == null ? null : known.vocabulary().delegates().get(name);
      notes.addUnless(delegate == null || delegate.refusals().contains(code), Rule.UNKNOWN_ERROR, where,
          "%s never refuses with \"%s\"".formatted(name, code));
    }
  }

  private static boolean isLabelled(FlowElement element) {
    return element.getName() != null && !element.getName().isBlank();
  }

  private static String arrow(SequenceFlow flow) {
    if (isLabelled(flow) || flow.getSource() == null) {
      return DiagramProcess.describe(flow);
    }
    String from = flow.getSource().getName() == null ? flow.getSource().getId() : flow.getSource().getName();
    return "arrow from \"%s\" (%s)".formatted(Expressions.shortened(from), flow.getId());
  }
}
