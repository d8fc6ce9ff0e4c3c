package org.careloop.protocol.vetting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** An element template as Modeler offers it: what it fixes in a step and what it wants filled in. */
record StepTemplate(String id, List<Field> fields) {

  /**
   * @param type kind of binding, for example {@code camunda:inputParameter}
   * @param name what it is bound to
   * @param label what the lead sees
   * @param fixed value that the template sets and hides; null when the lead fills it in
   * @param required whether it must be filled in
   */
  record Field(String type, String name, String label, String fixed, boolean required) {}

  static Map<String, StepTemplate> ofThisProgram() {
    try {
      Map<String, StepTemplate> templates = new TreeMap<>();
      for (Resource file : new PathMatchingResourcePatternResolver().getResources("classpath*:element-templates/*.json")) {
        JsonNode content = new ObjectMapper().readTree(file.getContentAsByteArray());
        for (JsonNode template : content.isArray() ? content : List.of(content)) {
          templates.put(template.path("id").asText(), read(template));
        }
      }
      return templates;
    } catch (IOException e) {
      throw new UncheckedIOException("The element templates cannot be read from the program's own files", e);
    }
  }

  static StepTemplate read(JsonNode template) {
    List<Field> fields = StreamSupport.stream(template.path("properties").spliterator(), false).map(property -> {
      JsonNode binding = property.path("binding");
      boolean hidden = property.path("type").asText().equals("Hidden");
      return new Field(binding.path("type").asText(), binding.path("name").asText(binding.path("source").asText()), property.path("label").asText(),
          hidden && property.hasNonNull("value") ? property.get("value").asText() : null,
          property.path("constraints").path("notEmpty").asBoolean());
    }).toList();
    return new StepTemplate(template.path("id").asText(), fields);
  }
}
