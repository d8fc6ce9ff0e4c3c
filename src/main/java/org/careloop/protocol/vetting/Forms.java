package org.careloop.protocol.vetting;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;

/** Reads a form's JSON, strictly, and speaks of its fields as people do. */
final class Forms {

  private static final ObjectMapper JSON = JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Forms() {}

  static Optional<JsonNode> read(byte[] content, Notes notes) {
    try {
      JsonNode form = JSON.readTree(content);
      if (form != null && form.isObject()) {
        return Optional.of(form);
      }
      notes.add(Rule.NOT_WELL_FORMED, "", "the file is no JSON object");
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      notes.add(Rule.NOT_WELL_FORMED, "", "line %d: %s".formatted(line, Expressions.shortened(e.getOriginalMessage())));
    } catch (IOException e) {
      notes.add(Rule.NOT_WELL_FORMED, "", "not readable as JSON: %s".formatted(e.getMessage()));
    }
    return Optional.empty();
  }

  /** {@code number "Weight" (weight)}. */
  static String describe(JsonNode component) {
    String label = component.path("label").asText(component.path("dateLabel").asText());
    String id = component.path("key").asText(component.path("id").asText());
    return Xml.describe(component.path("type").asText("field"), label, id);
  }
}
