package org.careloop.protocol.vetting;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.MessageEventDefinition;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.Decision;

/** The rules that hold between the files of a set: nothing is there twice, nothing lies about unused. */
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

  private static List<String> list(String reference) {
    return reference == null ? new ArrayList<>() : List.of(reference);
  }
}
