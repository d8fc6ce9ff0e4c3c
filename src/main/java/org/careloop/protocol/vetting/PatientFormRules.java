package org.careloop.protocol.vetting;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.careloop.engine.forms.PatientForm;

/** The rules for forms that patients may fill in at home: every word in both languages, and nothing that their page cannot show. */
final class PatientFormRules {

  private static final Set<String> CHOICES = Set.of("radio", "select", "checklist");

  private PatientFormRules() {}

  static void check(JsonNode form, Notes notes) {
    JsonNode intro = PatientForm.intro(form);
    everywhere(form, intro, notes);
    if (intro == null) {
      return;
    }
    String where = Forms.describe(intro);
    notes.addUnless(PatientForm.PURPOSES.contains(PatientForm.purpose(form)), Rule.PATIENT_PAGE, where,
        "patientPage \"%s\"".formatted(PatientForm.purpose(form)));
    words(intro, where, notes, "en", "es", "title.en", "title.es");
    for (JsonNode part : PatientForm.parts(form)) {
      if (!part.path("id").asText().equals(PatientForm.INTRO)) {
        part(part, notes);
      }
    }
  }

  /** What would make a form for the care team half a patient's, or the other way round. */
  private static void everywhere(JsonNode container, JsonNode intro, Notes notes) {
    for (JsonNode component : container.path("components")) {
      String where = Forms.describe(component);
      boolean isIntro = component == intro;
      notes.addUnless(isIntro || !component.path("properties").has("patientPage") && !component.path("id").asText().equals(PatientForm.INTRO),
          Rule.PATIENT_PAGE, where, "a second or misplaced patientPage");
      String staffOnly = PatientForm.property(component, "staffOnly");
      notes.addUnless(staffOnly.isEmpty() || staffOnly.equals("yes") && !isIntro, Rule.PATIENT_STAFF, where, "staffOnly \"%s\"".formatted(staffOnly));
      String help = PatientForm.property(component, PatientForm.HELP_WHEN);
      notes.addUnless(help.isEmpty() || help.startsWith("="), Rule.PATIENT_HELP, where, "helpWhen \"%s\"".formatted(help));
      everywhere(component, intro, notes);
    }
  }

  private static void part(JsonNode part, Notes notes) {
    String where = Forms.describe(part);
    String type = part.path("type").asText();
    if (!PatientForm.TYPES.contains(type)) {
      notes.add(Rule.PATIENT_FIELD, where, "a field of type \"%s\"".formatted(type));
      return;
    }
    if (type.equals("text")) {
      words(part, where, notes, "es");
      notes.addUnless(!part.path("text").asText().contains("{{") || !PatientForm.property(part, "en").isEmpty(), Rule.PATIENT_WORDS, where,
          "no property en, and the text has values of the case in it");
    } else if (!type.equals("group") || !part.path("label").asText().isBlank()) {
      words(part, where, notes, "es");
    }
    if (!part.path("description").asText().isBlank()) {
      words(part, where, notes, "description.es");
    }
    notes.addUnless(!type.equals("group") || part.path("path").asText().isEmpty(), Rule.PATIENT_FIELD, where, "a group with a path");
    notes.addUnless(!type.equals("datetime") || part.path("subtype").asText("date").equals("date"), Rule.PATIENT_FIELD, where, "a field for a time");
    if (CHOICES.contains(type)) {
      notes.addUnless(part.path("values").isArray(), Rule.PATIENT_FIELD, where, "choices that the case gives");
      choices(part, where, notes);
    }
  }

  private static void choices(JsonNode part, String where, Notes notes) {
    Map<String, String> spanish = PatientForm.pairs(PatientForm.property(part, "es.values"));
    List<String> missing = new ArrayList<>();
    part.path("values").forEach(option -> {
      String value = option.path("value").asText();
      if (spanish.getOrDefault(value, "").isEmpty()) {
        missing.add(value);
      }
    });
    notes.addUnless(missing.isEmpty(), Rule.PATIENT_CHOICES, where, "no Spanish for %s".formatted(String.join(", ", missing)));
  }

  private static void words(JsonNode part, String where, Notes notes, String... properties) {
    for (String property : properties) {
      notes.addUnless(!PatientForm.property(part, property).isBlank(), Rule.PATIENT_WORDS, where, "no property %s".formatted(property));
    }
  }
}
