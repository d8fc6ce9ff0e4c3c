package org.careloop.inbox;

import static org.careloop.inbox.Hl7Fields.NULLED;
import static org.careloop.inbox.Hl7Fields.clean;
import static org.careloop.inbox.Hl7Fields.first;
import static org.careloop.inbox.Hl7Fields.only;
import static org.careloop.inbox.Hl7Fields.orEmpty;
import static org.careloop.inbox.Hl7Fields.value;

import ca.uhn.hl7v2.model.Segment;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.careloop.inbox.Reading.Merged;
import org.careloop.inbox.Refusal.Code;
import org.careloop.inbox.StayNews.Trigger;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Reads HL7 v2 messages of versions 2.3 to 2.8: stays and merges (ADT), and who is proposed for enrolment. Stores and tells nothing.
 */
@Component
class Hl7Reader {

  private static final Map<String, Trigger> TRIGGERS = Map.ofEntries(
      Map.entry("A01", Trigger.ADMITTED),
      Map.entry("A02", Trigger.TRANSFERRED),
      Map.entry("A03", Trigger.DISCHARGED),
      Map.entry("A04", Trigger.REGISTERED),
      Map.entry("A05", Trigger.PREADMITTED),
      Map.entry("A06", Trigger.BECAME_INPATIENT),
      Map.entry("A07", Trigger.BECAME_OUTPATIENT),
      Map.entry("A08", Trigger.UPDATED),
      Map.entry("A11", Trigger.ADMISSION_CANCELLED),
      Map.entry("A13", Trigger.DISCHARGE_CANCELLED));

  private final InboxSettings settings;
  private final ZoneId practiceZone;
  private final RecordNumbers recordNumbers;
  private final Hl7Envelope envelope;
  private final Hl7Segments segments = new Hl7Segments();

  @Autowired
  Hl7Reader(InboxSettings settings, @Value("${careloop.zone:America/New_York}") ZoneId practiceZone) {
    this.settings = settings;
    this.practiceZone = practiceZone;
    this.recordNumbers = new RecordNumbers(settings);
    this.envelope = new Hl7Envelope(settings);
  }

  /**
   * Reads one message.
   *
   * @param correction what a person said about it; null for a message as it comes from its sender
   * @throws Refusal when the content is at fault and the sender must repair it
   */
  Letter read(String door, Hl7Text text, Instant receivedAt, Correction correction) {
    Hl7Header header = envelope.header(text.segments().get(0));
    Hl7Envelope.refuseWrongOrder(text.segments());
    List<Segment> parsed = segments.parse(text.segments());
    Findings findings = new Findings(text.notes(), correction != null);
    segments.noteUnknown(text.segments(), findings);
    String namespace = part(header.sendingFacility(), text, 0);
    String universalId = part(header.sendingFacility(), text, 1);
    ZoneId zone = settings.zone(namespace, universalId, practiceZone);
    Instant sentAt = envelope.messageTime(text.segments().get(0), zone, receivedAt, correction != null, findings);
    Hl7Message message = new Hl7Message(header, text, parsed, settings.facility(namespace, universalId), zone, receivedAt,
        settings.futureTolerance(), sentAt, correction, findings);
    Reading reading = reading(message);
    return new Letter(door, orEmpty(header.sendingApplication()), orEmpty(header.sendingFacility()), header.controlId(),
        Fingerprint.of(text.text()), message.type(), sentAt, text.text(), findings.notes(), null, reading);
  }

  private Reading reading(Hl7Message message) {
    String type = message.type();
    if (settings.recordedOnly().contains(type)) {
      return new Reading.Nothing();
    }
    if (EnrolmentReader.TYPES.contains(type)) {
      refuseBirthInFuture(message);
      return new EnrolmentReader(recordNumbers).read(type, message.segments(), message.facility(), message.time(), message.correction(),
          message.findings());
    }
    boolean merge = type.equals("ADT^A40");
    if (!merge && !(message.header().messageCode().equals("ADT") && TRIGGERS.containsKey(String.valueOf(message.header().trigger())))) {
      return new Reading.Unmatched("message-type-not-read",
          "MSH-9: no protocol is started by %s. Act on it by hand, then discard it.".formatted(type));
    }
    refuseBirthInFuture(message);
    compareEvent(message);
    return merge ? merge(message) : stay(message);
  }

