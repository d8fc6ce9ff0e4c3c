package org.careloop.inbox;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes ADT messages of one imagined hospital, as tests need them. Every message has a control id of its own unless it is told
 * another.
 */
final class Adt {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String trigger;
  private String application = "ADTApp";
  private String facility = "GENERAL";
  private String controlId = "C" + NUMBER.incrementAndGet();
  private String time = "20260306143000";
  private String version = "2.5.1";
  private String charset = "UNICODE UTF-8";
  private String event;
  private String recordedAt;
  private String patient = "100200^^^GENERAL^MR";
  private String name = "TESTER^ANNA";
  private String born = "19480101";
  private String died = "";
  private String diedAt = "";
  private String patientClass = "I";
  private String kind = "E";
  private String service = "MED";
  private String visit = "V1";
  private String disposition = "";
  private String admitted = "20260301080000";
  private String discharged = "";
  private String more = "";

  private Adt(String trigger) {
    this.trigger = trigger;
    this.event = trigger;
  }

  static Adt of(String trigger) {
    return new Adt(trigger);
  }

  static Adt admission() {
    return of("A01").time("20260301081000");
  }

  static Adt discharge() {
    return of("A03").time("20260306143000").discharged("20260306140000").disposition("01");
  }

  Adt application(String value) {
    application = value;
    return this;
  }

  Adt facility(String value) {
    facility = value;
    return this;
  }

  Adt controlId(String value) {
    controlId = value;
    return this;
  }

  Adt time(String value) {
    time = value;
    return this;
  }

  Adt version(String value) {
    version = value;
    return this;
  }

  Adt charset(String value) {
    charset = value;
    return this;
  }

  Adt event(String value) {
    event = value;
    return this;
  }

  Adt recordedAt(String value) {
    recordedAt = value;
    return this;
  }

  Adt patient(String value) {
    patient = value;
    return this;
  }

  Adt name(String value) {
    name = value;
    return this;
  }

  Adt born(String value) {
    born = value;
    return this;
  }

  Adt died(String indicator, String at) {
    died = indicator;
    diedAt = at;
    return this;
  }

  Adt patientClass(String value) {
    patientClass = value;
    return this;
  }

  Adt kind(String value) {
    kind = value;
    return this;
  }

  Adt service(String value) {
    service = value;
    return this;
  }

  Adt visit(String value) {
    visit = value;
    return this;
  }

  Adt disposition(String value) {
    disposition = value;
    return this;
  }

  Adt admitted(String value) {
    admitted = value;
    return this;
  }

  Adt discharged(String value) {
    discharged = value;
    return this;
  }

  Adt and(String segment) {
    more += segment + "\r";
    return this;
  }

  String text() {
    return msh() + "EVN|" + event + "|" + (recordedAt == null ? time : recordedAt) + "\r"
        + "PID|1||" + patient + "||" + name + "||" + born + "|F" + "|".repeat(21) + diedAt + "|" + died + "\r"
        + "PV1|1|" + patientClass + "|WARD^1^A|" + kind + "|".repeat(6) + service + "|".repeat(9) + visit + "|".repeat(17) + disposition
        + "|".repeat(8) + admitted + "|" + discharged + "\r" + more;
  }

  String msh() {
    return "MSH|^~\\&|" + application + "|" + facility + "|CARELOOP|CLINIC|" + time + "||ADT^" + trigger + "|" + controlId + "|P|" + version
        + "||||||" + charset + "\r";
  }

  byte[] bytes() {
    return text().getBytes(StandardCharsets.UTF_8);
  }
}
