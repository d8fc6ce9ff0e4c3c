package org.careloop.why;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.history.HistoricDecisionInstance;
import org.careloop.security.WebTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** The page that tells why, over a discharge's pathway. */
class WhyPageTest extends WebTest {

  @Autowired private JdbcTemplate jdbc;

  private final String patient = "why-" + System.nanoTime();

  @Test
  void theRowsThatFiredTheirInputsAndSourcesAreTold() {
    HttpResponse<String> page = signIn("nurse").get("/why/" + decided("team-east").getId());
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("<h1>Why: ", "Result", "What went in", "Row by row", "The whole table", " fired</span>", "version ");
    assertThat(page.body()).as("the patient's name is none of this page's business").doesNotContain(patient);
    assertThat(jdbc.queryForList("select kind from careloop_read_log where person = 'nurse' and patient_id = ?", String.class, patient))
        .containsExactly("DECISION");
  }

  @Test
  void aPatientOfAnotherTeamIsNotShownUntilTheCaseIsOpened() {
    String id = decided("team-west").getId();
    HttpResponse<String> page = signIn("nurse").get("/why/" + id);
    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(page.body()).contains("Another team", "/cases").doesNotContain("Row by row");
    assertThat(signIn("coordinator2").get("/why/" + id).statusCode()).isEqualTo(200);
    assertThat(signIn("auditor").get("/why/" + id).statusCode()).isEqualTo(200);
  }

  @Test
  void whatNeverWasDecidedIsNotThere() {
    assertThat(signIn("nurse").get("/why/nothing").statusCode()).isEqualTo(404);
    HistoricDecisionInstance decided = decided("team-east");
    engine.getHistoryService().createHistoricDecisionInstanceQuery().processInstanceId(decided.getProcessInstanceId()).list().stream()
        .filter(part -> part.getRootDecisionInstanceId() != null).findFirst()
        .ifPresent(part -> assertThat(signIn("nurse").get("/why/" + part.getId()).statusCode()).as("a part of a decision").isEqualTo(404));
  }

  private HistoricDecisionInstance decided(String team) {
    Map<String, Object> values = new HashMap<>(Map.of("patientId", patient, "careTeam", team, "patientClass", "I", "dischargeDisposition", "01"));
    var ended = engine.getRuntimeService().startProcessInstanceByKey("transition-pathway", values);
    return engine.getHistoryService().createHistoricDecisionInstanceQuery().processInstanceId(ended.getId()).decisionDefinitionKey("tcm-eligibility")
        .rootDecisionInstancesOnly().singleResult();
  }
}
