package org.careloop.protocol;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.variable.Variables;
import org.careloop.engine.CareEvents;
import org.careloop.event.CareEvent;
import org.careloop.event.PlanActionRequested;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.transaction.support.TransactionTemplate;

/** A patient with a care plan and an enrolment in the health record, and the case that it stands in: small, with the doors of the plan's own. */
abstract class CaseworkTest extends OutreachTest {

  @LocalServerPort private int port;
  @Autowired private CareEvents events;
  @Autowired private TransactionTemplate transaction;
  protected SandboxWires wires;
  protected String plan;
  protected String episode;

  @BeforeEach
  void aPatientHasAPlan() {
    if (repository.createProcessDefinitionQuery().processDefinitionKey("plan-host").count() == 0) {
      repository.createDeployment().addClasspathResource("engine/plan-host.bpmn").deploy();
    }
    wires = new SandboxWires(port);
    plan = wires.openCarePlan(PATIENT);
    episode = wires.create("EpisodeOfCare", """
        {"resourceType": "EpisodeOfCare", "status": "active", "patient": {"reference": "Patient/%s"}}""".formatted(PATIENT));
  }

  /** What the plan's case hands to what it calls, and more where given. */
  protected Map<String, Object> known(Object... more) {
    Map<String, Object> variables = new HashMap<>(Map.of("patientId", PATIENT, "patientLabel", "Test Patient · 1948-05-17", "intensity", "tier 3",
        "taskPriority", 80, "occurredAt", START.toString(), "requestedBy", "coordinator", "primaryCoordinator", "coordinator", "carePlanId", plan,
        "episodeOfCareId", episode));
    variables.put("careTeam", null);
    variables.put("careTeamId", null);
    variables.put("openItems", plain(List.of(Map.of("itemId", "1", "intervention", "Weigh every day", "dueDate", "2026-03-20"))));
    for (int i = 0; i < more.length; i += 2) {
      variables.put((String) more[i], more[i + 1]);
    }
    return variables;
  }

  /** The case with its own task, of the coordinator's, due in two business days. */
  protected ProcessInstance hosted() {
    ProcessInstance host = runtime.startProcessInstanceByKey("plan-host", PATIENT, known());
    runDueJobs();
    return host;
  }

  protected void ask(String action) {
    tell(new PlanActionRequested(PATIENT, action, "coordinator", START));
  }

  protected void tell(CareEvent news) {
    transaction.executeWithoutResult(status -> events.tell(news));
    runDueJobs();
  }

  /** The one called process of this diagram that the case has open. */
  protected ProcessInstance called(ProcessInstance host) {
    return runtime.createProcessInstanceQuery().processDefinitionKey(diagram()).rootProcessInstanceId(host.getId()).singleResult();
  }

  protected static Object plain(List<?> list) {
    return Variables.objectValue(new java.util.ArrayList<>(list)).serializationDataFormat("application/json").create();
  }
}
