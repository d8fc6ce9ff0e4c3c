package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A patient who is screened at intake, and what is answered in the forms. Nothing given for a question means that it was left open. */
abstract class ScreeningPartTest extends OutreachTest {

  /** Five business days after Friday 2026-03-06, at the end of the day. */
  protected static final String DUE = "2026-03-14T03:59:59Z";

  @LocalServerPort private int port;
  protected SandboxWires wires;

  @BeforeEach
  void reachTheHealthRecord() {
    wires = new SandboxWires(port);
  }

  /** What a screening is handed, and more where given. */
  protected static Map<String, Object> screened(Object... more) {
    Map<String, Object> variables = new HashMap<>(Map.of("patientId", PATIENT, "patientLabel", "Test Patient · 1948-05-17", "age", 78,
        "preferredLanguage", "en", "screeningDueAt", DUE, "taskPriority", 50));
    variables.putAll(form(more));
    return variables;
  }

  /** What a form sends: name, value, name, value. */
  protected static Map<String, Object> form(Object... pairs) {
    Map<String, Object> form = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      form.put((String) pairs[i], pairs[i + 1]);
    }
    return form;
  }

  protected static Map<String, Object> phq2(Integer one, Integer two) {
    return form("phq2Item1", one, "phq2Item2", two, "phq2DeclinedReason", null);
  }

  /** Questions 3 to 9. */
  protected static Map<String, Object> phq9(Integer... answers) {
    Map<String, Object> form = form("phq9DeclinedReason", null);
    for (int i = 0; i < 7; i++) {
      form.put("phq9Item" + (i + 3), answers[i]);
    }
    return form;
  }

  protected static Map<String, Object> gad7(Integer... answers) {
    Map<String, Object> form = form("gad7DeclinedReason", null);
    for (int i = 0; i < 7; i++) {
      form.put("gad7Item" + (i + 1), answers[i]);
    }
    return form;
  }

  protected static Map<String, Object> noSocialNeeds(Object... more) {
    Map<String, Object> form = form("housingStatus", "steady", "homelessPast12m", false, "housingProblems", ticked(), "foodWorry", "never",
        "foodDidNotLast", "never", "transportationBarrier", "no", "utilities", "no", "otherNeeds", ticked(), "prapareWanted", null,
        "socialNeedsDeclinedReason", null);
    form.putAll(form(more));
    return form;
  }

  protected static Map<String, Object> safety(Integer... answers) {
    Map<String, Object> form = form("aloneAnswering", "alone", "homeSafetyDeclinedReason", null);
    for (int i = 0; i < 4; i++) {
      form.put("safetyItem" + (i + 1), answers[i]);
    }
    return form;
  }

  protected static Map<String, Object> home(Object... more) {
    Map<String, Object> form = form("fellPastYear", false, "feelsUnsteady", false, "worriesAboutFalling", false, "silsAnswer", "never",
        "needsDailyHelp", false, "homeAndHealthDeclinedReason", null);
    form.putAll(form(more));
    return form;
  }

  /** Completes a task and nothing else: no job runs, so that only what happens in the same transaction is seen. */
  protected void completeOnly(String taskId, Map<String, Object> form) {
    tasks.complete(task(taskId).getId(), new HashMap<>(form));
  }

  /** Open cases of a safety concern, each on its own. */
  protected List<ProcessInstance> concerns() {
    return runtime.createProcessInstanceQuery().processDefinitionKey("safety-concern").rootProcessInstances().list();
  }

  protected static Map<String, Object> assessed(Boolean q1, Boolean q2, Boolean q3, Boolean q4, Boolean q5, Boolean ever, Boolean recently) {
    return form("concernContact", "assessed", "suicideRiskAssessedAt", minute(), "cssrsQ1", q1, "cssrsQ2", q2, "cssrsQ3", q3, "cssrsQ4", q4,
        "cssrsQ5", q5, "cssrsQ6Lifetime", ever, "cssrsQ6Within3Months", recently);
  }

  /** A wish to be dead and nothing more: low risk. */
  protected static Map<String, Object> lowRisk() {
    return assessed(true, false, null, null, null, false, false);
  }

  protected void isFor(Task task, String... groups) {
    assertThat(tasks.getIdentityLinksForTask(task.getId())).extracting("groupId").containsExactlyInAnyOrder((Object[]) groups);
  }
}
