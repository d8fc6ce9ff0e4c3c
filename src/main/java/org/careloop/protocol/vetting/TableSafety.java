package org.careloop.protocol.vetting;

import java.util.Set;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Looks at every element, attribute and text of a decision table for other languages than FEEL and for ways from FEEL into the program. */
final class TableSafety {

  private static final Set<String> KNOWN_EXTENSIONS = Set.of("historyTimeToLive", "versionTag", "inputVariable", "diagramRelationId");
  private static final String ANY_FEEL = "(?i)feel|https?://www\\.omg\\.org/spec/(DMN|FEEL)/\\d+/(FEEL/?)?";

  private final Expressions expressions;

  TableSafety(Expressions expressions) {
    this.expressions = expressions;
  }

  void check(Document document, Notes notes) {
    Element root = document.getDocumentElement();
    if (!isDmn(root) || !"definitions".equals(root.getLocalName())) {
      notes.add(Rule.OTHER_ROOT, "", "the file is no decision table but <%s>".formatted(root.getTagName()));
      return;
    }
    for (Element element : Xml.all(document)) {
      if (isDmn(element) && element.getLocalName().equals("import")) {
        notes.add(Rule.IMPORT, element, "<%s>".formatted(element.getTagName()));
      } else if (Xml.CAMUNDA_DMN.equals(element.getNamespaceURI()) || Xml.CAMUNDA.equals(element.getNamespaceURI())) {
        notes.add(Rule.UNKNOWN_EXTENSION, element, "<%s>".formatted(element.getTagName()));
      } else {
        Xml.attributes(element).forEach(attribute -> checkAttribute(element, attribute, notes));
        expressions.check(Xml.text(element), Expressions.Place.NONE, element.getLocalName(), () -> Xml.describe(element), notes);
        checkFeel(element, notes);
      }
    }
  }

  private static boolean isDmn(Element element) {
    return element.getNamespaceURI() != null && element.getNamespaceURI().contains("omg.org/spec/DMN/");
  }

  private void checkAttribute(Element element, Attr attribute, Notes notes) {
    String name = attribute.getLocalName() == null ? attribute.getName() : attribute.getLocalName();
    String shown = "%s=\"%s\"".formatted(attribute.getName(), attribute.getValue());
    if (name.equals("expressionLanguage") && !attribute.getValue().matches(ANY_FEEL)) {
      notes.add(Rule.TABLE_LANGUAGE, element, shown);
    } else if (name.equals("kind") && !attribute.getValue().equalsIgnoreCase("FEEL")) {
      notes.add(Rule.FEEL_JAVA, element, shown);
    } else if (Xml.CAMUNDA_DMN.equals(attribute.getNamespaceURI()) && !KNOWN_EXTENSIONS.contains(name)) {
      notes.add(Rule.UNKNOWN_EXTENSION, element, shown);
    } else {
      expressions.check(attribute.getValue(), Expressions.Place.NONE, name, () -> Xml.describe(element), notes);
    }
  }

  private static void checkFeel(Element element, Notes notes) {
    if (!isDmn(element) || !element.getLocalName().equals("text") || !(element.getParentNode() instanceof Element holder)) {
      return;
    }
    String text = Xml.text(element);
    // What is in another language has been refused already.
    if (text.isBlank() || holder.hasAttribute("expressionLanguage") && !holder.getAttribute("expressionLanguage").matches(ANY_FEEL)) {
      return;
    }
    switch (holder.getLocalName()) {
      case "inputEntry", "inputValues" -> {
        if (!text.trim().equals("-")) {
          Feel.checkTests(text, "condition", () -> Xml.describe(element), notes);
        }
      }
      case "inputExpression", "outputEntry", "literalExpression", "defaultOutputEntry" -> Feel.checkExpression(text, "expression", () -> Xml.describe(element), notes);
      default -> {
        // Annotations and the like are plain text.
      }
    }
  }
}
