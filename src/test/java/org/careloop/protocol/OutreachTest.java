package org.careloop.protocol;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.spin.plugin.variable.SpinValues;

/** A patient just discharged to home, and what people answer in the forms of calls and visits. */
abstract class OutreachTest extends ProtocolTest {

  /** A sample patient of the sandbox, reachable by e-mail. */
  protected static final String PATIENT = "p100234";
  protected static final String DISCHARGED = START.toString();

  /** What every called process of a case gets, and more where given. */
  protected static Map<String, Object> discharged(Object... more) {
    Map<String, Object> variables = new HashMap<>(Map.of(
        "patientId", PATIENT, "patientLabel", "Test Patient · 1948-05-17", "encounterId", "GENHOSP:" + System.nanoTime(),
        "intensity", "high", "taskPriority", 80, "dischargedAt", DISCHARGED, "dischargeDate", "2026-03-06"));
    for (int i = 0; i < more.length; i += 2) {
      variables.put((String) more[i], more[i + 1]);
    }
    return variables;
  }

  /** A call or visit in which somebody was spoken to; lists are what Tasklist sends for checklists. */
  protected static Map<String, Object> reached(List<String> redFlags, List<String> serviceGaps) {
    return Variables.createVariables()
        .putValue("contactOutcome", "reached").putValue("contactChannel", "phone").putValue("contactedAt", minute())
        .putValue("redFlags", json(redFlags)).putValue("serviceGaps", json(serviceGaps));
  }

  protected static Map<String, Object> reached() {
    return reached(List.of(), List.of());
  }

  protected static Map<String, Object> notReached() {
    return Map.of("contactOutcome", "notReached", "contactChannel", "phone", "contactedAt", minute(), "contactReason", "noAnswer");
  }

  /** The patient can or wants to be called no more. */
  protected static Map<String, Object> ended(String contactOutcome) {
    return Map.of("contactOutcome", contactOutcome, "contactChannel", "phone", "contactedAt", minute());
  }

  /** Now, as a form's date and time field says it: to the minute. */
  protected static String minute() {
    return ClockUtil.getCurrentTime().toInstant().toString().substring(0, 16) + "Z";
  }

  protected static Object json(List<String> list) {
    return SpinValues.jsonValue(list.isEmpty() ? "[]" : "[\"" + String.join("\",\"", list) + "\"]").create();
  }
}
