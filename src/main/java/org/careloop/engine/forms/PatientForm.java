package org.careloop.engine.forms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A form that a patient may fill in at home: how it says so, which of its fields a patient sees, and in which words. A form is one when it has a
 * text {@code patientIntro} with the property {@code patientPage}. What is for the care team only is not there for a patient, and not asked for.
 */
public final class PatientForm {

  /** Id of the text that opens the page. */
  public static final String INTRO = "patientIntro";
  /** What a link may be for. */
  public static final Set<String> PURPOSES = Set.of("screening", "consent", "plan");
  /** What a patient's page can show. */
  public static final Set<String> TYPES =
      Set.of("text", "textfield", "textarea", "number", "radio", "checklist", "checkbox", "select", "datetime", "group");
  /** A property of a field: help for somebody in a crisis is shown from then on when this condition holds. */
  public static final String HELP_WHEN = "helpWhen";
  /** A property of the text that opens the page: the name of the published instrument that the form is. */
  public static final String INSTRUMENT = "instrument";

  private static final Set<String> DECORATION = Set.of("separator", "spacer", "button");

  private PatientForm() {}

  /** What a link must be for to open this form; empty where no patient fills it in. */
  public static String purpose(JsonNode form) {
    JsonNode intro = intro(form);
    return intro == null ? "" : property(intro, "patientPage");
  }

  /** The text that opens the page; null where no patient fills the form in. */
  public static JsonNode intro(JsonNode form) {
    for (JsonNode component : form.path("components")) {
      if (component.path("id").asText().equals(INTRO) && component.path("type").asText().equals("text")) {
        return component;
      }
    }
    return null;
  }

  /** The form as a patient gets it: without what is for the care team, what is only to be read and what is decoration. */
  public static JsonNode forPatient(JsonNode form) {
    ObjectNode copy = form.deepCopy();
    prune(copy);
    return copy;
  }

  /**
   * Keys of the fields that are for the care team: a patient leaves them empty. A field that its condition hides holds something that is
   * known from elsewhere, and keeps it.
   */
  public static List<String> keysOfTheCareTeam(JsonNode form, Map<String, Object> known, FormExpressions expressions) {
    List<String> keys = new ArrayList<>();
    collect(form, false, data(form, known, Map.of()), expressions, keys);
    return keys;
  }

  /** Every name that the form asks anybody for, without a value: what a condition may speak of. */
  public static Map<String, Object> unanswered(JsonNode form) {
    Map<String, Object> names = new LinkedHashMap<>();
    FormCheck.names(form, names);
    return names;
  }

  /** Every part of a form that a patient may be shown, with the parts of groups after their group; conditions are not asked. */
  public static List<JsonNode> parts(JsonNode form) {
    List<JsonNode> parts = new ArrayList<>();
    for (JsonNode component : forPatient(form).path("components")) {
      flatten(component, parts);
    }
    return parts;
  }

  /**
   * The parts of a form that are shown when this is known and answered.
   *
   * @param form as {@link #forPatient} gives it
   */
  public static List<JsonNode> shown(JsonNode form, Map<String, Object> known, Map<String, Object> answers, FormExpressions expressions) {
    Map<String, Object> data = data(form, known, answers);
    List<JsonNode> shown = new ArrayList<>();
    show(form, data, expressions, shown);
    return shown;
  }

  /** Whether a condition of a field holds; one that cannot be judged does not. */
  public static boolean holds(String condition, JsonNode form, Map<String, Object> known, Map<String, Object> answers, FormExpressions expressions) {
    return !condition.isBlank() && Boolean.TRUE.equals(expressions.truth(condition, data(form, known, answers)));
  }

  /** A property that was given to a part of a form in Modeler; empty for none. */
  public static String property(JsonNode component, String name) {
    return component.path("properties").path(name).asText("");
  }

  /** {@code value=words|value=words} as a map, in its order. */
  public static Map<String, String> pairs(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : text.split("\\|")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        pairs.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }
    return pairs;
  }

  private static Map<String, Object> data(JsonNode form, Map<String, Object> known, Map<String, Object> answers) {
    Map<String, Object> data = new LinkedHashMap<>();
    FormCheck.names(form, data);
    data.putAll(known);
    data.putAll(answers);
    return data;
  }

  private static void show(JsonNode container, Map<String, Object> data, FormExpressions expressions, List<JsonNode> shown) {
    for (JsonNode component : container.path("components")) {
      if (!Boolean.TRUE.equals(expressions.truth(component.path("conditional").path("hide").asText(""), data))) {
        shown.add(component);
        show(component, data, expressions, shown);
      }
    }
  }

  private static void flatten(JsonNode component, List<JsonNode> parts) {
    parts.add(component);
    if (component.path("type").asText().equals("group")) {
      component.path("components").forEach(inner -> flatten(inner, parts));
    }
  }

  private static void prune(ObjectNode container) {
    if (container.path("components") instanceof ArrayNode components) {
      ArrayNode kept = components.arrayNode();
      for (JsonNode component : components) {
        if (!isForTheCareTeam(component) && !DECORATION.contains(component.path("type").asText())) {
          prune((ObjectNode) component);
          kept.add(component);
        }
      }
      container.set("components", kept);
    }
  }

  private static void collect(JsonNode container, boolean inside, Map<String, Object> data, FormExpressions expressions, List<String> keys) {
    for (JsonNode component : container.path("components")) {
      boolean theirs = inside || isForTheCareTeam(component);
      if (theirs && Boolean.TRUE.equals(expressions.truth(component.path("conditional").path("hide").asText(""), data))) {
        continue;
      }
      if (theirs && component.hasNonNull("key") && !isToBeRead(component)) {
        keys.add(component.get("key").asText());
      }
      collect(component, theirs, data, expressions, keys);
    }
  }

  private static boolean isForTheCareTeam(JsonNode component) {
    return property(component, "staffOnly").equals("yes") || isToBeRead(component);
  }

  private static boolean isToBeRead(JsonNode component) {
    return component.path("disabled").asBoolean() || component.path("readonly").asBoolean();
  }
}
