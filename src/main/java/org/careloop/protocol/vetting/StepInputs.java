package org.careloop.protocol.vetting;

import java.util.LinkedHashMap;
import java.util.Map;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputOutput;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputParameter;

/** Holds the input parameters of a step against what its delegate reads and what its element template promises. */
final class StepInputs {

  private StepInputs() {}

  static void check(Activity step, Vocabulary vocabulary, String where, Notes notes) {
    String name = Expressions.delegateIn(step.getAttributeValueNs(Xml.CAMUNDA, "delegateExpression"));
    Vocabulary.Delegate delegate = name == null ? null : vocabulary.delegates().get(name);
    if (delegate == null) {
      return;
    }
    Map<String, CamundaInputParameter> given = inputs(step);
    for (String input : delegate.required()) {
      if (!given.containsKey(input)) {
        notes.add(Rule.INPUT_MISSING, where, "%s needs an input parameter %s".formatted(name, input));
      } else if (isEmpty(given.get(input))) {
        notes.add(Rule.INPUT_MISSING, where, "the input parameter %s of %s is empty".formatted(input, name));
      }
    }
    given.keySet().stream().filter(input -> !delegate.known().contains(input)).forEach(input ->
        notes.add(Rule.INPUT_UNKNOWN, where, "%s does not know an input parameter %s; it reads %s".formatted(name, input,
            String.join(", ", delegate.known()))));
  }

  static void checkTemplate(Activity step, Vocabulary vocabulary, String where, Notes notes) {
    String id = step.getAttributeValueNs(Xml.CAMUNDA, "modelerTemplate");
    if (id == null || vocabulary.templates().isEmpty()) {
      return;
    }
    StepTemplate template = vocabulary.templates().get(id);
    if (template == null) {
      notes.add(Rule.TEMPLATE_UNKNOWN, where, "there is no element template \"%s\"".formatted(id));
      return;
    }
    Map<String, CamundaInputParameter> inputs = inputs(step);
    for (StepTemplate.Field field : template.fields()) {
      String value = valueOf(step, inputs, field);
      if (field.fixed() != null && value != null && !field.fixed().equals(value)) {
        notes.add(Rule.TEMPLATE_FIXED, where, "%s is \"%s\", the template says \"%s\"".formatted(field.name(), value, field.fixed()));
      } else if (field.fixed() != null && value == null) {
        notes.add(Rule.TEMPLATE_FIXED, where, "%s is missing, the template says \"%s\"".formatted(field.name(), field.fixed()));
      } else if (field.required() && (value == null || value.isBlank())) {
        notes.add(Rule.TEMPLATE_REQUIRED, where, "\"%s\" (%s) is empty".formatted(field.label(), field.name()));
      }
    }
  }

  /** Bindings that are neither a property nor an input are not looked at: they count as kept. */
  private static String valueOf(Activity step, Map<String, CamundaInputParameter> inputs, StepTemplate.Field field) {
    String name = field.name().replaceFirst("^camunda:", "");
    return switch (field.type()) {
      case "property", "camunda:property" -> field.name().startsWith("camunda:")
          ? step.getAttributeValueNs(Xml.CAMUNDA, name) : step.getAttributeValue(name);
      case "camunda:inputParameter" -> inputs.containsKey(name) ? inputs.get(name).getTextContent().trim() : null;
      default -> field.fixed() == null ? "kept" : field.fixed();
    };
  }

  private static boolean isEmpty(CamundaInputParameter parameter) {
    return parameter.getTextContent().isBlank() && parameter.getDomElement().getChildElements().isEmpty();
  }

  private static Map<String, CamundaInputParameter> inputs(Activity step) {
    Map<String, CamundaInputParameter> inputs = new LinkedHashMap<>();
    if (step.getExtensionElements() != null) {
      step.getExtensionElements().getElementsQuery().filterByType(CamundaInputOutput.class).list().stream()
          .flatMap(io -> io.getCamundaInputParameters().stream())
          .forEach(parameter -> inputs.put(parameter.getCamundaName(), parameter));
    }
    return inputs;
  }
}
