package org.careloop.portal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.camunda.spin.plugin.variable.SpinValues;
import org.careloop.engine.PatientTasks;
import org.careloop.engine.PatientTasks.OpenTask;
import org.careloop.engine.forms.PatientForm;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * What a patient's browser sends, as the same data that Tasklist makes of the same form: numbers, yes and no, the option's own value, lists; no
 * value for what was left empty, nothing for what a condition hides. What cannot be read goes on as it is, so that the form's check refuses it.
 */
final class Answers {

  /** Before the keys of fields, so that no field can be taken for what the page itself sends. */
  static final String PREFIX = "a.";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_ROUNDS = 10;

  private final OpenTask task;
  private final PatientTasks tasks;
  private final Map<String, List<String>> entered = new LinkedHashMap<>();

  Answers(OpenTask task, PatientTasks tasks, MultiValueMap<String, String> sent) {
    this.task = task;
    this.tasks = tasks;
    sent.forEach((name, values) -> {
      if (name.startsWith(PREFIX)) {
        entered.put(name.substring(PREFIX.length()), values.stream().filter(Objects::nonNull).map(Answers::plain).filter(text -> !text.isEmpty()).toList());
      }
    });
  }

  /** What the case knows already of what this form asks: for a form that comes again. */
  static MultiValueMap<String, String> before(OpenTask task) {
    MultiValueMap<String, String> before = new LinkedMultiValueMap<>();
    for (JsonNode part : PatientForm.parts(task.form())) {
      Object known = task.known().get(part.path("key").asText());
      if (known instanceof List<?> several) {
        several.forEach(one -> before.add(PREFIX + part.path("key").asText(), String.valueOf(one)));
      } else if (known != null && !Boolean.FALSE.equals(known)) {
        before.add(PREFIX + part.path("key").asText(), String.valueOf(known));
      }
    }
    return before;
  }

  /** Texts as they came, by key. */
  Map<String, List<String>> entered() {
    return entered;
  }

  /** The parts of the form that are to be seen after these answers; each is judged by the answers of the seen ones. */
  List<JsonNode> shown() {
    List<JsonNode> shown = tasks.shown(task, typed(PatientForm.parts(task.form())));
    for (int round = 0; round < MOST_ROUNDS; round++) {
      List<JsonNode> next = tasks.shown(task, typed(shown));
      if (next.equals(shown)) {
        break;
      }
      shown = next;
    }
    return shown;
  }

  /** Plain values of these parts; null for what is empty. Fields that the form does not have are left to the form's check. */
  Map<String, Object> typed(List<JsonNode> shown) {
    Map<String, Object> typed = new LinkedHashMap<>();
    for (JsonNode component : shown) {
      if (component.hasNonNull("key")) {
        typed.put(component.get("key").asText(), value(component, entered.getOrDefault(component.get("key").asText(), List.of())));
      }
    }
    List<String> known = PatientForm.parts(task.form()).stream().map(component -> component.path("key").asText()).toList();
    entered.keySet().stream().filter(key -> !known.contains(key)).forEach(key -> typed.put(key, "?"));
    return typed;
  }

  /** As Tasklist has the engine keep them: a list as JSON. */
  static Map<String, Object> variables(Map<String, Object> typed) {
    Map<String, Object> variables = new LinkedHashMap<>();
    typed.forEach((name, value) -> variables.put(name, value instanceof List<?> list ? SpinValues.jsonValue(JSON.valueToTree(list).toString()).create() : value));
    return variables;
  }

  private static Object value(JsonNode component, List<String> texts) {
    String text = texts.isEmpty() ? null : texts.get(0);
    return switch (component.path("type").asText()) {
      case "checkbox" -> text != null;
      case "checklist" -> texts.stream().map(one -> option(component, one)).toList();
      case "radio", "select" -> text == null ? null : option(component, text);
      case "number" -> text == null ? null : number(text);
      default -> text;
    };
  }

  /** An option's own value, be it a text or a number; what is no option stays what it is. */
  private static Object option(JsonNode component, String text) {
    for (JsonNode option : component.path("values")) {
      if (option.path("value").asText().equals(text)) {
        return JSON.convertValue(option.path("value"), Object.class);
      }
    }
    return text;
  }

  private static Object number(String text) {
    try {
      BigDecimal number = new BigDecimal(text);
      if (number.precision() > 15 || Math.abs(number.scale()) > 15) {
        return text;
      }
      return number.stripTrailingZeros().scale() <= 0 ? (Object) number.intValueExact() : (Object) number.doubleValue();
    } catch (ArithmeticException | NumberFormatException e) {
      return text;
    }
  }

  /** One kind of line break, and no characters that no keyboard has. */
  private static String plain(String text) {
    return text.replace("\r\n", "\n").replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "").strip();
  }
}
