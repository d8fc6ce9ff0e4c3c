package org.careloop.engine.forms;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Holds what a person sends against the form they were shown, as the browser should have done: required fields, bounds, formats, options,
 * fields hidden by a condition. Refuses what the form does not ask for. Says the field's label and what was expected, never the value.
 */
public final class FormCheck {

  private static final int PROBLEMS_NAMED = 8;

  private final JsonNode form;
  private final Map<String, Object> known;
  private final FormExpressions expressions;
  private final LocalDate today;
  private final List<Problem> problems = new ArrayList<>();

  /**
   * One answer that the form does not allow.
   *
   * @param key of the field; a name that the form does not know is made printable
   * @param missing true where the field asks for an answer and got none
   * @param words the field's label and what was expected, never the value
   */
  public record Problem(String key, boolean missing, String words) {}

  private FormCheck(JsonNode form, Map<String, Object> known, FormExpressions expressions, LocalDate today) {
    this.form = form;
    this.known = known;
    this.expressions = expressions;
    this.today = today;
  }

  /**
   * What is wrong with the answers, empty for nothing.
   *
   * @param form the form's JSON as deployed
   * @param submitted what the person sends, plain Java values by variable name
   * @param known the case's variables before, plain Java values by name
   * @param today for fields that refuse days gone by
   */
  public static List<String> problems(JsonNode form, Map<String, Object> submitted, Map<String, Object> known, FormExpressions expressions,
      LocalDate today) {
    List<String> words = byField(form, submitted, known, expressions, today).stream().map(Problem::words).toList();
    return words.size() <= PROBLEMS_NAMED ? words : words.subList(0, PROBLEMS_NAMED);
  }

  /** The same, all of them and field by field. */
  public static List<Problem> byField(JsonNode form, Map<String, Object> submitted, Map<String, Object> known, FormExpressions expressions,
      LocalDate today) {
    return new FormCheck(form, known, expressions, today).run(submitted);
  }

  private List<Problem> run(Map<String, Object> submitted) {
    Map<String, Object> data = new LinkedHashMap<>();
    // Names that nobody has set yet are null in a condition, not an error.
    names(form, data);
    data.putAll(known);
    data.putAll(submitted);
    fields(form, new Level(submitted, known, data), false);
    return problems;
  }

  /** One level of the answers: the whole form, a group with a path, or a row of a list. */
  private record Level(Map<String, Object> submitted, Map<String, Object> known, Map<String, Object> data) {}

  private void fields(JsonNode container, Level level, boolean parentHidden) {
    Set<String> asked = new LinkedHashSet<>();
    check(container, level, parentHidden, asked);
    for (String name : level.submitted.keySet()) {
      if (!asked.contains(name)) {
        problems.add(new Problem(printable(name), false, "%s: this form has no such field".formatted(printable(name))));
      }
    }
  }

  private void check(JsonNode container, Level level, boolean parentHidden, Set<String> asked) {
    for (JsonNode component : container.path("components")) {
      Boolean hides = expressions.truth(component.path("conditional").path("hide").asText(""), level.data);
      // A condition that cannot be judged here demands nothing.
      boolean hidden = parentHidden || hides == null || hides;
      String type = component.path("type").asText();
      if (type.equals("group") || type.equals("dynamiclist")) {
        nested(component, level, hidden, asked);
      } else if (component.hasNonNull("key")) {
        String key = component.get("key").asText();
        asked.add(first(key));
        field(component, key, level, hidden);
      }
    }
  }

  private void nested(JsonNode component, Level level, boolean hidden, Set<String> asked) {
    String path = component.path("path").asText("");
    if (path.isEmpty()) {
      check(component, level, hidden, asked);
      return;
    }
    asked.add(first(path));
    Object value = at(level.submitted, path);
    if (component.path("type").asText().equals("dynamiclist")) {
      rows(component, level, value, at(level.known, path), hidden);
    } else if (value instanceof Map<?, ?> inner) {
      fields(component, inside(level, inner, at(level.known, path)), hidden);
    } else if (value != null) {
      expected(component, "a group of fields");
    } else {
      fields(component, inside(level, Map.of(), at(level.known, path)), hidden);
    }
  }

  private void rows(JsonNode component, Level level, Object value, Object before, boolean hidden) {
    List<?> rowsBefore = before instanceof List<?> list ? list : List.of();
    if (value == null) {
      return;
    }
    if (!(value instanceof List<?> rows) || !rows.stream().allMatch(Map.class::isInstance)) {
      expected(component, "a list");
      return;
    }
    boolean fixed = component.has("allowAddRemove") && !component.get("allowAddRemove").asBoolean();
    int planned = rowsBefore.isEmpty() ? component.path("defaultRepetitions").asInt(1) : rowsBefore.size();
    if (fixed && rows.size() != planned) {
      expected(component, "%d rows, none added or taken away".formatted(planned));
      return;
    }
    for (int i = 0; i < rows.size(); i++) {
      Map<?, ?> row = (Map<?, ?>) rows.get(i);
      Object atItsPlace = i < rowsBefore.size() ? rowsBefore.get(i) : null;
      fields(component, inside(level, row, fixed ? atItsPlace : sameRow(component, row, rowsBefore, atItsPlace)), hidden);
    }
  }

