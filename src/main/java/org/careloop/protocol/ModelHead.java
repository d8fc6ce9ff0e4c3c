package org.careloop.protocol;

import java.util.Locale;
import java.util.Optional;
import org.careloop.protocol.comparing.SafeXml;
import org.w3c.dom.Element;

/**
 * What people call a model, and its version.
 *
 * @param id id of the process, decision or form, which is the file's name
 * @param label its name in words
 * @param versionTag empty for a form, which has none
 */
record ModelHead(String id, String label, String versionTag) {

  static String idOf(String path) {
    return path.replaceAll("^.*/|\\.[a-z]+$", "");
  }

  /** Never throws: a file that cannot be read has no name but its own. */
  static ModelHead of(String path, byte[] content) {
    String id = idOf(path);
    if (path.endsWith(".form")) {
      return new ModelHead(id, words(id), "");
    }
    try {
      var document = SafeXml.read(content);
      Optional<Element> model = SafeXml.all(document, path.endsWith(".bpmn") ? "process" : "decision").stream()
          .filter(element -> element.getAttribute("id").equals(id)).findFirst();
      String name = model.map(element -> element.getAttribute("name")).orElse("");
      return new ModelHead(id, name.isBlank() ? words(id) : name, model.map(element -> SafeXml.attribute(element, "versionTag")).orElse(""));
    } catch (IllegalArgumentException unreadable) {
      return new ModelHead(id, words(id), "");
    }
  }

  private static String words(String id) {
    return id.isEmpty() ? id : id.substring(0, 1).toUpperCase(Locale.ROOT) + id.substring(1).replace('-', ' ');
  }

  /** Whether one version tag stands after another; 1.10.0 is after 1.9.3. A tag that is no semantic version is after none. */
  static boolean isAfter(String tag, String earlier) {
    int[] now = numbers(tag);
    int[] before = numbers(earlier);
    if (now == null) {
      return false;
    }
    return before == null || java.util.Arrays.compare(now, before) > 0;
  }

  private static int[] numbers(String tag) {
    if (!tag.matches("\\d{1,6}\\.\\d{1,6}\\.\\d{1,6}")) {
      return null;
    }
    return java.util.stream.Stream.of(tag.split("\\.")).mapToInt(Integer::parseInt).toArray();
  }
}
