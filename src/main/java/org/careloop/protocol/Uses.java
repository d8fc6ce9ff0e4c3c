package org.careloop.protocol;

import java.util.Set;
import java.util.TreeSet;
import org.careloop.protocol.comparing.SafeXml;
import org.careloop.protocol.vetting.ModelSet;
import org.w3c.dom.Document;

/**
 * What a diagram needs beside itself.
 *
 * @param paths files of the forms it shows, the tables it asks, the processes it calls
 * @param delegates names of the delegates it calls
 */
record Uses(Set<String> paths, Set<String> delegates) {

  /** Nothing for a file that cannot be read; the vetting says so. */
  static Uses of(byte[] diagram) {
    Set<String> paths = new TreeSet<>();
    Set<String> delegates = new TreeSet<>();
    try {
      Document document = SafeXml.read(diagram);
      for (var element : SafeXml.all(document, "*")) {
        note(paths, "forms/%s.form", SafeXml.attribute(element, "formRef"));
        note(paths, "decisions/%s.dmn", SafeXml.attribute(element, "decisionRef"));
        note(paths, "processes/%s.bpmn", SafeXml.attribute(element, "calledElement"));
        note(delegates, "%s", SafeXml.attribute(element, "delegateExpression").replaceAll("^\\$\\{|}$", ""));
      }
    } catch (IllegalArgumentException unreadable) {
      paths.clear();
    }
    return new Uses(paths, delegates);
  }

  /** What all diagrams of a set need together. */
  static Uses of(ModelSet set) {
    Uses all = new Uses(new TreeSet<>(), new TreeSet<>());
    set.files().forEach((path, content) -> {
      if (path.endsWith(".bpmn")) {
        Uses one = of(content);
        all.paths.addAll(one.paths);
        all.delegates.addAll(one.delegates);
      }
    });
    return all;
  }

  private static void note(Set<String> names, String form, String value) {
    if (!value.isEmpty()) {
      names.add(form.formatted(value));
    }
  }
}