  /** Rows move up when one is taken out: the row before is the one that says the same where nothing may be changed. */
  private static Object sameRow(JsonNode list, Map<?, ?> row, List<?> rowsBefore, Object atItsPlace) {
    List<String> fixedKeys = new ArrayList<>();
    list.path("components").forEach(field -> {
      if (field.path("readonly").asBoolean() && field.hasNonNull("key")) {
        fixedKeys.add(field.get("key").asText());
      }
    });
    if (fixedKeys.isEmpty()) {
      return atItsPlace;
    }
    if (fixedKeys.stream().allMatch(key -> isEmpty(row.get(key)))) {
      return null;
    }
    return rowsBefore.stream().filter(Map.class::isInstance)
        .filter(before -> fixedKeys.stream().allMatch(key -> FieldRules.same(row.get(key), ((Map<?, ?>) before).get(key))))
        .findFirst().orElse(null);
  }

  @SuppressWarnings("unchecked")
  private static Level inside(Level level, Map<?, ?> submitted, Object known) {
    Map<String, Object> before = known instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    Map<String, Object> data = new LinkedHashMap<>(level.data);
    data.putAll(before);
    data.putAll((Map<String, Object>) submitted);
    return new Level((Map<String, Object>) submitted, before, data);
  }

  private void field(JsonNode field, String key, Level level, boolean hidden) {
    boolean given = has(level.submitted, key);
    Object value = at(level.submitted, key);
    if (Boolean.TRUE.equals(expressions.truth(field.path("disabled"), level.data))
        || Boolean.TRUE.equals(expressions.truth(field.path("readonly"), level.data))) {
      readOnly(field, given, value, at(level.known, key), hidden);
      return;
    }
    if (isEmpty(value) && !isNoToAQuestion(field, value)) {
      if (!hidden && field.path("validate").path("required").asBoolean()) {
        problems.add(new Problem(key, true, "%s: required".formatted(label(field))));
      }
      return;
    }
    new FieldRules(field, level.data, expressions, today).expectation(value).ifPresent(expectation -> expected(field, expectation));
  }

  /**
   * What is only to be read comes back as it was shown. A field with the property {@code changedMeanwhile} marks the state that was read: when
   * the case has moved on since the form was opened, its text says what to do, {@code {now}} standing for the present value.
   */
  private void readOnly(JsonNode field, boolean given, Object value, Object before, boolean hidden) {
    String changedMeanwhile = field.path("properties").path("changedMeanwhile").asText("");
    if (changedMeanwhile.isEmpty() || hidden) {
      if (given && !unchanged(field, value, before)) {
        expected(field, "no change: the field is only to be read");
      }
    } else if (!unchanged(field, value, before)) {
      problems.add(new Problem(field.path("key").asText(), false, changedMeanwhile.replace("{now}", String.valueOf(before))));
    }
  }

  private static boolean unchanged(JsonNode field, Object value, Object before) {
    if (isEmpty(value) && isEmpty(before)) {
      return true;
    }
    Object shown = before == null && field.hasNonNull("defaultValue") ? FieldRules.plain(field.get("defaultValue")) : before;
    return FieldRules.same(value, shown);
  }

  // What form-js counts as unset for a required field.
  private static boolean isEmpty(Object value) {
    return value == null || "".equals(value) || Boolean.FALSE.equals(value) || value instanceof Collection<?> collection && collection.isEmpty();
  }

  // "No" is an answer to a question; only a box left unchecked is none.
  private static boolean isNoToAQuestion(JsonNode field, Object value) {
    return Boolean.FALSE.equals(value) && !field.path("type").asText().equals("checkbox");
  }

  private void expected(JsonNode field, String expectation) {
    String key = field.path("key").asText(field.path("path").asText());
    problems.add(new Problem(key, false, "%s: expected %s".formatted(label(field), expectation)));
  }

  static String label(JsonNode field) {
    for (String name : List.of("label", "dateLabel", "timeLabel")) {
      String label = field.path(name).asText("");
      if (!label.isBlank() && !label.startsWith("=") && !label.contains("{{")) {
        return label;
      }
    }
    return field.path("key").asText(field.path("path").asText(field.path("id").asText()));
  }

  /** Every name that the form asks for, with no value yet. */
  static void names(JsonNode container, Map<String, Object> data) {
    for (JsonNode component : container.path("components")) {
      for (String name : List.of("key", "path", "valuesKey")) {
        if (component.hasNonNull(name) && !component.get(name).asText().isEmpty()) {
          data.put(first(component.get(name).asText()), null);
        }
      }
      names(component, data);
    }
  }

  private static String first(String path) {
    int dot = path.indexOf('.');
    return dot < 0 ? path : path.substring(0, dot);
  }

  private static Object at(Map<String, Object> values, String path) {
    Object value = values;
    for (String step : path.split("\\.")) {
      value = value instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return value;
  }

  private static boolean has(Map<String, Object> values, String path) {
    return values.containsKey(first(path));
  }

  // A name that a stranger chose goes into the answer.
  private static String printable(String name) {
    String safe = Objects.toString(name).replaceAll("[^A-Za-z0-9_.-]", "?");
    return safe.length() > 60 ? safe.substring(0, 60) + "…" : safe;
  }
}
