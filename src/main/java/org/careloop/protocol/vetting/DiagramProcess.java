package org.careloop.protocol.vetting;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.EventDefinition;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Message;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnEdge;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;

/** The rules of the house for a diagram as a whole: its process, the news it speaks of, ids, and that everything is drawn. */
final class DiagramProcess {

  private static final Pattern GENERATED_ID = Pattern.compile("(?:Activity|Event|Gateway|Flow|Process|Task|StartEvent)_[0-9a-z]{6,8}");

  private DiagramProcess() {}

  static void check(String id, BpmnModelInstance model, Known known, Notes notes) {
    Collection<Process> processes = model.getModelElementsByType(Process.class);
    notes.addUnless(processes.size() == 1, Rule.ONE_PROCESS, "", "%d processes".formatted(processes.size()));
    if (processes.size() == 1) {
      checkProcess(id, processes.iterator().next(), notes);
    }
    for (Message message : model.getModelElementsByType(Message.class)) {
      // A computed name has been refused as such.
      if (message.getName() == null || !Expressions.contains(message.getName())) {
        notes.addUnless(message.getName() != null && known.vocabulary().news().contains(message.getName()), Rule.UNKNOWN_NEWS,
            Xml.describe("message", message.getName(), message.getId()), "message \"%s\"".formatted(message.getName()));
      }
    }
    DiagramStart.check(model, known, notes);
    checkIds(model, notes);
    checkDrawing(model, notes);
  }

  static String describe(BaseElement element) {
    return Xml.describe(element.getElementType().getTypeName(), element.getAttributeValue("name"), element.getId());
  }

  private static void checkProcess(String id, Process process, Notes notes) {
    String where = describe(process);
    notes.addUnless(process.getId().equals(id), Rule.MODEL_ID, where, "id \"%s\", expected %s".formatted(process.getId(), id));
    notes.addUnless(process.isExecutable(), Rule.NOT_EXECUTABLE, where, "the process is not marked executable");
    notes.addUnless(process.getName() != null && !process.getName().isBlank(), Rule.LABEL, where, "the process has no name");
    notes.addUnless(hasDocumentation(process), Rule.DOCUMENTATION, where, "the process has no documentation");
    Release.checkVersion(process.getCamundaVersionTag(), where, notes);
    Release.checkTimeToLive(process.getCamundaHistoryTimeToLiveString(), where, notes);
  }

  static boolean hasDocumentation(BaseElement element) {
    return element.getDocumentations().stream().anyMatch(text -> !text.getTextContent().isBlank());
  }

  private static void checkIds(BpmnModelInstance model, Notes notes) {
    for (BaseElement element : model.getModelElementsByType(BaseElement.class)) {
      notes.addUnless(element.getId() == null || !GENERATED_ID.matcher(element.getId()).matches(), Rule.GENERATED_ID, describe(element),
          "id %s".formatted(element.getId()));
    }
    for (EventDefinition definition : model.getModelElementsByType(EventDefinition.class)) {
      notes.addUnless(definition.getId() != null, Rule.NO_ID,
          definition.getParentElement() instanceof BaseElement event ? describe(event) : "", "its %s has no id".formatted(
              definition.getElementType().getTypeName()));
    }
  }

  private static void checkDrawing(BpmnModelInstance model, Notes notes) {
    Set<BaseElement> drawn = new HashSet<>();
    model.getModelElementsByType(BpmnShape.class).forEach(shape -> drawn.add(shape.getBpmnElement()));
    model.getModelElementsByType(BpmnEdge.class).forEach(edge -> drawn.add(edge.getBpmnElement()));
    for (Class<? extends BaseElement> type : List.of(FlowNode.class, SequenceFlow.class)) {
      model.getModelElementsByType(type).forEach(element ->
          notes.addUnless(drawn.contains(element), Rule.NOT_DRAWN, describe(element), "not in the drawing"));
    }
  }
}
