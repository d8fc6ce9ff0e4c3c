package org.careloop.protocol.comparing;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** A BPMN diagram taken apart: each step, event, way and message with what is written about it, and the drawing as one. */
final class DiagramParts {

  private static final String BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
  private static final String DRAWING = "the drawing";
  /** Written twice in the file; the ways say the same. */
  private static final Set<String> SAID_ELSEWHERE = Set.of("incoming", "outgoing");
  private static final Set<String> NOT_SHOWN = Set.of("id", "exporter", "exporterVersion", "executionPlatform", "executionPlatformVersion");

  private final Map<String, Part> parts = new LinkedHashMap<>();
  private final Map<String, String> labels = new HashMap<>();

  private DiagramParts(Document document) {
    for (Element element : SafeXml.all(document, "*")) {
      String id = element.getAttribute("id");
      if (!id.isEmpty()) {
        labels.put(id, element.getAttribute("name").isBlank() ? id : "“%s”".formatted(element.getAttribute("name").replaceAll("\\s+", " ").strip()));
      }
    }
  }

  static Map<String, Part> of(Document document) {
    DiagramParts diagram = new DiagramParts(document);
    for (Element child : SafeXml.children(document.getDocumentElement())) {
      if (child.getLocalName().equals("BPMNDiagram")) {
        diagram.draw(child);
      } else {
        diagram.take(child, new Part(""));
      }
    }
    return diagram.parts;
  }

  private void take(Element element, Part owner) {
    String id = element.getAttribute("id");
    if (!BPMN.equals(element.getNamespaceURI()) || id.isEmpty() || isDetail(element)) {
      fold(element, owner, "");
      return;
    }
    String kind = element.getLocalName();
    Part part = new Part(Words.element(Words.of(kind), element.getAttribute("name"), id));
    parts.put(id, part);
    if (element.getParentNode() instanceof Element parent && parent.getLocalName().equals("subProcess")) {
      part.refer("stands in", parent.getAttribute("id"), label(parent.getAttribute("id")));
    }
    attributes(element, part, "");
    for (Element child : SafeXml.children(element)) {
      if (!SAID_ELSEWHERE.contains(child.getLocalName())) {
        take(child, part);
      }
    }
  }

  /** What has an id, and is still a property of what it stands in. */
  private static boolean isDetail(Element element) {
    String name = element.getLocalName();
    return name.endsWith("EventDefinition") || name.endsWith("LoopCharacteristics") || name.endsWith("Expression") || name.equals("extensionElements")
        || name.equals("documentation") || name.startsWith("time") || name.equals("flowNodeRef") || name.equals("text");
  }

  private void fold(Element element, Part owner, String prefix) {
    String what = what(element, prefix);
    if (element.getLocalName().endsWith("EventDefinition")) {
      owner.note("kind", Words.of(element.getLocalName().replace("EventDefinition", "")));
    }
    attributes(element, owner, element.getLocalName().matches(".*(EventDefinition|extensionElements|inputParameter|outputParameter|in|out)") ? prefix : what);
    if (SafeXml.children(element).isEmpty()) {
      if (element.getLocalName().equals("flowNodeRef")) {
        owner.refer(what, element.getTextContent().strip(), label(element.getTextContent().strip()));
      } else {
        owner.note(what, element.getTextContent());
      }
    }
    for (Element child : SafeXml.children(element)) {
      fold(child, owner, element.getLocalName().matches("extensionElements|inputOutput|.*EventDefinition") ? prefix : what);
    }
  }

  private String what(Element element, String prefix) {
    String name = switch (element.getLocalName()) {
      case "inputParameter" -> "given " + element.getAttribute("name");
      case "outputParameter" -> "sets " + element.getAttribute("name");
      case "in" -> "hands over " + firstOf(element, "target", "variables", "businessKey");
      case "out" -> "takes back " + firstOf(element, "target", "variables");
      case "flowNodeRef" -> "holds";
      default -> Words.of(element.getLocalName());
    };
    return prefix.isEmpty() ? name : prefix + ", " + name;
  }

  private void attributes(Element element, Part part, String prefix) {
    String local = element.getLocalName();
    var attributes = element.getAttributes();
    for (int i = 0; i < attributes.getLength(); i++) {
      Node attribute = attributes.item(i);
      String name = attribute.getLocalName() == null ? attribute.getNodeName() : attribute.getLocalName();
      boolean technical = "http://www.w3.org/2000/xmlns/".equals(attribute.getNamespaceURI())
          || "http://www.w3.org/2001/XMLSchema-instance".equals(attribute.getNamespaceURI());
      if (technical || NOT_SHOWN.contains(name)) {
        continue;
      }
      String value = Words.value(attribute.getNodeValue());
      String what = prefix.isEmpty() ? Words.of(name) : prefix + ", " + Words.of(name);
      if (local.equals("in") || local.equals("out")) {
        if (!name.equals("target")) {
          part.note(what(element, ""), name.equals("businessKey") || name.equals("variables") ? value : Words.of(name) + " " + value);
        }
      } else if (name.endsWith("Ref") && !name.equals("formRef") && !name.equals("decisionRef") || name.equals("default")) {
        part.refer(what, attribute.getNodeValue(), label(attribute.getNodeValue()));
      } else if (!(local.endsWith("putParameter") && name.equals("name"))) {
        part.note(what, value);
      }
    }
  }

  private void draw(Element diagram) {
    Part drawing = new Part("The drawing");
    for (String shape : new String[] {"BPMNShape", "BPMNEdge"}) {
      var found = diagram.getElementsByTagNameNS("*", shape);
      for (int i = 0; i < found.getLength(); i++) {
        Element drawn = (Element) found.item(i);
        StringBuilder points = new StringBuilder();
        var all = drawn.getElementsByTagNameNS("*", "*");
        for (int k = 0; k < all.getLength(); k++) {
          Element point = (Element) all.item(k);
          points.append(point.getAttribute("x")).append(',').append(point.getAttribute("y")).append(',').append(point.getAttribute("width"))
              .append(',').append(point.getAttribute("height")).append(' ');
        }
        drawing.facts().put(drawn.getAttribute("bpmnElement"), points.toString());
      }
    }
    parts.put(DRAWING, drawing);
  }

  static boolean isDrawing(String id) {
    return id.equals(DRAWING);
  }

  private String label(String id) {
    return labels.getOrDefault(id, id);
  }

  private static String firstOf(Element element, String... attributes) {
    for (String attribute : attributes) {
      if (element.hasAttribute(attribute)) {
        return attribute.equals("target") ? element.getAttribute(attribute) : Words.of(attribute);
      }
    }
    return "";
  }
}
