package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class ScreeningTest extends ScreeningPartTest {

  @Override
  protected String diagram() {
    return "screening";
  }

  @Test
  void everythingIsAskedSideBySideAndHandedOn() {
    ProcessInstance screening = start("screening", screened());
    runDueJobs();
    assertThat(ends(screening)).containsExactly("linkSent");
    assertThat(openTasks()).containsExactly("askGad7", "askHomeAndHealth", "askHomeSafety", "askPhq2", "askSocialNeeds");
    assertThat(task("askPhq2").getDueDate().toInstant()).isEqualTo(DUE);
    complete("askPhq2", phq2(3, 2));
    complete("askPhq9", phq9(1, 1, 1, 1, 1, 0, 2));
    complete("askGad7", gad7(1, 1, 1, 1, 1, 1, 1));
    complete("askSocialNeeds", noSocialNeeds("transportationBarrier", "yes"));
    complete("askHomeSafety", safety(1, 1, 1, 1));
    complete("askHomeAndHealth", form("homeAndHealthDeclinedReason", "patientDeclined"));

    assertThat(ends(screening)).containsExactly("linkSent", "screened");
    assertThat(variable(screening, "phq9Total")).isEqualTo(12);
    assertThat(variable(screening, "phq9Item9")).isEqualTo(2);
    assertThat(variable(screening, "gad7Total")).isEqualTo(7);
    assertThat(variable(screening, "gad2Positive")).isEqualTo(false);
    assertThat(variable(screening, "ahcSafetyPositive")).isEqualTo(false);
    assertThat(variable(screening, "socialNeedDomains")).isEqualTo(List.of("transportation"));
    assertThat(variable(screening, "socialNeedCount")).isEqualTo(1);
    assertThat(variable(screening, "declinedScreenings")).isEqualTo(List.of("home-and-health"));
    assertThat(openTasks()).as("the safety concern goes on").containsExactly("assessRisk");
    complete("assessRisk", lowRisk());
    assertThat(openTasks()).containsExactly("referToBehavioralHealth");
    assertThat(failures).isEmpty();
  }

  @Test
  void whoCannotBeWrittenToIsAskedByTheTeamOnly() {
    ProcessInstance screening = start("screening", screened("patientId", "p101188"));
    runDueJobs();
    assertThat(ends(screening)).containsExactly("askedByTeamOnly");
    assertThat(openTasks()).hasSize(5);
  }
}
