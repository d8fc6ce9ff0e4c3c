package org.careloop.protocol.vetting;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads a model's XML without ever following it anywhere, and speaks of its elements as people do. */
final class Xml {

  static final String BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
  static final String CAMUNDA = "http://camunda.org/schema/1.0/bpmn";
  static final String ACTIVITI = "http://activiti.org/bpmn";
  static final String CAMUNDA_DMN = "http://camunda.org/schema/1.0/dmn";

  private static final int DEEPEST = 100;

  private Xml() {}

  /** The document; empty, with a finding, when it cannot be read or names a document type. */
  static Optional<Document> read(byte[] content, Notes notes) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
      factory.setNamespaceAware(true);
      factory.setCoalescing(true);
      factory.setIgnoringComments(true);
      factory.setXIncludeAware(false);
      factory.setExpandEntityReferences(false);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      factory.setAttribute("http://www.oracle.com/xml/jaxp/properties/maxElementDepth", Integer.toString(DEEPEST));
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new DefaultHandler());
      Document document = builder.parse(new ByteArrayInputStream(content));
      for (Element element : all(document)) {
        for (Attr attribute : attributes(element)) {
          if (XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI.equals(attribute.getNamespaceURI()) && attribute.getLocalName().endsWith("chemaLocation")) {
            notes.add(Rule.EXTERNAL_SCHEMA, "", "the attribute %s".formatted(attribute.getName()));
          }
        }
      }
      return Optional.of(document);
    } catch (SAXParseException e) {
      if (String.valueOf(e.getMessage()).contains("disallow-doctype-decl")) {
        notes.add(Rule.DOCTYPE, "", "line %d declares a document type (DOCTYPE)".formatted(e.getLineNumber()));
      } else {
        notes.add(Rule.NOT_WELL_FORMED, "", "line %d: %s".formatted(e.getLineNumber(), e.getMessage()));
      }
    } catch (SAXException | IOException e) {
      notes.add(Rule.NOT_WELL_FORMED, "", "not readable as XML: %s".formatted(e.getMessage()));
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("This Java has no safe XML parser", e);
    }
    return Optional.empty();
  }

  static List<Element> all(Document document) {
    List<Element> elements = new ArrayList<>();
    NodeList nodes = document.getElementsByTagName("*");
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  static List<Attr> attributes(Element element) {
    List<Attr> attributes = new ArrayList<>();
    for (int i = 0; i < element.getAttributes().getLength(); i++) {
      attributes.add((Attr) element.getAttributes().item(i));
    }
    return attributes;
  }

  /** The text that is the element's own; what lies between its children as one, as the engine reads it. */
  static String text(Element element) {
    StringBuilder text = new StringBuilder();
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child.getNodeType() == Node.TEXT_NODE || child.getNodeType() == Node.CDATA_SECTION_NODE) {
        text.append(child.getNodeValue());
      }
    }
    return text.toString();
  }

  /** True for the element and for everything in it. */
  static boolean within(Element element, Element container) {
    for (Node node = element; node != null; node = node.getParentNode()) {
      if (node == container) {
        return true;
      }
    }
    return false;
  }

  /** The nearest element with an id, as people see it: {@code user task "Call patient" (callPatient)}. */
  static String describe(Element element) {
    Element named = element;
    while (!named.hasAttribute("id") && named.getParentNode() instanceof Element parent) {
      named = parent;
    }
    String label = named.hasAttribute("name") ? named.getAttribute("name") : named.getAttribute("label");
    return describe(named.getLocalName(), label, named.getAttribute("id"));
  }

  static String describe(String type, String label, String id) {
    if ("definitions".equals(type)) {
      return "";
    }
    String kind = type.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(java.util.Locale.ROOT).replace("sequence flow", "arrow");
    String shown = label == null || label.isBlank() ? "" : " \"" + Expressions.shortened(label.trim().replaceAll("\\s+", " ")) + "\"";
    return kind + shown + (id == null || id.isEmpty() ? "" : " (" + id + ")");
  }
}
