package org.careloop.protocol.vetting;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.MessageEventDefinition;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.SignalEventDefinition;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.ThrowEvent;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.Decision;

/** The rules that hold between the files of a set: nothing is there twice, nothing lies about unused, no signal goes unheard. */
final class SetRules {

  private SetRules() {}

  static void checkNews(Map<String, BpmnModelInstance> diagrams, List<Finding> findings) {
    Map<String, String> started = new TreeMap<>();
    diagrams.forEach((path, model) -> {
      for (StartEvent start : model.getModelElementsByType(StartEvent.class)) {
        start.getEventDefinitions().stream().filter(definition -> start.getParentElement() instanceof Process)
            .filter(MessageEventDefinition.class::isInstance).map(MessageEventDefinition.class::cast)
            .filter(definition -> definition.getMessage() != null && definition.getMessage().getName() != null)
            .forEach(definition -> {
              String news = definition.getMessage().getName();
              String first = started.putIfAbsent(news, path);
              if (first != null) {
                new Notes(path, findings).add(Rule.NEWS_TWICE, DiagramProcess.describe(start), "%s starts %s, too".formatted(news, first));
              }
            });
      }
    });
  }

  /** A signal reaches every diagram that catches its name; the engine says nothing when there is none. */
  static void checkSignals(Map<String, BpmnModelInstance> diagrams, List<Finding> findings) {
    Set<String> thrown = new TreeSet<>();
    Set<String> caught = new TreeSet<>();
    diagrams.values().forEach(model -> signals(model).forEach(signal -> (isThrown(signal) ? thrown : caught).add(signal.getSignal().getName())));
    diagrams.forEach((path, model) -> {
      Notes notes = new Notes(path, findings);
      for (SignalEventDefinition signal : signals(model)) {
        String name = signal.getSignal().getName();
        String where = DiagramProcess.describe((BaseElement) signal.getParentElement());
        if (isThrown(signal)) {
          notes.addUnless(caught.contains(name), Rule.SIGNAL_UNHEARD, where, "no diagram catches signal \"%s\"".formatted(name));
        } else {
          notes.addUnless(thrown.contains(name), Rule.SIGNAL_SILENT, where, "no diagram throws signal \"%s\"".formatted(name));
        }
      }
    });
  }

  static void checkUse(Map<String, BpmnModelInstance> diagrams, Known known, List<Finding> findings) {
    Set<String> forms = new TreeSet<>(known.forms());
    Set<String> tables = new TreeSet<>(known.tables());
    for (BpmnModelInstance model : diagrams.values()) {
      model.getModelElementsByType(UserTask.class).forEach(task -> forms.removeAll(list(task.getCamundaFormRef())));
      model.getModelElementsByType(StartEvent.class).forEach(start ->
          forms.removeAll(list(start.getAttributeValueNs(Xml.CAMUNDA, "formRef"))));
      model.getModelElementsByType(BusinessRuleTask.class).forEach(task -> tables.removeAll(list(task.getCamundaDecisionRef())));
    }
    forms.forEach(form -> new Notes("forms/" + form + ".form", findings).add(Rule.UNUSED, "", "no task shows this form"));
    tables.forEach(table -> new Notes("decisions/" + table + ".dmn", findings).add(Rule.UNUSED, "", "no diagram asks this table"));
  }

  static void checkDecisionKeys(Map<String, DmnModelInstance> tables, List<Finding> findings) {
    Map<String, String> seen = new TreeMap<>();
    tables.forEach((path, model) -> {
      for (Decision decision : model.getModelElementsByType(Decision.class)) {
        String first = seen.putIfAbsent(decision.getId(), path);
        if (first != null) {
          new Notes(path, findings).add(Rule.DECISION_TWICE, Xml.describe("decision", decision.getName(), decision.getId()),
              "%s has a decision of this id, too".formatted(first));
        }
      }
    });
  }

  /** A computed name has been refused as such; without a name the engine takes none. */
  private static List<SignalEventDefinition> signals(BpmnModelInstance model) {
    return model.getModelElementsByType(SignalEventDefinition.class).stream().filter(definition -> definition.getSignal() != null
        && definition.getSignal().getName() != null && !Expressions.contains(definition.getSignal().getName())).toList();
  }

  private static boolean isThrown(SignalEventDefinition signal) {
    return signal.getParentElement() instanceof ThrowEvent;
  }

  private static List<String> list(String reference) {
    return reference == null ? new ArrayList<>() : List.of(reference);
  }
}
