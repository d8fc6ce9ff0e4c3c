package org.careloop.engine.forms;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Every name that a form could show or ask: its keys, the variables of its choices, what its texts and conditions mention. */
public final class FormNames {

  private static final Pattern NAME = Pattern.compile("(?<![\\w.])[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern IN_BRACES = Pattern.compile("\\{\\{(.*?)}}", Pattern.DOTALL);

  private FormNames() {}

  /** The variables this form may be given; words of its expressions that are no variables are among them. */
  public static Set<String> of(JsonNode form) {
    Set<String> names = new TreeSet<>();
    collect(form, names);
    return names;
  }

  private static void collect(JsonNode node, Set<String> names) {
    node.fields().forEachRemaining(property -> {
      JsonNode value = property.getValue();
      if (value.isTextual()) {
        read(property.getKey(), value.asText(), names);
      }
      collect(value, names);
    });
    node.elements().forEachRemaining(element -> {
      if (!node.isObject()) {
        collect(element, names);
      }
    });
  }

  private static void read(String property, String text, Set<String> names) {
    if (property.equals("key") || property.equals("path") || property.equals("valuesKey") || text.startsWith("=")) {
      expression(text, names);
    } else {
      IN_BRACES.matcher(text).results().forEach(part -> expression(part.group(1), names));
    }
  }

  private static void expression(String text, Set<String> names) {
    NAME.matcher(QUOTED.matcher(text).replaceAll("")).results().forEach(name -> names.add(name.group()));
  }
}