  private Reading stay(Hl7Message message) {
    Findings findings = message.findings();
    Segment pid = only(message.segments(), "PID");
    Segment pv1 = only(message.segments(), "PV1");
    if (pv1 == null) {
      throw new Refusal(Code.SEGMENT_SEQUENCE, "PV1", "segment missing, ADT^%s is about a visit".formatted(message.header().trigger()));
    }
    StayReader stay = new StayReader(message, settings, TRIGGERS.get(message.header().trigger()), pid, pv1);
    String encounterId = stay.encounterId();
    String sent = recordNumbers.identifier(pid, 3, message.facility(), message.linkedPatient() != null, findings);
    StayNews news = stay.news(encounterId, message.linkedPatient() != null ? message.linkedPatient() : sent);
    return findings.needPerson() ? findings.reading() : new Reading.OfStay(news, sent);
  }

  private Reading merge(Hl7Message message) {
    Findings findings = message.findings();
    List<Merged> merged = new ArrayList<>();
    Segment pid = null;
    boolean pidUsed = true;
    for (Segment segment : message.segments()) {
      if (segment.getName().equals("PID")) {
        if (!pidUsed) {
          break;
        }
        pid = segment;
        pidUsed = false;
      } else if (segment.getName().equals("MRG") && pid != null) {
        String into = recordNumbers.identifier(pid, 3, message.facility(), false, findings);
        String from = recordNumbers.identifier(segment, 1, message.facility(), false, findings);
        if (into != null && into.equals(from)) {
          findings.fault("contradicts-itself", "MRG-1: names the same record as PID-3, expected the record that is no more.");
        }
        merged.add(new Merged(from, into));
        pidUsed = true;
      }
    }
    if (merged.isEmpty() || !pidUsed) {
      throw new Refusal(Code.SEGMENT_SEQUENCE, "MRG", "segment missing, ADT^A40 needs one after each PID");
    }
    if (message.linkedPatient() != null && merged.size() == 1) {
      merged.set(0, new Merged(merged.get(0).identifier(), message.linkedPatient()));
    }
    return findings.needPerson() ? findings.reading() : new Reading.OfMerge(merged);
  }

  private static void refuseBirthInFuture(Hl7Message message) {
    for (Segment segment : message.segments()) {
      String born = segment.getName().equals("PID") ? value(segment, 7, 0, 1) : null;
      if (born == null || born.equals(NULLED)) {
        continue;
      }
      Hl7Time time = Hl7Time.parse(born, message.zone());
      if (time == null) {
        message.findings().note("PID-7 is not a date: not read");
      } else if (message.isAhead(time.instant())) {
        throw new Refusal(Code.DATA_TYPE, "PID", 7, "date of birth lies in the future");
      }
    }
  }

  private static void compareEvent(Hl7Message message) {
    Hl7Header header = message.header();
    Findings findings = message.findings();
    Segment evn = first(message.segments(), "EVN");
    if (evn == null) {
      findings.note("EVN is missing: the event is taken from MSH-9");
      return;
    }
    String code = value(evn, 1, 0, 1);
    if (code != null && !code.equals(header.trigger())) {
      String said = "EVN-1: %s contradicts MSH-9 (%s)".formatted(code.matches("\\w{1,8}") ? code : "its value", header.trigger());
      // Withdrawn in 2.7; until then a field that people filled in and read.
      if (header.version() != null && header.version().matches("2\\.[78].*")) {
        findings.note(said + ": the field was withdrawn in version 2.7, MSH-9 counts");
      } else {
        findings.doubt("contradicts-itself", said + ", expected the same event in both.");
      }
    }
    for (int field : new int[] {2, 6}) {
      Hl7Time time = message.time(evn, field);
      if (time != null && message.isAhead(time.instant())) {
        findings.doubt("event-in-future", "EVN-%d: %s lies in the future, expected an event that has happened.".formatted(field,
            time.instant()));
      }
    }
  }

  private static String part(String field, Hl7Text text, int component) {
    if (field == null) {
      return null;
    }
    String[] parts = field.split(Pattern.quote(text.segments().get(0).substring(4, 5)), -1);
    return component < parts.length ? clean(parts[component]) : null;
  }
}
