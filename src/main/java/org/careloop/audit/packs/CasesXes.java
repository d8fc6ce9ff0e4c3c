package org.careloop.audit.packs;

import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.careloop.audit.story.CaseHead;

/**
 * Cases as an event log for process mining (XES, IEEE 1849-2016): one trace a case, one event for each beginning, end and breaking off of a step.
 * Carries no patient and no case number of the hospital's: a trace bears the engine's id.
 */
final class CasesXes {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneOffset.UTC);
  private static final String PROGRAM = "Careloop";

  /** Something that happened to a step. */
  private record Moment(Instant at, String transition, CaseTrace.Step step) {}

  private final XMLStreamWriter xml;

  private CasesXes(XMLStreamWriter xml) {
    this.xml = xml;
  }

  /** Takes case after case; returns how many they were. */
  static int write(Iterator<CaseTrace> cases, OutputStream out) {
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(out, "UTF-8");
      int written = new CasesXes(xml).log(cases);
      xml.flush();
      return written;
    } catch (XMLStreamException e) {
      throw new IllegalStateException("The event log cannot be written", e);
    }
  }

  private int log(Iterator<CaseTrace> cases) throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeCharacters("\n");
    xml.writeStartElement("log");
    xml.writeDefaultNamespace("http://www.xes-standard.org/");
    xml.writeAttribute("xes.version", "1849.2016");
    xml.writeAttribute("xes.features", "");
    extension("Concept", "concept");
    extension("Time", "time");
    extension("Lifecycle", "lifecycle");
    extension("Organizational", "org");
    global("trace");
    string("concept:name", "unknown");
    xml.writeEndElement();
    global("event");
    string("concept:name", "unknown");
    string("lifecycle:transition", "complete");
    attribute("date", "time:timestamp", TIME.format(Instant.EPOCH));
    xml.writeEndElement();
    classifier("Activity", "concept:name");
    classifier("ActivityAndTransition", "concept:name lifecycle:transition");
    classifier("Resource", "org:resource");
    string("concept:name", "Careloop cases");
    string("lifecycle:model", "standard");
    int written = 0;
    while (cases.hasNext()) {
      trace(cases.next());
      written++;
    }
    xml.writeEndElement();
    xml.writeEndDocument();
    return written;
  }

  private void trace(CaseTrace one) throws XMLStreamException {
    CaseHead head = one.head();
    xml.writeStartElement("trace");
    string("concept:name", head.rootId());
    string("protocol", head.protocolId());
    string("protocolVersion", head.versionTag());
    string("outcome", head.outcome());
    attribute("boolean", "deadlineMissed", String.valueOf(head.deadlineMissed()));
    attribute("boolean", "overridden", String.valueOf(head.overridden()));
    attribute("int", "incidents", String.valueOf(head.incidents()));
    List<Moment> moments = new ArrayList<>();
    for (CaseTrace.Step step : one.steps()) {
      if (step.isWork()) {
        moments.add(new Moment(step.started(), "start", step));
      }
      if (step.ended() != null) {
        moments.add(new Moment(step.ended(), step.cancelled() ? "pi_abort" : "complete", step));
      }
    }
    moments.sort(Comparator.comparing(Moment::at));
    for (Moment moment : moments) {
      event(moment);
    }
    xml.writeEndElement();
    xml.writeCharacters("\n");
  }

  private void event(Moment moment) throws XMLStreamException {
    CaseTrace.Step step = moment.step();
    xml.writeStartElement("event");
    string("concept:name", step.name() == null || step.name().isBlank() ? step.elementId() : step.name());
    string("concept:instance", step.id());
    string("lifecycle:transition", moment.transition());
    attribute("date", "time:timestamp", TIME.format(moment.at()));
    string("org:resource", step.person() == null ? PROGRAM : step.person());
    string("process", step.process());
    string("processVersion", step.versionTag());
    string("element", step.elementId());
    string("elementType", step.type());
    xml.writeEndElement();
  }

  private void extension(String name, String prefix) throws XMLStreamException {
    xml.writeEmptyElement("extension");
    xml.writeAttribute("name", name);
    xml.writeAttribute("prefix", prefix);
    xml.writeAttribute("uri", "http://www.xes-standard.org/%s.xesext".formatted(prefix));
  }

  private void global(String scope) throws XMLStreamException {
    xml.writeStartElement("global");
    xml.writeAttribute("scope", scope);
  }

  private void classifier(String name, String keys) throws XMLStreamException {
    xml.writeEmptyElement("classifier");
    xml.writeAttribute("name", name);
    xml.writeAttribute("scope", "event");
    xml.writeAttribute("keys", keys);
  }

  private void string(String key, String value) throws XMLStreamException {
    if (value != null) {
      attribute("string", key, value);
    }
  }

  private void attribute(String type, String key, String value) throws XMLStreamException {
    xml.writeEmptyElement(type);
    xml.writeAttribute("key", key);
    xml.writeAttribute("value", PlainText.xml(value));
  }
}
