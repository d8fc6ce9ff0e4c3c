package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColleagueQuestionTest extends CaseworkTest {

  @Override
  protected String diagram() {
    return "colleague-question";
  }

  private ProcessInstance asked(String role, String colleague) {
    ProcessInstance question = start("colleague-question", known());
    runDueJobs();
    complete("askQuestion", question(role, colleague));
    return question;
  }

  private static Map<String, Object> question(String role, String colleague) {
    Map<String, Object> form = new HashMap<>(Map.of("askedRole", role, "question", "Which dose?", "answerDueOn", "2026-03-10"));
    form.put("askedColleague", colleague);
    return form;
  }

  @ParameterizedTest
  @CsvSource({"nurse, answerAsNurse, nurses", "pharmacist, answerAsPharmacist, pharmacists", "coordinator, answerAsCoordinator, care-coordinators",
      "socialWorker, answerAsSocialWorker, social-workers", "physician, answerAsPhysician, physicians"})
  void aQuestionIsTheTaskOfTheRoleThatIsAskedAndTheAnswerComesBack(String role, String task, String group) {
    ProcessInstance question = asked(role, null);
    assertThat(tasks.getIdentityLinksForTask(task(task).getId())).extracting("groupId").containsExactly(group);
    assertThat(task(task).getDueDate().toInstant()).isEqualTo("2026-03-11T03:59:59Z");
    complete(task, Map.of("answer", "Half a tablet"));

    assertThat(task("readAnswer").getAssignee()).isEqualTo("coordinator");
    assertThat(tasks.getVariable(task("readAnswer").getId(), "answer")).isEqualTo("Half a tablet");
    complete("readAnswer", Map.of("answerDecision", "settled"));
    assertThat(ends(question)).containsExactlyInAnyOrder("answered", "answerRead");
    assertThat(failures).isEmpty();
  }

  @Test
  void somebodyInParticularIsAskedAndAskedAgain() {
    ProcessInstance question = asked("nurse", "nurse");
    assertThat(task("answerAsNurse").getAssignee()).isEqualTo("nurse");
    complete("answerAsNurse", Map.of("answer", "Ask the pharmacist"));
    complete("readAnswer", Map.of("answerDecision", "askAgain"));
    assertThat(variable(question, "answerDueOn")).as("another question, another day").isNull();
    complete("askQuestion", question("pharmacist", null));
    complete("answerAsPharmacist", Map.of("answer", "Half a tablet"));
    complete("readAnswer", Map.of("answerDecision", "settled"));
    assertThat(ends(question)).contains("answerRead");
  }

  @Test
  void whatIsLateAtAnyOfTheThreeStepsEscalatesOnceAndStaysOpen() {
    ProcessInstance question = start("colleague-question", known());
    timePassesUntil(Instant.parse("2026-03-10T12:00:00Z"));
    settleEscalations();
    complete("askQuestion", question("nurse", null));
    timePassesUntil(Instant.parse("2026-03-11T12:00:00Z"));
    settleEscalations();
    complete("answerAsNurse", Map.of("answer", "Half a tablet"));
    timePassesUntil(Instant.parse("2026-03-13T12:00:00Z"));
    settleEscalations();
    assertThat(ends(question)).contains("askingEscalated", "answerEscalated", "readingEscalated");
    assertThat(openTasks()).containsExactly("readAnswer");
  }
}
