package org.careloop.protocol.comparing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** A DMN file taken apart: each decision, each column and each row with its cells under the columns' labels. */
final class TableParts {

  private final Map<String, Part> parts = new LinkedHashMap<>();

  private TableParts() {}

  static Map<String, Part> of(Document document) {
    TableParts file = new TableParts();
    for (Element child : SafeXml.children(document.getDocumentElement())) {
      if (child.getLocalName().equals("decision")) {
        file.decision(child);
      } else if (!child.getLocalName().equals("DMNDI") && !child.getAttribute("id").isEmpty()) {
        file.parts.put(child.getAttribute("id"), plain(child));
      }
    }
    return file.parts;
  }

  private void decision(Element decision) {
    String id = decision.getAttribute("id");
    String name = decision.getAttribute("name");
    Part part = new Part(Words.element("Table", name, id));
    parts.put(id, part);
    attributes(decision, part, "");
    for (Element child : SafeXml.children(decision)) {
      if (child.getLocalName().equals("decisionTable")) {
        attributes(child, part, "");
        table(child, part);
      } else if (child.getLocalName().endsWith("Requirement")) {
        SafeXml.children(child).forEach(needed -> part.note("needs", needed.getAttribute("href").replaceFirst("^#", "")));
      } else {
        fold(child, part, Words.of(child.getLocalName()));
      }
    }
  }

  private void table(Element table, Part decision) {
    List<String> columns = new ArrayList<>();
    int row = 0;
    for (Element child : SafeXml.children(table)) {
      switch (child.getLocalName()) {
        case "input", "output" -> {
          boolean input = child.getLocalName().equals("input");
          String label = child.getAttribute("label").isBlank() ? SafeXml.attribute(child, "name") : child.getAttribute("label");
          columns.add(label.isBlank() ? child.getAttribute("id") : label);
          Part column = new Part(Words.element(input ? "Column asked" : "Column of results", label, child.getAttribute("id")));
          attributes(child, column, "");
          SafeXml.children(child).forEach(detail -> fold(detail, column, Words.of(detail.getLocalName())));
          parts.put(child.getAttribute("id"), column);
        }
        case "rule" -> rule(child, ++row, columns, decision);
        default -> fold(child, decision, Words.of(child.getLocalName()));
      }
    }
  }

  private void rule(Element rule, int number, List<String> columns, Part decision) {
    String id = rule.getAttribute("id");
    String note = SafeXml.children(rule).stream().filter(child -> child.getLocalName().equals("description"))
        .map(Element::getTextContent).findFirst().orElse("");
    Part part = new Part(Words.element("Row " + number, note, "")
        + (decision.label().isEmpty() ? "" : " of " + decision.label().replaceFirst("^Table ", "")));
    int column = 0;
    for (Element child : SafeXml.children(rule)) {
      if (child.getLocalName().equals("description")) {
        part.note("note", child.getTextContent());
      } else if (column < columns.size()) {
        String text = child.getTextContent().strip();
        part.note(columns.get(column++), text.isEmpty() || text.equals("-") ? "–" : text);
      }
    }
    parts.put(id, part);
    decision.order().put(id, Integer.toString(number));
  }

  private static Part plain(Element element) {
    Part part = new Part(Words.element(Words.of(element.getLocalName()), element.getAttribute("name"), element.getAttribute("id")));
    attributes(element, part, "");
    SafeXml.children(element).forEach(child -> fold(child, part, Words.of(child.getLocalName())));
    return part;
  }

  private static void fold(Element element, Part part, String what) {
    attributes(element, part, what);
    if (SafeXml.children(element).isEmpty()) {
      part.note(what, element.getTextContent());
    }
    SafeXml.children(element).forEach(child -> fold(child, part,
        child.getLocalName().equals("text") ? what : what + ", " + Words.of(child.getLocalName())));
  }

  private static void attributes(Element element, Part part, String prefix) {
    var attributes = element.getAttributes();
    for (int i = 0; i < attributes.getLength(); i++) {
      Node attribute = attributes.item(i);
      String name = attribute.getLocalName() == null ? attribute.getNodeName() : attribute.getLocalName();
      boolean drawing = attribute.getNamespaceURI() != null && attribute.getNamespaceURI().contains("/biodi/");
      if (!drawing && !name.equals("id") && !"http://www.w3.org/2000/xmlns/".equals(attribute.getNamespaceURI())) {
        part.note(prefix.isEmpty() ? Words.of(name) : prefix + ", " + Words.of(name), Words.value(attribute.getNodeValue()));
      }
    }
  }
}
