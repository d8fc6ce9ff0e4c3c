package org.careloop.protocol.comparing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A Camunda Form taken apart: each field and text with what is set for it, and the order they stand in. */
final class FormParts {

  private static final String FORM = "the form";
  private static final Set<String> NOT_SHOWN = Set.of("id", "components", "exporter", "executionPlatform", "executionPlatformVersion", "$schema");

  private final Map<String, Part> parts = new LinkedHashMap<>();

  private FormParts() {}

  static Map<String, Part> of(JsonNode form) {
    FormParts file = new FormParts();
    Part whole = new Part("The form");
    file.parts.put(FORM, whole);
    file.facts(form, whole, "");
    file.components(form, whole);
    return file.parts;
  }

  private void components(JsonNode container, Part owner) {
    int number = 0;
    for (JsonNode component : container.path("components")) {
      String id = component.path("id").asText(component.path("key").asText("component-" + number));
      String type = component.path("type").asText();
      String label = component.path("label").asText(component.path("dateLabel").asText(type.equals("text") ? component.path("text").asText() : ""));
      boolean text = type.equals("text");
      Part part = new Part(Words.element(text ? "Text" : Words.of(type), label.replaceAll("[#*>]", ""), component.path("key").asText(id)));
      parts.put(id, part);
      owner.order().put(id, Integer.toString(++number));
      facts(component, part, "");
      components(component, part);
    }
  }

  private void facts(JsonNode node, Part part, String prefix) {
    node.fields().forEachRemaining(field -> {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (prefix.isEmpty() && NOT_SHOWN.contains(name)) {
        return;
      }
      String what = prefix.isEmpty() ? name : prefix + " " + name;
      if (value.isObject()) {
        facts(value, part, what);
      } else {
        part.note(Words.of(what), value.isArray() ? list(value) : Words.value(value.asText()));
      }
    });
  }

  private static String list(JsonNode values) {
    return StreamSupport.stream(values.spliterator(), false)
        .map(value -> value.has("label") && value.has("value") ? "%s (%s)".formatted(value.get("label").asText(), value.get("value").asText())
            : value.isValueNode() ? value.asText() : value.toString())
        .collect(Collectors.joining(" · "));
  }
}
