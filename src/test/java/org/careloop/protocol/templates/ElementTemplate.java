package org.careloop.protocol.templates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** One file of {@code .camunda/element-templates} as tests look at it: what it fixes, what it asks for and what it offers to choose from. */
public record ElementTemplate(String name, JsonNode json) {

  private static final Path FOLDER = Path.of(".camunda", "element-templates");

  /** All templates by file name without its ending. */
  public static SortedMap<String, ElementTemplate> all() {
    SortedMap<String, ElementTemplate> templates = new TreeMap<>();
    try (var files = Files.newDirectoryStream(FOLDER)) {
      for (Path file : files) {
        String name = file.getFileName().toString().replaceAll("\\.json$", "");
        templates.put(name, new ElementTemplate(name, new ObjectMapper().readTree(file.toFile())));
      }
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read " + FOLDER, e);
    }
    return templates;
  }

  /** What the list of one input offers, without the expressions that take the value from the case. */
  public static List<String> codesOffered(String template, String input) {
    return all().get(template).choices(input).stream().filter(value -> !value.startsWith("${")).toList();
  }

  String id() {
    return json.path("id").asText();
  }

  /** The input parameters by name. */
  Map<String, JsonNode> inputs() {
    Map<String, JsonNode> inputs = new LinkedHashMap<>();
    json.path("properties").forEach(property -> {
      if (property.at("/binding/type").asText().equals("camunda:inputParameter")) {
        inputs.put(property.at("/binding/name").asText(), property);
      }
    });
    return inputs;
  }

  /** The attributes that whoever uses the template cannot change. */
  Map<String, String> fixed() {
    Map<String, String> fixed = new LinkedHashMap<>();
    json.path("properties").forEach(property -> {
      if (property.path("type").asText().equals("Hidden")) {
        fixed.put(property.at("/binding/name").asText(), property.path("value").asText());
      }
    });
    return fixed;
  }

  List<String> choices(String input) {
    return StreamSupport.stream(inputs().get(input).path("choices").spliterator(), false).map(choice -> choice.path("value").asText()).toList();
  }

  static boolean isRequired(JsonNode property) {
    return property.at("/constraints/notEmpty").asBoolean();
  }
}
