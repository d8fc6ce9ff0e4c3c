package org.careloop.audit.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.careloop.audit.story.CaseStory.Field;
import org.careloop.audit.story.CaseStory.FilledForm;
import org.careloop.audit.story.HistoryRows.TaskRow;
import org.careloop.audit.story.HistoryRows.Written;
import org.careloop.engine.internal.WhoCompletes;
import org.careloop.why.Shown;
import org.springframework.stereotype.Component;

/**
 * Tells the forms of a case as people filled them in: from the form's file of that deployment and the values as they were at that moment. A field
 * that depends on another and has no value was hidden, and is left out.
 */
@Component
class FormTeller {

  private static final Pattern BRACES = Pattern.compile("\\{\\{\\s*([A-Za-z0-9_.]+)\\s*}}");

  private final Shown shown;

  FormTeller(Shown shown) {
    this.shown = shown;
  }

  List<FilledForm> tell(CaseRows all) {
    return all.tasks().stream().map(task -> filled(all, task)).toList();
  }

  private FilledForm filled(CaseRows all, TaskRow task) {
    Models.Diagram diagram = all.diagram(task.definitionId());
    Models.Element element = diagram.elements().get(task.elementId());
    Optional<JsonNode> form = element == null ? Optional.empty() : all.models().form(diagram.deploymentId(), element.formId());
    boolean completed = "completed".equals(task.deleteReason());
    Map<String, JsonNode> entered = new LinkedHashMap<>();
    if (completed) {
      all.writtenIn(task.activityInstance()).stream().filter(one -> !one.at().isBefore(task.started()))
          .filter(one -> task.ended() == null || !one.at().isBefore(task.ended().minusSeconds(5)))
          .forEach(one -> entered.put(one.name(), one.value()));
    }
    Instant moment = task.ended() == null ? Instant.MAX : task.ended();
    Map<String, JsonNode> values = all.valuesAt(task.instanceId(), moment);
    values.putAll(entered);
    List<Field> fields = new ArrayList<>();
    form.ifPresent(file -> file.path("components").forEach(one -> add(one, null, values, entered, fields)));
    if (form.isEmpty()) {
      entered.forEach((name, value) -> fields.add(new Field(null, Shown.words(name), shown.value(value), true)));
    }
    String person = completed ? all.completedBy(task) : task.assignee();
    boolean patient = WhoCompletes.PATIENT_BY_LINK.equals(person);
    return new FilledForm(task.id(), task.instanceId(), task.name(), form.map(file -> file.path("id").asText()).orElse(null),
        patient ? "the patient" : person, patient ? "by a link" : all.rolesFor(task.id()), task.started(), task.due(), task.ended(),
        completed ? "done" : task.ended() == null ? "open" : "withdrawn", List.copyOf(fields));
  }

  private void add(JsonNode component, String group, Map<String, JsonNode> values, Map<String, JsonNode> entered, List<Field> fields) {
    boolean depends = component.path("conditional").hasNonNull("hide");
    switch (component.path("type").asText()) {
      case "group" -> component.path("components").forEach(one -> add(one, component.path("label").asText(null), values, entered, fields));
      case "text" -> {
        if (!depends) {
          fields.add(new Field(group, null, filledIn(component.path("text").asText(), values), false));
        }
      }
      case "table" -> {
        JsonNode rows = values.get(component.path("dataSource").asText().replaceFirst("^=", ""));
        if (rows != null && rows.isArray() && !rows.isEmpty()) {
          fields.add(new Field(group, component.path("label").asText("Table"), table(component, rows), false));
        }
      }
      case "dynamiclist" -> {
        JsonNode rows = entered.getOrDefault(component.path("path").asText(), values.get(component.path("path").asText()));
        if (rows != null && rows.isArray() && !rows.isEmpty()) {
          fields.add(new Field(group, component.path("label").asText(), rows(component, rows), entered.containsKey(component.path("path").asText())));
        }
      }
      default -> {
        String key = component.path("key").asText("");
        JsonNode value = values.getOrDefault(key, NullNode.instance);
        boolean given = entered.containsKey(key) && !component.path("disabled").asBoolean() && !component.path("readonly").asBoolean();
        boolean empty = value.isNull() || value.isTextual() && value.asText().isBlank() || value.isArray() && value.isEmpty();
        if (!key.isEmpty() && !(depends && empty)) {
          fields.add(new Field(group, component.path("label").asText(component.path("dateLabel").asText(key)),
              empty && !value.isArray() ? null : value(component, value, values), given));
        }
      }
    }
  }

  /** The label of a field of this task's form for each variable; empty where the form does not have it. */
  static Map<String, JsonNode> fieldsByKey(JsonNode form) {
    Map<String, JsonNode> fields = new HashMap<>();
    collect(form, fields);
    return fields;
  }

  private static void collect(JsonNode component, Map<String, JsonNode> fields) {
    component.path("components").forEach(one -> {
      if (one.hasNonNull("key")) {
        fields.put(one.path("key").asText(), one);
      }
      collect(one, fields);
    });
  }

  /** A value with the words of the field's options. */
  private String value(JsonNode field, JsonNode value, Map<String, JsonNode> values) {
    if (value.isArray()) {
      return value.isEmpty() ? "none ticked" : String.join(", ", StreamSupport.stream(value.spliterator(), false)
          .map(one -> option(field, one, values)).toList());
    }
    return option(field, value, values);
  }

  private String option(JsonNode field, JsonNode value, Map<String, JsonNode> values) {
    JsonNode options = field.hasNonNull("valuesKey") ? values.getOrDefault(field.path("valuesKey").asText(), NullNode.instance) : field.path("values");
    for (JsonNode option : options) {
      if (option.path("value").asText().equals(value.asText())) {
        return option.path("label").asText(value.asText());
      }
    }
    return shown.value(value);
  }

  private String table(JsonNode component, JsonNode rows) {
    return String.join("\n", StreamSupport.stream(rows.spliterator(), false).map(row -> {
      List<String> cells = new ArrayList<>();
      component.path("columns").forEach(column -> cells.add(shown.value(row.path(column.path("key").asText()))));
      return String.join(" · ", cells.isEmpty() ? List.of(shown.value(row)) : cells);
    }).toList());
  }

  private String rows(JsonNode component, JsonNode rows) {
    return String.join("\n", StreamSupport.stream(rows.spliterator(), false).map(row -> {
      List<String> cells = new ArrayList<>();
      component.path("components").forEach(field -> cells.add(shown.value(row.path(field.path("key").asText()))));
      return String.join(" · ", cells);
    }).toList());
  }

  /** The text as it stood there: values in their places, marks of emphasis taken out. */
  private String filledIn(String text, Map<String, JsonNode> values) {
    Matcher matcher = BRACES.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      JsonNode value = values.get(matcher.group(1));
      matcher.appendReplacement(filled, Matcher.quoteReplacement(value == null || value.isNull() ? "–" : shown.value(value)));
    }
    matcher.appendTail(filled);
    return filled.toString().replaceAll("(?m)^(#+|>)\\s*", "").replaceAll("\\*\\*|(?<![A-Za-z0-9])[*_](?=\\S)|(?<=\\S)[*_](?![A-Za-z0-9])", "").strip();
  }
}
