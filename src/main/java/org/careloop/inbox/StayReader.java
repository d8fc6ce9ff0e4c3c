package org.careloop.inbox;

import static org.careloop.inbox.Hl7Fields.LONGEST_ID;
import static org.careloop.inbox.Hl7Fields.NULLED;
import static org.careloop.inbox.Hl7Fields.first;
import static org.careloop.inbox.Hl7Fields.refuseLong;
import static org.careloop.inbox.Hl7Fields.refuseUnfit;
import static org.careloop.inbox.Hl7Fields.value;

import ca.uhn.hl7v2.model.Segment;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.careloop.inbox.Refusal.Code;
import org.careloop.inbox.StayNews.Trigger;

/** Reads EVN, PID and PV1 of one message into what they say about the stay: which it is, its times, its end. Tells nothing. */
final class StayReader {

  private final Hl7Message message;
  private final InboxSettings settings;
  private final Trigger trigger;
  private final Segment pid;
  private final Segment pv1;
  private final Findings findings;
  private final Set<String> cleared = new HashSet<>();

  StayReader(Hl7Message message, InboxSettings settings, Trigger trigger, Segment pid, Segment pv1) {
    this.message = message;
    this.settings = settings;
    this.trigger = trigger;
    this.pid = pid;
    this.pv1 = pv1;
    this.findings = message.findings();
  }

  /** Facility and visit number; null (and said so) where one is missing. */
  String encounterId() {
    String facility = message.facility();
    Correction correction = message.correction();
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

  /** What the message says, about this stay of this patient. */
  StayNews news(String encounterId, String patient) {
    String patientClass = patientClass();
    String disposition = disposition();
    Boolean died = died(disposition);
    return new StayNews(trigger, encounterId, message.facility(), patient, message.time(), admittedAt(), dischargedAt(), disposition, patientClass,
        text(pv1, 10, "hospitalService", "[\\w .-]{1,20}"), acute(), died, died == null || !died ? null : time(pid, 29, "diedAt", false),
        demographics(message.text().segments()), Set.copyOf(cleared));
  }

  private Instant admittedAt() {
    if (trigger == Trigger.PREADMITTED || trigger == Trigger.ADMISSION_CANCELLED) {
      return null;
    }
    Instant admitted = time(pv1, 44, "admittedAt", false);
    if (admitted == null || !message.isAhead(admitted)) {
      return admitted;
    }
    findings.doubt("event-in-future", "PV1-44: %s lies in the future, expected an admission that has happened.".formatted(admitted));
    return null;
  }

  private Instant dischargedAt() {
    Correction correction = message.correction();
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
    Segment evn = first(message.segments(), "EVN");
    for (int field : evn == null ? new int[0] : new int[] {6, 2}) {
      Hl7Time time = message.time(evn, field);
      if (time != null && time.date() != null) {
        findings.note("PV1-45 is empty: discharge time taken from EVN-" + field);
        return inThePast(time.latest(message.time()), "EVN-" + field);
      }
    }
    findings.note("PV1-45 is empty: the message's own time taken as discharge time");
    return message.time();
  }

  private Instant inThePast(Instant time, String where) {
    if (time != null && message.isAhead(time)) {
      findings.fault("event-in-future", "%s: %s lies in the future, expected a discharge that has happened.".formatted(where, time));
    }
    return time;
  }

  /** A time that may be a day only: the admission's means its beginning, the discharge's its end. */
  private Instant time(Segment segment, int field, String name, boolean ofDischarge) {
    String text = said(segment, field, name);
    if (text == null) {
      return null;
    }
    Hl7Time time = Hl7Time.parse(text, message.zone());
    String where = segment.getName() + "-" + field;
    if (time == null && !message.text().terminated() && isLast(segment, field)) {
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
    return ofDischarge ? time.latest(message.time()) : time.instant();
  }

  private boolean isLast(Segment segment, int field) {
    return message.segments().get(message.segments().size() - 1) == segment && segment.numFields() <= field;
  }

  private String disposition() {
    Correction correction = message.correction();
    if (correction != null && correction.dischargeDisposition() != null) {
      return correction.dischargeDisposition();
    }
    if (trigger != Trigger.DISCHARGED && trigger != Trigger.UPDATED) {
      return null;
    }
    String code = said(pv1, 36, "dischargeDisposition");
    if (code == null) {
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
    boolean byDisposition = disposition != null && StayNews.DIED.contains(disposition);
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

  /** What a field says; null for nothing, and where it says that something known is no more, that is noted. */
  private String said(Segment segment, int field, String name) {
    String text = value(segment, field, 0, 1);
    if (NULLED.equals(text)) {
      cleared.add(name);
      return null;
    }
    return text;
  }

  private String text(Segment segment, int field, String name, String form) {
    String text = said(segment, field, name);
    if (text == null) {
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
