package org.careloop.protocol.vetting;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at every text of a form for what would run in the user's browser, call another host, or be more than FEEL over the case's data. */
final class FormSafety {

  private static final Set<String> ACTIVE = Set.of("html", "iframe", "script");
  private static final Pattern ADDRESS = Pattern.compile("(?i)https?:|(?:ftp|file|blob|javascript|vbscript):|data:\\s*\\w+/|(?<![\\w:/])//\\w|\\\\\\\\\\w");
  private static final Pattern TAG = Pattern.compile("(?i)<\\s*/?\\s*(?:script|iframe|img|a|object|embed|link|style|form|input|svg|math|video|audio|base|meta|body)\\b");
  private static final Pattern TEMPLATE = Pattern.compile("\\{\\{(.*?)}}", Pattern.DOTALL);
  private static final Set<String> NEVER_SHOWN = Set.of("pattern", "type", "id", "key", "value");

  private final Expressions expressions;

  FormSafety(Expressions expressions) {
    this.expressions = expressions;
  }

  void check(JsonNode form, Notes notes) {
    form.properties().forEach(property -> {
      if (!property.getKey().equals("components")) {
        texts(property.getKey(), property.getValue(), "", notes);
      }
    });
    components(form.path("components"), notes);
  }

  private void components(JsonNode components, Notes notes) {
    for (JsonNode component : components) {
      String where = Forms.describe(component);
      if (ACTIVE.contains(component.path("type").asText())) {
        notes.add(Rule.FORM_ACTIVE, where, "a field of type %s".formatted(component.path("type").asText()));
        continue;
      }
      for (Map.Entry<String, JsonNode> property : component.properties()) {
        if (!property.getKey().equals("components")) {
          texts(property.getKey(), property.getValue(), where, notes);
        }
      }
      components(component.path("components"), notes);
    }
  }

  private void texts(String name, JsonNode value, String where, Notes notes) {
    if (value.isTextual()) {
      text(name, value.asText(), where, notes);
    } else if (value.isArray()) {
      value.forEach(item -> texts(name, item, where, notes));
    } else {
      value.properties().forEach(property -> texts(property.getKey(), property.getValue(), where, notes));
    }
  }

  private void text(String name, String text, String where, Notes notes) {
    boolean aboutTheFile = where.isEmpty() && (name.equals("$schema") || name.equals("schema"));
    expressions.check(text, Expressions.Place.NONE, name, () -> where, notes);
    if (aboutTheFile || NEVER_SHOWN.contains(name)) {
      return;
    }
    if (TAG.matcher(text).find()) {
      notes.add(Rule.FORM_HTML, where, "%s: %s".formatted(name, Expressions.shortened(text)));
    } else if (ADDRESS.matcher(text).find()) {
      notes.add(Rule.FORM_LINK, where, "%s: %s".formatted(name, Expressions.shortened(text)));
    }
    if (text.startsWith("=")) {
      Feel.checkExpression(text.substring(1), name, () -> where, notes);
    } else if (name.equals("expression") && !text.isBlank()) {
      Feel.checkExpression(text, name, () -> where, notes);
    } else {
      Matcher templates = TEMPLATE.matcher(text);
      while (templates.find()) {
        template(templates.group(1).trim(), name, where, notes);
      }
    }
  }

  private static void template(String inner, String name, String where, Notes notes) {
    if (!inner.startsWith("/") && !inner.startsWith("!") && !inner.equals("else")) {
      Feel.checkExpression(inner.replaceFirst("^#(?:if|loop)\\s+", ""), name, () -> where, notes);
    }
  }
}
