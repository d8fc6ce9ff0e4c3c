package org.careloop.inbox;

import static org.careloop.inbox.Hl7Fields.LONGEST_ID;
import static org.careloop.inbox.Hl7Fields.NULLED;
import static org.careloop.inbox.Hl7Fields.clean;
import static org.careloop.inbox.Hl7Fields.first;
import static org.careloop.inbox.Hl7Fields.only;
import static org.careloop.inbox.Hl7Fields.refuseLong;
import static org.careloop.inbox.Hl7Fields.refuseUnfit;
import static org.careloop.inbox.Hl7Fields.value;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.model.Structure;
import ca.uhn.hl7v2.parser.DefaultModelClassFactory;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.parser.ModelClassFactory;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.careloop.inbox.Reading.Merged;
import org.careloop.inbox.Refusal.Code;
import org.careloop.inbox.StayNews.Trigger;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Reads HL7 v2 messages of versions 2.3 to 2.8: stays and merges (ADT), and who is proposed for enrolment. Only the segments that news is made of are given to the parser, as segments without a
 * message structure, so that an unusual order, an unknown segment or a large attachment does no harm. Stores and tells nothing.
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

  private static final Set<String> READ = Set.of("EVN", "PID", "MRG", "PV1", "RF1");
  private static final String VERSIONS = "2\\.([3-8])(\\.\\d)?";
  private static final int LONGEST_PART = 199;
  /** NUBC: expired; at home, in a facility, place unknown. */
  private static final Set<String> DIED = Set.of("20", "40", "41", "42");

  private final InboxSettings settings;
  private final ZoneId practiceZone;
  private final RecordNumbers recordNumbers;
  private final PipeParser parser;
  private final ModelClassFactory knownSegments = new DefaultModelClassFactory();

  @Autowired
  Hl7Reader(InboxSettings settings, @Value("${careloop.zone:America/New_York}") ZoneId practiceZone) {
    this.settings = settings;
    this.practiceZone = practiceZone;
    this.recordNumbers = new RecordNumbers(settings);
    DefaultHapiContext context = new DefaultHapiContext(new GenericModelClassFactory());
    context.setValidationContext(ValidationContextFactory.noValidation());
    this.parser = context.getPipeParser();
  }

  /**
   * Reads one message.
   *
   * @param correction what a person said about it; null for a message as it comes from its sender
   * @throws Refusal when the content is at fault and the sender must repair it
   */
  Letter read(String door, Hl7Text text, Instant receivedAt, Correction correction) {
    Hl7Header header = header(text.segments().get(0));
    refuseWrongOrder(text.segments());
    List<Segment> segments = parse(text.segments());
    Findings findings = new Findings(text.notes(), correction != null);
    noteUnknownSegments(text.segments(), findings);
    ZoneId zone = settings.zone(part(header.sendingFacility(), text, 0), part(header.sendingFacility(), text, 1), practiceZone);
    Instant messageTime = messageTime(text.segments().get(0), zone, receivedAt, correction != null, findings);
    String type = header.messageCode() + (header.trigger() == null ? "" : "^" + header.trigger());
    Reading reading = reading(header, text, segments, zone, messageTime, receivedAt, correction, findings, type);
    return new Letter(door, orEmpty(header.sendingApplication()), orEmpty(header.sendingFacility()), header.controlId(),
        Fingerprint.of(text.text()), type, messageTime, text.text(), findings.notes(), null, reading);
  }

  private Reading reading(Hl7Header header, Hl7Text text, List<Segment> segments, ZoneId zone, Instant messageTime, Instant receivedAt,
      Correction correction, Findings findings, String type) {
    if (settings.recordedOnly().contains(type)) {
      return new Reading.Nothing();
    }
    if (EnrolmentReader.TYPES.contains(type)) {
      refuseBirthInFuture(segments, zone, receivedAt, findings);
      return new EnrolmentReader(recordNumbers).read(type, segments,
          settings.facility(part(header.sendingFacility(), text, 0), part(header.sendingFacility(), text, 1)), messageTime, correction, findings);
    }
    boolean merge = type.equals("ADT^A40");
    if (!merge && !(header.messageCode().equals("ADT") && TRIGGERS.containsKey(String.valueOf(header.trigger())))) {
      return new Reading.Unmatched("message-type-not-read",
          "MSH-9: no protocol is started by %s. Act on it by hand, then discard it.".formatted(type));
    }
    refuseBirthInFuture(segments, zone, receivedAt, findings);
    compareEvent(header, segments, zone, receivedAt, findings);
    return merge
        ? merge(segments, settings.facility(part(header.sendingFacility(), text, 0), part(header.sendingFacility(), text, 1)), correction,
            findings)
        : stay(header, text, segments, zone, messageTime, receivedAt, correction, findings);
  }

  private Reading stay(Hl7Header header, Hl7Text text, List<Segment> segments, ZoneId zone, Instant messageTime, Instant receivedAt,
      Correction correction, Findings findings) {
    Segment pid = only(segments, "PID");
    Segment pv1 = only(segments, "PV1");
    if (pv1 == null) {
      throw new Refusal(Code.SEGMENT_SEQUENCE, "PV1", "segment missing, ADT^%s is about a visit".formatted(header.trigger()));
    }
    Trigger trigger = TRIGGERS.get(header.trigger());
    Facts facts = new Facts(segments, pv1, pid, zone, trigger, messageTime, receivedAt, findings, correction, !text.terminated());
    String facility = settings.facility(part(header.sendingFacility(), text, 0), part(header.sendingFacility(), text, 1));
    String encounterId = encounterId(facility, pv1, correction, findings);
    String sent = recordNumbers.identifier(pid, 3, facility, correction != null && correction.patientIdentifier() != null, findings);
    String patient = correction != null && correction.patientIdentifier() != null ? correction.patientIdentifier() : sent;
    StayNews news = facts.news(encounterId, facility, patient, text.segments());
    return findings.needPerson() ? findings.reading() : new Reading.OfStay(news, sent);
  }

  private Reading merge(List<Segment> segments, String facility, Correction correction, Findings findings) {
    List<Merged> merged = new ArrayList<>();
    Segment pid = null;
    boolean pidUsed = true;
    for (Segment segment : segments) {
      if (segment.getName().equals("PID")) {
        if (!pidUsed) {
          break;
        }
        pid = segment;
        pidUsed = false;
      } else if (segment.getName().equals("MRG") && pid != null) {
        String into = recordNumbers.identifier(pid, 3, facility, false, findings);
        String from = recordNumbers.identifier(segment, 1, facility, false, findings);
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
    if (correction != null && correction.patientIdentifier() != null && merged.size() == 1) {
      merged.set(0, new Merged(merged.get(0).identifier(), correction.patientIdentifier()));
    }
    return findings.needPerson() ? findings.reading() : new Reading.OfMerge(merged);
  }

  private Hl7Header header(String msh) {
    if (msh.length() < 9 || !msh.substring(3, 8).matches("[^\\p{Alnum}\\s]{5}") && !msh.substring(3, 7).matches("[^\\p{Alnum}\\s]{4}")) {
      throw new Refusal(Code.REQUIRED_FIELD, "MSH", 2, "expected the field separator and four encoding characters, as |^~\\&");
    }
    if (msh.substring(3, 8).chars().distinct().count() < 5) {
      throw new Refusal(Code.DATA_TYPE, "MSH", 2, "expected encoding characters that differ from each other");
    }
    Hl7Header header = Hl7Header.of(msh);
    if (header.messageCode() == null) {
      throw new Refusal(Code.REQUIRED_FIELD, "MSH", 9, "message type missing, expected for example ADT^A03");
    }
    if (!header.messageCode().matches("[A-Z][A-Z0-9]{2}") || header.trigger() != null && !header.trigger().matches("[A-Z][A-Z0-9]{2}")) {
      throw new Refusal(Code.MESSAGE_TYPE, "MSH", 9, "not a message type, expected for example ADT^A03");
    }
    if (header.messageCode().equals("ADT") && header.trigger() == null) {
      throw new Refusal(Code.REQUIRED_FIELD, "MSH", 9, "trigger event missing, expected for example ADT^A03");
    }
    if (header.controlId() == null) {
      throw new Refusal(Code.REQUIRED_FIELD, "MSH", 10, "message control id missing: without it a repetition cannot be told from news");
    }
    refuseLong(header.controlId(), "MSH", 10, LONGEST_PART);
    refuseLong(orEmpty(header.sendingApplication()), "MSH", 3, LONGEST_ID);
    refuseLong(orEmpty(header.sendingFacility()), "MSH", 4, LONGEST_ID);
    if (header.processingId() != null && !settings.processingIds().contains(header.processingId())) {
      throw new Refusal(Code.PROCESSING_ID, "MSH", 11, "expected one of " + settings.processingIds());
    }
    if (header.version() != null && !header.version().matches(VERSIONS)) {
      throw new Refusal(Code.VERSION, "MSH", 12, "expected a version from 2.3 to 2.8");
    }
    return header;
  }

  private static void refuseWrongOrder(List<String> segments) {
    boolean pid = false;
    for (int i = 1; i < segments.size(); i++) {
      if (segments.get(i).startsWith("MSH")) {
        throw new Refusal(Code.SEGMENT_SEQUENCE, "MSH", "a second one as segment %d, expected one message at a time".formatted(i + 1));
      }
      pid |= segments.get(i).startsWith("PID");
    }
    if (!pid) {
      throw new Refusal(Code.SEGMENT_SEQUENCE, "PID", "segment missing, every message must say whom it is about");
    }
  }

  private List<Segment> parse(List<String> segments) {
    char field = segments.get(0).charAt(3);
    String encoding = segments.get(0).substring(4).split(Pattern.quote(String.valueOf(field)), 2)[0];
    StringBuilder wanted = new StringBuilder("MSH").append(field).append(encoding)
        .append("       ADT^A01 1 P 2.5".replace(' ', field).replace('^', encoding.charAt(0))).append('\r');
    segments.stream().filter(segment -> READ.contains(segment.substring(0, 3))).forEach(segment -> wanted.append(segment).append('\r'));
    try {
      Message message = parse(wanted.toString());
      List<Segment> parsed = new ArrayList<>();
      for (String name : message.getNames()) {
        for (Structure structure : message.getAll(name)) {
          parsed.add((Segment) structure);
        }
      }
      return parsed;
    } catch (HL7Exception e) {
      throw new Refusal(Code.DATA_TYPE, "PID", "EVN, PID, PV1, MRG or RF1 cannot be taken apart into fields");
    }
  }

  /** One at a time: the parser completes its description of a message while it first reads one, and does so unguarded. */
  private Message parse(String message) throws HL7Exception {
    synchronized (parser) {
      return parser.parse(message);
    }
  }

  private void noteUnknownSegments(List<String> segments, Findings findings) {
    Set<String> unknown = new LinkedHashSet<>();
    for (String segment : segments) {
      String name = segment.substring(0, 3);
      try {
        if (!name.equals("MSH") && knownSegments.getSegmentClass(name, "2.5") == null) {
          unknown.add(name);
        }
      } catch (HL7Exception e) {
        unknown.add(name);
      }
    }
    if (!unknown.isEmpty()) {
      findings.note("segments not known here, passed over: " + String.join(", ", unknown.stream().limit(10).toList()));
    }
  }

  private Instant messageTime(String msh, ZoneId zone, Instant receivedAt, boolean seenByPerson, Findings findings) {
    String[] fields = msh.split(Pattern.quote(msh.substring(3, 4)), -1);
    String sent = fields.length > 6 ? fields[6].trim() : "";
    sent = sent.indexOf(msh.charAt(4)) < 0 ? sent : sent.substring(0, sent.indexOf(msh.charAt(4)));
    if (sent.isEmpty()) {
      findings.note("MSH-7 is empty: ordered by its arrival");
      return receivedAt;
    }
    Hl7Time time = Hl7Time.parse(sent, zone);
    if (time == null) {
      throw new Refusal(Code.DATA_TYPE, "MSH", 7, "not a date and time, expected YYYYMMDDHHMM[SS][+ZZZZ]");
    }
    if (time.instant().isAfter(receivedAt.plus(settings.futureTolerance()))) {
      findings.doubt("event-in-future", "MSH-7: %s lies in the future, expected the time of sending.".formatted(time.instant()));
      return seenByPerson ? receivedAt : time.instant();
    }
    return time.instant();
  }

  private void refuseBirthInFuture(List<Segment> segments, ZoneId zone, Instant receivedAt, Findings findings) {
    for (Segment segment : segments) {
      String born = segment.getName().equals("PID") ? value(segment, 7, 0, 1) : null;
      if (born == null || born.equals(NULLED)) {
        continue;
      }
      Hl7Time time = Hl7Time.parse(born, zone);
      if (time == null) {
        findings.note("PID-7 is not a date: not read");
      } else if (time.instant().isAfter(receivedAt.plus(settings.futureTolerance()))) {
        throw new Refusal(Code.DATA_TYPE, "PID", 7, "date of birth lies in the future");
      }
    }
  }

  private void compareEvent(Hl7Header header, List<Segment> segments, ZoneId zone, Instant receivedAt, Findings findings) {
    Segment evn = first(segments, "EVN");
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
      String text = value(evn, field, 0, 1);
      Hl7Time time = text == null || text.equals(NULLED) ? null : Hl7Time.parse(text, zone);
      if (time != null && time.instant().isAfter(receivedAt.plus(settings.futureTolerance()))) {
        findings.doubt("event-in-future", "EVN-%d: %s lies in the future, expected an event that has happened.".formatted(field,
            time.instant()));
      }
    }
  }

  private static String encounterId(String facility, Segment pv1, Correction correction, Findings findings) {
    String number = correction != null && correction.visitNumber() != null ? correction.visitNumber() : value(pv1, 19, 0, 1);
    if (number == null || number.equals(NULLED)) {
      findings.fault("no-visit-number", "PV1-19: empty, expected the visit number that says which stay this is about.");
      return null;
    }
    if (facility == null) {
      findings.fault("no-facility", "MSH-4: empty, expected the facility whose visit number this is.");
      return null;
    }
    refuseUnfit(number, "PV1", 19);
    refuseLong(facility + ":" + number, "PV1", 19, LONGEST_ID);
    return facility + ":" + number;
  }

  private static String part(String field, Hl7Text text, int component) {
    if (field == null) {
      return null;
    }
    String[] parts = field.split(Pattern.quote(text.segments().get(0).substring(4, 5)), -1);
    return component < parts.length ? clean(parts[component]) : null;
  }

  private static String orEmpty(String value) {
    return value == null ? "" : value;
  }

  /** Reads EVN, PID and PV1 of one message into what they say about the stay. */
  private final class Facts {

    private final List<Segment> segments;
    private final Segment pv1;
    private final Segment pid;
    private final ZoneId zone;
    private final Trigger trigger;
    private final Instant messageTime;
    private final Instant receivedAt;
    private final Findings findings;
    private final Correction correction;
    private final boolean openEnd;
    private final Set<String> cleared = new HashSet<>();

    Facts(List<Segment> segments, Segment pv1, Segment pid, ZoneId zone, Trigger trigger, Instant messageTime, Instant receivedAt,
        Findings findings, Correction correction, boolean openEnd) {
      this.segments = segments;
      this.pv1 = pv1;
      this.pid = pid;
      this.zone = zone;
      this.trigger = trigger;
      this.messageTime = messageTime;
      this.receivedAt = receivedAt;
      this.findings = findings;
      this.correction = correction;
      this.openEnd = openEnd;
    }

    StayNews news(String encounterId, String facility, String patient, List<String> lines) {
      String patientClass = patientClass();
      String disposition = disposition();
      Boolean died = died(disposition);
      return new StayNews(trigger, encounterId, facility, patient, messageTime, admittedAt(), dischargedAt(), disposition, patientClass,
          text(pv1, 10, "hospitalService", "[\\w .-]{1,20}"), acute(), died, died == null || !died ? null : time(pid, 29, "diedAt", false),
          demographics(lines), Set.copyOf(cleared));
    }

    private Instant admittedAt() {
      if (trigger == Trigger.PREADMITTED || trigger == Trigger.ADMISSION_CANCELLED) {
        return null;
      }
      Instant admitted = time(pv1, 44, "admittedAt", false);
      if (admitted == null || !admitted.isAfter(receivedAt.plus(settings.futureTolerance()))) {
        return admitted;
      }
      findings.doubt("event-in-future", "PV1-44: %s lies in the future, expected an admission that has happened.".formatted(admitted));
      return null;
    }

    private Instant dischargedAt() {
      if (correction != null && correction.dischargedAt() != null) {
        return inThePast(correction.dischargedAt(), "Discharge time");
      }
      if (trigger == Trigger.UPDATED) {
        return inThePast(time(pv1, 45, "", true), "PV1-45");
      }
      if (trigger != Trigger.DISCHARGED) {
        return null;
      }
      Instant said = time(pv1, 45, "", true);
      if (said != null || value(pv1, 45, 0, 1) != null && !NULLED.equals(value(pv1, 45, 0, 1))) {
        return inThePast(said, "PV1-45");
      }
      Segment evn = first(segments, "EVN");
      for (int field : evn == null ? new int[0] : new int[] {6, 2}) {
        String text = value(evn, field, 0, 1);
        Hl7Time time = text == null ? null : Hl7Time.parse(text, zone);
        if (time != null && time.date() != null) {
          findings.note("PV1-45 is empty: discharge time taken from EVN-" + field);
          return inThePast(time.latest(messageTime), "EVN-" + field);
        }
      }
      findings.note("PV1-45 is empty: the message's own time taken as discharge time");
      return messageTime;
    }

    private Instant inThePast(Instant time, String where) {
      if (time != null && time.isAfter(receivedAt.plus(settings.futureTolerance()))) {
        findings.fault("event-in-future", "%s: %s lies in the future, expected a discharge that has happened.".formatted(where, time));
      }
      return time;
    }

    /** A time that may be a day only: the admission's means its beginning, the discharge's its end. */
    private Instant time(Segment segment, int field, String name, boolean ofDischarge) {
      String text = value(segment, field, 0, 1);
      if (text == null) {
        return null;
      }
      if (text.equals(NULLED)) {
        cleared.add(name);
        return null;
      }
      Hl7Time time = Hl7Time.parse(text, zone);
      String where = segment.getName() + "-" + field;
      if (time == null && openEnd && isLast(segment, field)) {
        throw new Refusal(Code.DATA_TYPE, segment.getName(), field, "the message ends inside a date and time: it was cut off");
      }
      if (time == null || time.date() == null) {
        if (ofDischarge) {
          findings.fault("unreadable-time", where + ": not a date and time, expected YYYYMMDDHHMM[SS][+ZZZZ].");
        } else {
          findings.note(where + " is not a date and time: not read");
        }
        return null;
      }
      if (!time.toTheHour()) {
        findings.note(where + " is a day without time: " + (ofDischarge ? "its end is meant" : "its beginning is meant"));
      }
      return ofDischarge ? time.latest(messageTime) : time.instant();
    }

    private boolean isLast(Segment segment, int field) {
      return segments.get(segments.size() - 1) == segment && segment.numFields() <= field;
    }

    private String disposition() {
      if (correction != null && correction.dischargeDisposition() != null) {
        return correction.dischargeDisposition();
      }
      if (trigger != Trigger.DISCHARGED && trigger != Trigger.UPDATED) {
        return null;
      }
      String code = value(pv1, 36, 0, 1);
      if (code == null) {
        return null;
      }
      if (code.equals(NULLED)) {
        cleared.add("dischargeDisposition");
        return null;
      }
      String mapped = settings.nubc(code);
      if (mapped != null) {
        return mapped;
      }
      if (code.matches("\\d{1,2}")) {
        return code.length() == 1 ? "0" + code : code;
      }
      findings.note("PV1-36 is not a discharge status code of two digits: not read");
      return null;
    }

    private String patientClass() {
      String code = text(pv1, 2, "patientClass", "\\w{1,4}");
      String upper = code == null ? null : code.toUpperCase(Locale.ROOT);
      if (upper == null) {
        findings.note("PV1-2 is empty: patient class not known");
      } else if (trigger == Trigger.REGISTERED && upper.equals("I")) {
        findings.doubt("contradicts-itself", "PV1-2: I (inpatient) contradicts ADT^A04, expected an outpatient or emergency visit.");
      } else if (trigger == Trigger.BECAME_OUTPATIENT && upper.equals("I")) {
        findings.doubt("contradicts-itself", "PV1-2: I (inpatient) contradicts ADT^A07, expected the class after the change.");
      }
      return upper;
    }

    private Boolean acute() {
      String kind = text(pv1, 4, "acuteAdmission", "\\w{1,4}");
      return kind == null ? null : Set.of("A", "E", "U").contains(kind.toUpperCase(Locale.ROOT));
    }

    private Boolean died(String disposition) {
      String indicator = value(pid, 30, 0, 1);
      boolean byDisposition = disposition != null && DIED.contains(disposition);
      if (byDisposition && "N".equals(indicator)) {
        findings.doubt("contradicts-itself", "PID-30: N contradicts PV1-36 (%s, died), expected the same in both.".formatted(disposition));
      }
      if (byDisposition || "Y".equals(indicator)) {
        return true;
      }
      if (NULLED.equals(indicator)) {
        cleared.add("died");
      }
      return "N".equals(indicator) ? false : null;
    }

    private String text(Segment segment, int field, String name, String form) {
      String text = value(segment, field, 0, 1);
      if (text == null) {
        return null;
      }
      if (text.equals(NULLED)) {
        cleared.add(name);
        return null;
      }
      if (!text.matches(form)) {
        findings.note("%s-%d is not a code: not read".formatted(segment.getName(), field));
        return null;
      }
      return text;
    }

    /** Everything in PID after the identifiers, without empty fields at the end. */
    private String demographics(List<String> lines) {
      String line = lines.stream().filter(segment -> segment.startsWith("PID")).findFirst().orElseThrow();
      String separator = Pattern.quote(line.substring(3, 4));
      String[] fields = line.split(separator, 6);
      return fields.length < 6 ? null : Fingerprint.of(fields[5].replaceAll("(" + separator + ")+$", ""));
    }
  }
}
