package org.careloop.protocol.vetting;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/** The rules of the house for forms: what Tasklist can show, keys that are variables, a label for everything to be filled in. */
final class FormRules {

  private static final int NEWEST_SCHEMA = 16;
  private static final Set<String> COMPONENTS = Set.of("textfield", "textarea", "number", "datetime", "expression", "checkbox", "checklist", "radio",
      "select", "taglist", "text", "html", "image", "table", "iframe", "button", "separator", "spacer", "group", "dynamiclist");

  private FormRules() {}

  static void check(String id, JsonNode form, Notes notes) {
    notes.addUnless(form.path("id").asText().equals(id), Rule.MODEL_ID, "", "id \"%s\", expected %s".formatted(form.path("id").asText(), id));
    int schema = form.path("schemaVersion").asInt(Integer.MAX_VALUE);
    notes.addUnless(schema <= NEWEST_SCHEMA, Rule.FORM_VERSION, "",
        form.has("schemaVersion") ? "schema version %s".formatted(form.path("schemaVersion").asText()) : "no schema version");
    components(form.path("components"), new HashSet<>(), notes);
    PatientFormRules.check(form, notes);
  }

  private static void components(JsonNode components, Set<String> keys, Notes notes) {
    for (JsonNode component : components) {
      String type = component.path("type").asText();
      String where = Forms.describe(component);
      notes.addUnless(COMPONENTS.contains(type), Rule.FORM_COMPONENT, where, "a field of type \"%s\"".formatted(type));
      if (component.hasNonNull("key")) {
        field(component, type, where, keys, notes);
      }
      notes.addUnless(!type.equals("dynamiclist") || component.path("disableCollapse").asBoolean(), Rule.FORM_LIST_FOLDS, where,
          "shows %s rows and folds the others".formatted(component.path("nonCollapsedItems").asText("5")));
      // A list's rows and a group with a path have names of their own.
      boolean ownNames = type.equals("dynamiclist") || !component.path("path").asText().isEmpty();
      components(component.path("components"), ownNames ? new HashSet<>() : keys, notes);
    }
  }

  private static void field(JsonNode component, String type, String where, Set<String> keys, Notes notes) {
    String key = component.get("key").asText();
    notes.addUnless(keys.add(key), Rule.FORM_KEY_TWICE, where, "key \"%s\"".formatted(key));
    notes.addUnless(key.matches("[a-z][A-Za-z0-9]*"), Rule.FORM_KEY_NAME, where, "key \"%s\"".formatted(key));
    String label = component.path("label").asText();
    if (type.equals("datetime")) {
      label += component.path("dateLabel").asText() + component.path("timeLabel").asText();
    }
    notes.addUnless(!label.isBlank() || type.equals("button"), Rule.FORM_LABEL, where, "no label");
  }
}
