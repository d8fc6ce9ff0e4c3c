package org.careloop.protocol;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Walks a diagram that an intake calls, with the data handed to it as the intake does, and patients of its own in the health record. */
abstract class IntakePartTest extends NewsTest {

  /** Nobody here is born on the same day, or they would resemble each other; only those of one family are. */
  private static final Map<String, LocalDate> BORN = new ConcurrentHashMap<>();

  @LocalServerPort private int port;
  protected SandboxWires wires;

  @BeforeEach
  void reachTheHealthRecord() {
    wires = new SandboxWires(port);
  }

  /** Somebody new in the health record, whom nobody else there resembles; the record number is the id's last part. */
  protected Person newPatient() {
    return newPatient(number(), "Person" + System.nanoTime(), "");
  }

  /** @param more further elements of the Patient, each with a comma before it */
  protected Person newPatient(String recordNumber, String family, String more) {
    String id = wires.create("Patient", """
        {"resourceType": "Patient", "active": true, "name": [{"use": "official", "family": "%s", "given": ["Ada"]}], "gender": "female",
         "birthDate": "%s", "identifier": [{"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]},
         "system": "urn:careloop:facility:MERCY:mrn", "value": "%s"}]%s}""".formatted(family, BORN.computeIfAbsent(family, anew -> LocalDate.of(1940, 1, 1).plusDays(BORN.size() * 3L)), recordNumber, more));
    return new Person(id, recordNumber, family);
  }

  protected static String number() {
    return "T" + System.nanoTime();
  }

  /** What every part of an intake gets, and more where given. */
  protected static Map<String, Object> of(Person patient, Object... more) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("patientId", patient == null ? null : patient.id());
    variables.put("patientLabel", patient == null ? "Not identified yet" : "Test Patient · born 1951-04-03");
    variables.put("careTeam", null);
    variables.put("intensity", "not yet assessed");
    variables.put("taskPriority", 50);
    for (int i = 0; i < more.length; i += 2) {
      variables.put((String) more[i], more[i + 1]);
    }
    return variables;
  }

  protected ProcessInstance begin(Map<String, Object> variables) {
    ProcessInstance part = start(diagram(), variables);
    runDueJobs();
    return part;
  }

  /** A form's answers, of which some may be left empty. */
  protected static Map<String, Object> form(Object... namesAndValues) {
    Map<String, Object> form = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      form.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return form;
  }

  protected static String clock() {
    return ClockUtil.getCurrentTime().toInstant().toString();
  }

  /** Somebody in the health record. */
  protected record Person(String id, String recordNumber, String family) {

    String identifier() {
      return "urn:careloop:facility:MERCY:mrn|" + recordNumber;
    }

    String reference() {
      return "Patient/" + id;
    }
  }
}
