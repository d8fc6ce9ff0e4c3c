package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.careloop.sandbox.Partners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

class PlanDeliveryTest extends PlanTest {

  @Autowired private Partners partners;
  @LocalServerPort private int port;

  private SandboxWires wires;
  private String episode;

  @Override
  protected String diagram() {
    return "plan-delivery";
  }

  @BeforeEach
  void thePatientIsEnrolled() {
    wires = new SandboxWires(port);
    episode = wires.openEpisode(PATIENT);
  }

  @AfterEach
  void thePartnersAreWell() {
    partners.heal();
  }

  private Map<String, Object> approved(Object... more) {
    Map<String, Boolean> met = new TreeMap<>();
    List.of("problemList", "expectedOutcomeAndPrognosis", "measurableGoals", "cognitiveFunctionalAssessment", "symptomManagement",
        "plannedInterventions", "medicationManagement", "environmentalEvaluation", "caregiverAssessment", "outsideCoordination", "reviewSchedule",
        "communityServices", "electronic24x7Access", "primaryCoordinator", "consent").forEach(element -> met.put(element, true));
    Map<String, Object> plan = enrolled("episodeOfCareId", episode, "planVersion", 1, "planStatus", "draft", "planItems",
        plain(List.of(item("1", "Falls", "No fall in a month", "Walk daily", "nurse", "2026-03-20"),
            item("2", "Food", "Eats each day", "Food bank", "socialWorker", "2026-03-13"))),
        "planByProblem", plain(List.of()), "elementsMet", plain(met), "reviewDueAt", "2026-06-05T03:59:59Z", "copyDueAt", "2026-03-14T03:59:59Z",
        "linkExpiresAt", "2026-03-20T03:59:59Z");
    for (int i = 0; i < more.length; i += 2) {
      plan.put((String) more[i], more[i + 1]);
    }
    return plan;
  }

  @Test
  void anApprovedPlanIsWrittenGivenAndActive() {
    ProcessInstance delivery = called("plan-delivery", approved());
    JsonNode draft = wires.read("CarePlan/" + variable(delivery, "carePlanId"));
    assertThat(draft.path("status").asText()).as("not active before the patient has it").isEqualTo("draft");
    assertThat(draft.path("activity")).hasSize(2);
    assertThat(passed(delivery, "linkSent")).isEqualTo(1);

    complete("givePlanToPatient", Map.of("copyWay", "paper"));

    assertThat(passed(delivery, "planActive")).isEqualTo(1);
    assertThat(wires.read("CarePlan/" + variable(delivery, "carePlanId")).path("status").asText()).isEqualTo("active");
    assertThat(wires.read("CareTeam/" + variable(delivery, "careTeamId")).path("status").asText()).isEqualTo("active");
    assertThat(failures).isEmpty();
  }

  @Test
  void aPlanIsNotActiveBeforeThePatientHasIt() {
    ProcessInstance delivery = called("plan-delivery", approved());
    complete("givePlanToPatient", Map.of("copyWay", "notYet"));
    assertThat(openTasks()).containsExactly("givePlanToPatient");

    complete("givePlanToPatient", Map.of("copyWay", "notApplicable", "copyReason", "no address"));
    assertThat(passed(delivery, "planActive")).isEqualTo(1);
  }

  @Test
  void thePatientWhoReadThePlanAtTheLinkSettlesTheTask() {
    ProcessInstance delivery = called("plan-delivery", approved());
    complete("givePlanToPatient", new HashMap<>(Map.of("patientQuestion", "May I walk after lunch?")));
    assertThat(passed(delivery, "planActive")).isEqualTo(1);
  }

  @Test
  void aPatientWhoCannotBeWrittenToGetsThePlanOnPaper() {
    ProcessInstance delivery = called("plan-delivery", approved("patientId", unreachable()));
    assertThat(passed(delivery, "onPaperOnly")).isEqualTo(1);
    assertThat(openTasks()).containsExactly("givePlanToPatient");
  }

  @Test
  void aPlanNobodyGivesIsEscalatedOnce() {
    ProcessInstance delivery = called("plan-delivery", approved());
    timePassesUntil(Instant.parse("2026-03-14T12:00:00Z"));
    assertThat(openTasks()).containsExactly("decideOnDeadline", "givePlanToPatient");
    settleEscalations();
    assertThat(passed(delivery, "copyEscalated")).isEqualTo(1);
  }

  @Test
  void aHealthRecordThatFailsInTheMiddleLosesNothingAndDoublesNothing() {
    int before = plans();
    ProcessInstance delivery = runtime.startProcessInstanceByKey("plan-delivery", PATIENT, approved());
    runOne("recordCareTeam");
    partners.set(Partners.EHR, Partners.Mode.RESET, Duration.ofMillis(500));
    runOne("writeCarePlan");
    runOne("writeCarePlan");
    assertThat(failures).isNotEmpty();
    assertThat(openTasks()).isEmpty();

    partners.heal();
    runDueJobs();

    assertThat(openTasks()).containsExactly("givePlanToPatient");
    assertThat(plans()).as("one plan more").isEqualTo(before + 1);
    assertThat(wires.read("CarePlan/" + variable(delivery, "carePlanId")).path("activity")).hasSize(2);
  }

  private int plans() {
    return wires.read("CarePlan?_count=200&subject=Patient/" + PATIENT).path("entry").size();
  }

  private void runOne(String step) {
    management.createJobQuery().activityId(step).list().forEach(job -> {
      try {
        management.executeJob(job.getId());
      } catch (RuntimeException failed) {
        failures.add(failed);
      }
    });
    ClockUtil.setCurrentTime(Date.from(ClockUtil.getCurrentTime().toInstant().plus(Duration.ofMinutes(20))));
  }

  /** A patient of the record without any address to write to. */
  private String unreachable() {
    return wires.create("Patient", """
        {"resourceType": "Patient", "name": [{"family": "Unreached", "given": ["Una"]}], "birthDate": "1950-01-01"}""");
  }
}
