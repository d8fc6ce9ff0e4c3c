package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedFlagResponseTest extends OutreachTest {

  @Override
  protected String diagram() {
    return "red-flag-response";
  }

  private ProcessInstance response(String callOutcome, String respondWithin, Duration respondAfter) {
    return start("red-flag-response", discharged("callOutcome", callOutcome, "respondWithin", respondWithin, "redFlags", json(List.of()),
        "serviceGaps", json(List.of()), "contactedAt", START.toString(), "respondAt", START.plus(respondAfter).toString()));
  }

  @ParameterizedTest
  @CsvSource({
      "suicideProtocol, PT0M, followSuicideProtocol, nurses, suicideProtocolFollowed, reviewAskedFor",
      "emergency911, PT0M, confirmEmergencyCall, nurses, emergencyHandedOver, reviewAskedFor",
      "sameDayClinician, PT2H, respondSameDay, physicians, clinicianResponded, physiciansTold",
      "nextDayNurse, BD1, closeGaps, nurses, gapsClosed, nursesTold"})
  void aDangerSignIsTheTaskOfTheRightPersonWhoIsToldAtOnce(
      String callOutcome, String within, String task, String group, String end, String told) {
    ProcessInstance response = response(callOutcome, within, Duration.ofHours(2));
    Task open = task(task);
    assertThat(tasks.getIdentityLinksForTask(open.getId())).extracting("groupId").containsExactly(group);
    assertThat(open.getDueDate().toInstant()).isEqualTo(START.plus(Duration.ofHours(2)));
    runDueJobs();
    assertThat(ends(response)).containsExactly(told);
    complete(task, Map.of("responseOutcome", "resolved", "respondedAt", minute()));
    assertThat(ends(response)).containsExactlyInAnyOrder(told, end);
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
      "suicideProtocol, PT0M, 0, 15, followSuicideProtocol, suicideProtocolFollowed",
      "emergency911, PT0M, 0, 15, confirmEmergencyCall, emergencyHandedOver",
      "sameDayClinician, PT2H, 120, 120, respondSameDay, clinicianResponded",
      "nextDayNurse, BD0, 480, 480, closeGaps, gapsClosed"})
  void aDangerSignNobodyAnswersInTimeIsEscalatedOnceAndTheLateAnswerEndsIt(
      String callOutcome, String within, int respondAfter, int escalatesAfter, String task, String end) {
    ProcessInstance response = response(callOutcome, within, Duration.ofMinutes(respondAfter));
    timePasses(Duration.ofMinutes(escalatesAfter - 1));
    assertThat(openTasks()).containsExactly(task);
    timePasses(Duration.ofMinutes(2));
    assertThat(openTasks()).containsExactlyInAnyOrder(task, "decideOnDeadline");
    complete(task, Map.of("responseOutcome", "inEmergencyCare", "respondedAt", minute()));
    assertThat(openTasks()).isEmpty();
    assertThat(ends(response)).contains(end);
    assertThat(variable(response, "responseOutcome")).isEqualTo("inEmergencyCare");
  }

  @Test
  void incompleteAnswersAreANursesTask() {
    response(null, "BD0", Duration.ofHours(8));
    assertThat(openTasks()).containsExactly("closeGaps");
  }

  @Test
  void anEscalationThatIsDecidedLeavesTheAnswerToBeGiven() {
    ProcessInstance response = response("sameDayClinician", "PT2H", Duration.ofHours(2));
    timePasses(Duration.ofHours(3));
    complete("decideOnDeadline", Map.of("missedDecision", "doneNow", "missedReason", "staffing"));
    assertThat(ends(response)).contains("responseEscalated");
    assertThat(openTasks()).containsExactly("respondSameDay");
  }
}
