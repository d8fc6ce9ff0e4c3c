package org.careloop.portal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.variable.Variables;
import org.careloop.sandbox.Sink;

/** A small protocol with one page of each kind for a patient at home, and what was sent to the patient. */
public final class HomePages {

  /** Born 1948-03-02, prefers texts in Spanish. */
  public static final String MARIA = "p100234";
  /** Prefers e-mails in English. */
  public static final String ROBERT = "p100311";

  private static final Pattern LINK = Pattern.compile("https?://\\S+/p/([A-Za-z0-9_-]+)");

  private HomePages() {}

  public static void deploy(ProcessEngine engine) {
    if (engine.getRepositoryService().createProcessDefinitionQuery().processDefinitionKey("home-pages").count() == 0) {
      var deployment = engine.getRepositoryService().createDeployment().name("pages at home");
      for (String file : List.of("home-pages.bpmn", "home-mood.form", "home-day.form", "home-sleep.form", "home-consent.form", "home-plan.form")) {
        deployment.addClasspathResource("patient/" + file);
      }
      deployment.deploy();
    }
  }

  public static ProcessInstance start(ProcessEngine engine, String patientId) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("patientId", patientId);
    variables.put("patientLabel", "Somebody · MRN 1");
    variables.put("primaryCoordinator", "coordinator");
    variables.put("consentContact", patientId.equals(MARIA) ? "noAnswer" : null);
    variables.put("planItems", Variables.objectValue(new ArrayList<>(List.of(
        item("Diabetes", "Diabetes", "A1c below 8 by summer", "A1c menos de 8 para el verano", "Measure blood sugar each morning",
            "Medir el azúcar cada mañana", "patient", "2026-06-30", "inProgress"),
        item("Diabetes", "Diabetes", "A1c below 8 by summer", "A1c menos de 8 para el verano", "Review insulin dose", "", "pharmacist", "2026-04-15", "completed"),
        item("Falls <b>", "Caídas", "No fall this year", "Ninguna caída este año", "Home visit by the nurse", "Visita de la enfermera", "nurse", "2026-04-01", "notStarted"),
        item("Old", "Viejo", "Dropped", "Quitado", "Dropped", "Quitado", "nurse", "2026-04-01", "cancelled"))))
        .serializationDataFormat(Variables.SerializationDataFormats.JSON).create());
    return engine.getRuntimeService().startProcessInstanceByKey("home-pages", patientId + ":" + System.nanoTime(), variables);
  }

  private static Map<String, Object> item(String problem, String problemEs, String goal, String goalEs, String what, String whatEs, String role, String due,
      String status) {
    return new HashMap<>(Map.of("problem", problem, "problemEs", problemEs, "goal", goal, "goalEs", goalEs, "intervention", what, "interventionEs", whatEs,
        "role", role, "dueDate", due, "status", status));
  }

  /** Has the protocol send a link, and gives the token in it. */
  public static String send(ProcessEngine engine, Sink sink, ProcessInstance instance, String purpose, String channel, String language, String expiresAt) {
    Map<String, Object> how = new HashMap<>();
    how.put("linkPurpose", purpose);
    how.put("messageChannel", channel);
    how.put("messageLanguage", language);
    how.put("linkExpiresAt", expiresAt);
    String task = engine.getTaskService().createTaskQuery().processInstanceId(instance.getId()).taskDefinitionKey("askForLink").singleResult().getId();
    engine.getTaskService().complete(task, how);
    runJobs(engine, instance);
    return tokenIn(channel.equals("email") ? sink.mails().get(0).text() : sink.texts().get(0).text());
  }

  public static void runJobs(ProcessEngine engine, ProcessInstance instance) {
    engine.getManagementService().createJobQuery().processInstanceId(instance.getId()).list()
        .forEach(job -> engine.getManagementService().executeJob(job.getId()));
  }

  static String tokenIn(String message) {
    Matcher link = LINK.matcher(message);
    if (!link.find()) {
      throw new AssertionError("no link in the message");
    }
    return link.group(1);
  }
}
