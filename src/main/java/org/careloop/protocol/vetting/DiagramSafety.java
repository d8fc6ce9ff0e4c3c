package org.careloop.protocol.vetting;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.careloop.protocol.vetting.Expressions.Place;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Looks at every element, attribute and text of a diagram for what could run code or reach data: extensions that are not known here are
 * refused, and so is an expression wherever none is expected. Reads the XML itself, so that nothing is left out that a model class leaves out.
 */
final class DiagramSafety {

  private static final Map<String, Rule> REFUSED_ELEMENTS = Map.of("script", Rule.SCRIPT, "executionListener", Rule.LISTENER,
      "taskListener", Rule.LISTENER, "field", Rule.FIELD, "connector", Rule.CONNECTOR, "formData", Rule.GENERATED_FORM,
      "validation", Rule.GENERATED_FORM);
  private static final Map<String, Rule> REFUSED_ATTRIBUTES = Map.of("class", Rule.JAVA_CLASS, "variableMappingClass", Rule.VARIABLE_MAPPING,
      "variableMappingDelegateExpression", Rule.VARIABLE_MAPPING, "formHandlerClass", Rule.FORM_HANDLER, "type", Rule.TASK_TYPE,
      "topic", Rule.TASK_TYPE, "resource", Rule.SCRIPT_RESOURCE, "formKey", Rule.FORM_KEY);
  private static final Map<String, Rule> REFUSED_BPMN = Map.of("scriptTask", Rule.SCRIPT, "globalScriptTask", Rule.SCRIPT, "script", Rule.SCRIPT,
      "import", Rule.IMPORT, "itemDefinition", Rule.ITEM_DEFINITION);
  private static final Set<String> KNOWN_ELEMENTS = Set.of("inputOutput", "inputParameter", "outputParameter", "map", "list", "entry", "value", "in",
      "out", "properties", "property", "failedJobRetryTimeCycle");
  private static final Set<String> KNOWN_ATTRIBUTES = Set.of("versionTag", "historyTimeToLive", "isStartableInTasklist", "candidateStarterGroups",
      "candidateStarterUsers", "asyncBefore", "asyncAfter", "exclusive", "jobPriority", "delegateExpression", "expression", "resultVariable",
      "decisionRef", "decisionRefBinding", "decisionRefVersion", "decisionRefVersionTag", "mapDecisionResult", "formRef", "formRefBinding",
      "formRefVersion", "calledElementBinding", "calledElementVersion", "calledElementVersionTag", "candidateGroups", "candidateUsers", "assignee",
      "dueDate", "followUpDate", "priority", "collection", "elementVariable", "errorCodeVariable", "errorMessageVariable",
      "escalationCodeVariable", "variableName", "variableEvents", "initiator", "modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon");
  private static final Set<String> DATA_ATTRIBUTES = Set.of("assignee", "candidateUsers", "candidateGroups", "dueDate", "followUpDate", "priority",
      "jobPriority", "collection");
  private static final Set<String> DATA_TEXTS = Set.of("conditionExpression", "condition", "completionCondition", "loopCardinality", "timeDate",
      "timeDuration", "timeCycle");
  private static final Set<String> DATA_EXTENSIONS = Set.of("inputParameter", "outputParameter", "value", "entry");
  private static final Set<String> REFERENCES = Set.of("calledElement", "decisionRef", "formRef", "decisionRefVersion", "decisionRefVersionTag",
      "formRefVersion", "calledElementVersion", "calledElementVersionTag");

  private final Expressions expressions;

  DiagramSafety(Expressions expressions) {
    this.expressions = expressions;
  }

  void check(Document document, Notes notes) {
    Element root = document.getDocumentElement();
    if (!Xml.BPMN.equals(root.getNamespaceURI()) || !"definitions".equals(root.getLocalName())) {
      notes.add(Rule.OTHER_ROOT, "", "the file is no BPMN diagram but <%s>".formatted(root.getTagName()));
      return;
    }
    List<Element> refused = new ArrayList<>();
    for (Element element : Xml.all(document)) {
      // What is refused as a whole is not taken apart.
      if (refused.stream().anyMatch(whole -> Xml.within(element, whole))) {
        continue;
      }
      if (refuses(element, notes)) {
        refused.add(element);
      } else {
        Xml.attributes(element).forEach(attribute -> checkAttribute(element, attribute, notes));
        checkText(element, notes);
      }
    }
  }

