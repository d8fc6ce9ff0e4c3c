package org.careloop.portal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.careloop.engine.PatientTasks.OpenTask;
import org.careloop.engine.forms.FormCheck.Problem;
import org.careloop.engine.forms.PatientForm;
import org.springframework.lang.Nullable;

/**
 * One form as a patient's page shows it, in one language: what the template needs and no more. Knows nothing of tasks and cases.
 *
 * @param instrument whether the form is a published instrument: none of its questions is optional, and whatever stays open is asked again
 */
record FormPage(String title, List<String> intro, List<Part> parts, List<Part> problems, boolean anythingRequired, boolean instrument) {

  /** Marks of emphasis that Tasklist shows as such, and values of the case. */
  private static final String STRIPPED = "(?m)^(#+|>)\\s*|\\*\\*|\\{\\{.*?}}";

  /**
   * A field, a heading or a text.
   *
   * @param kind a form field's type, or {@code whole} and {@code decimal} for a number
   * @param id also the fragment that an error leads to
   * @param help below the label; empty for none
   * @param unit what is counted; empty for none
   * @param error empty for none
   */
  public record Part(String kind, String id, String name, String label, String help, String unit, boolean required, int longest, String value,
      List<Option> options, String error) {

    public boolean isField() {
      return !name.isEmpty();
    }

    /** Ids of what explains the field, for screen readers. */
    @Nullable
    public String describedBy() {
      String ids = ((help.isEmpty() ? "" : id + "-help ") + (error.isEmpty() ? "" : id + "-error")).strip();
      return ids.isEmpty() ? null : ids;
    }

    /** The field itself, for a list of choices its first one. */
    public String target() {
      return options.isEmpty() || kind.equals("select") ? id : id + "-0";
    }

    /** The question and what is wrong, as two sentences. */
    public String problem() {
      return label + (label.matches(".*[?.!:]") ? " " : ". ") + error;
    }

    public List<String> paragraphs() {
      return FormPage.paragraphs(value);
    }
  }

  public record Option(String id, String value, String label, boolean chosen) {}

  /**
   * @param shown the parts of the form that are to be seen
   * @param entered texts as they came, by key; several for a list of choices
   * @param problems what was wrong with them
   */
  static FormPage of(OpenTask task, List<JsonNode> shown, Map<String, List<String>> entered, List<Problem> problems, Words words) {
    JsonNode intro = PatientForm.intro(task.form());
    Map<String, Problem> byKey = problems.stream().collect(Collectors.toMap(Problem::key, Function.identity(), (first, other) -> first));
    List<Part> parts = new ArrayList<>();
    for (JsonNode component : shown) {
      if (component != null && !component.path("id").asText().equals(PatientForm.INTRO)) {
        parts.add(part(component, "f" + parts.size(), entered, byKey, words));
      }
    }
    return new FormPage(PatientForm.property(intro, "title." + words.language()), paragraphs(PatientForm.property(intro, words.language()).replaceAll(STRIPPED, "")), parts,
        parts.stream().filter(part -> !part.error().isEmpty()).toList(), parts.stream().anyMatch(Part::required),
        !PatientForm.property(intro, PatientForm.INSTRUMENT).isEmpty());
  }

  private static Part part(JsonNode component, String id, Map<String, List<String>> entered, Map<String, Problem> problems, Words words) {
    String type = component.path("type").asText();
    String key = component.path("key").asText();
    if (type.equals("text")) {
      String text = PatientForm.property(component, words.language());
      return new Part(type, id, "", "", "", "", false, 0,
          (text.isEmpty() ? component.path("text").asText() : text).replaceAll(STRIPPED, ""), List.of(), "");
    }
    String label = label(component, words);
    if (type.equals("group")) {
      return new Part(type, id, "", label, "", "", false, 0, "", List.of(), "");
    }
    List<String> values = entered.getOrDefault(key, List.of());
    List<Option> options = new ArrayList<>();
    Map<String, String> translated = PatientForm.pairs(PatientForm.property(component, words.language() + ".values"));
    for (JsonNode option : component.path("values")) {
      String value = option.path("value").asText();
      options.add(new Option(id + "-" + options.size(), value, translated.getOrDefault(value, option.path("label").asText(value)), values.contains(value)));
    }
    Problem problem = problems.get(key);
    String kind = type.equals("number") ? component.path("decimalDigits").asInt(-1) == 0 ? "whole" : "decimal" : type;
    return new Part(kind, id, key, label, help(component, words), component.path("appearance").path("suffixAdorner").asText(""),
        component.path("validate").path("required").asBoolean(), component.path("validate").path("maxLength").asInt(4000),
        values.isEmpty() ? "" : values.get(0), options, problem == null ? "" : error(component, type, problem, words));
  }

  static String label(JsonNode component, Words words) {
    String own = PatientForm.property(component, words.language());
    String label = component.path("label").asText(component.path("dateLabel").asText());
    return own.isEmpty() ? label.isEmpty() ? component.path("dateLabel").asText() : label : own;
  }

  private static String help(JsonNode component, Words words) {
    String own = PatientForm.property(component, "description." + words.language());
    return own.isEmpty() && words.language().equals(Words.ENGLISH) ? component.path("description").asText().replaceAll(STRIPPED, "") : own;
  }

  /** What the check said in English to the care team, said to the patient. */
  private static String error(JsonNode component, String type, Problem problem, Words words) {
    JsonNode rules = component.path("validate");
    if (problem.missing()) {
      return words.say("problem.missing");
    }
    return switch (type) {
      case "number" -> rules.hasNonNull("min") && rules.hasNonNull("max")
          ? words.say("problem.range", rules.path("min").asText(), rules.path("max").asText())
          : words.say(component.path("decimalDigits").asInt(-1) == 0 ? "problem.whole" : "problem.number");
      case "textfield", "textarea" -> problem.words().contains("at most") ? words.say("problem.long", rules.path("maxLength").asText("4000"))
          : problem.words().contains("at least") ? words.say("problem.short", rules.path("minLength").asText()) : words.say("problem.other");
      case "datetime" -> words.say("problem.date");
      case "radio", "select", "checklist" -> words.say("problem.option");
      default -> words.say("problem.other");
    };
  }

  private static List<String> paragraphs(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s*\\n\\s*"));
  }
}