  private static boolean refuses(Element element, Notes notes) {
    String name = element.getLocalName();
    Rule rule = null;
    if (Xml.ACTIVITI.equals(element.getNamespaceURI())) {
      rule = Rule.OLD_NAMESPACE;
    } else if (Xml.CAMUNDA.equals(element.getNamespaceURI())) {
      rule = REFUSED_ELEMENTS.getOrDefault(name, KNOWN_ELEMENTS.contains(name) ? null : Rule.UNKNOWN_EXTENSION);
    } else if (Xml.BPMN.equals(element.getNamespaceURI())) {
      rule = REFUSED_BPMN.get(name);
    }
    if (rule != null) {
      notes.add(rule, element, "<%s>".formatted(element.getTagName()));
    }
    return rule != null;
  }

  private void checkAttribute(Element element, Attr attribute, Notes notes) {
    String name = attribute.getLocalName() == null ? attribute.getName() : attribute.getLocalName();
    boolean extension = Xml.CAMUNDA.equals(attribute.getNamespaceURI());
    if (Xml.ACTIVITI.equals(attribute.getNamespaceURI())) {
      notes.add(Rule.OLD_NAMESPACE, element, "%s=\"%s\"".formatted(attribute.getName(), attribute.getValue()));
    } else if (extension && REFUSED_ATTRIBUTES.containsKey(name)) {
      notes.add(REFUSED_ATTRIBUTES.get(name), element, "%s=\"%s\"".formatted(attribute.getName(), attribute.getValue()));
    } else if (extension && name.startsWith("case")) {
      notes.add(Rule.OTHER_ROOT, element, "%s=\"%s\"".formatted(attribute.getName(), attribute.getValue()));
    } else if (extension && !KNOWN_ATTRIBUTES.contains(name)) {
      notes.add(Rule.UNKNOWN_EXTENSION, element, "%s=\"%s\"".formatted(attribute.getName(), attribute.getValue()));
    } else if (name.equals("language") && attribute.getNamespaceURI() == null && Xml.BPMN.equals(element.getNamespaceURI())) {
      notes.add(Rule.SCRIPT_LANGUAGE, element, "%s in the language \"%s\"".formatted(element.getLocalName(), attribute.getValue()));
    } else if (REFERENCES.contains(name) && Expressions.contains(attribute.getValue())) {
      notes.add(Rule.COMPUTED_REFERENCE, element, "%s=\"%s\"".formatted(attribute.getName(), attribute.getValue()));
    } else {
      expressions.check(attribute.getValue(), placeOf(element, name, extension), name, () -> Xml.describe(element), notes);
    }
  }

  private static Place placeOf(Element element, String attribute, boolean extension) {
    if (extension && attribute.equals("delegateExpression")) {
      return Place.DELEGATE;
    }
    if (extension && attribute.equals("expression")) {
      return Place.CALENDAR;
    }
    boolean ofMapping = Xml.CAMUNDA.equals(element.getNamespaceURI()) && Set.of("in", "out").contains(element.getLocalName())
        && Set.of("businessKey", "sourceExpression").contains(attribute);
    return ofMapping || extension && DATA_ATTRIBUTES.contains(attribute) ? Place.DATA : Place.NONE;
  }

  private void checkText(Element element, Notes notes) {
    boolean ofBpmn = Xml.BPMN.equals(element.getNamespaceURI()) && DATA_TEXTS.contains(element.getLocalName());
    boolean ofCamunda = Xml.CAMUNDA.equals(element.getNamespaceURI()) && DATA_EXTENSIONS.contains(element.getLocalName());
    String where = element.hasAttribute("name") && ofCamunda ? element.getLocalName() + " " + element.getAttribute("name") : element.getLocalName();
    expressions.check(Xml.text(element), ofBpmn || ofCamunda ? Place.DATA : Place.NONE, where, () -> Xml.describe(element), notes);
  }
}
