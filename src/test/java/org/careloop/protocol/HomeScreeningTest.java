package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class HomeScreeningTest extends ScreeningPartTest {

  @Override
  protected String diagram() {
    return "home-screening";
  }

  @Test
  void whoIsSteadyAndReadsAloneHasNoRisk() {
    ProcessInstance screening = start("home-screening", screened());
    isFor(task("askHomeAndHealth"), "nurses", "care-coordinators");
    complete("askHomeAndHealth", home());
    assertThat(ends(screening)).containsExactly("homeScreened");
    assertThat(variable(screening, "fallRisk")).isEqualTo("low");
    assertThat(variable(screening, "limitedHealthLiteracy")).isEqualTo(false);
    assertThat(variable(screening, "noCaregiverWithAdlNeed")).isEqualTo(false);
    assertThat(variable(screening, "caregiverStrain")).isNull();
    assertThat(failures).isEmpty();
  }

  @Test
  void everyRiskIsFound() {
    ProcessInstance screening = start("home-screening", screened());
    complete("askHomeAndHealth", home("fellPastYear", true, "silsAnswer", "often", "needsDailyHelp", true, "helperAtHome", false, "csiScore", 7));
    assertThat(variable(screening, "fallRisk")).isEqualTo("atRisk");
    assertThat(variable(screening, "limitedHealthLiteracy")).isEqualTo(true);
    assertThat(variable(screening, "caregiverStrain")).isEqualTo(true);
    assertThat(variable(screening, "noCaregiverWithAdlNeed")).isEqualTo(true);
    assertThat(failures).isEmpty();
  }

  @Test
  void whatCannotBeJudgedComesAgain() {
    ProcessInstance screening = start("home-screening", screened("age", null));
    complete("askHomeAndHealth", home("fellPastYear", null, "feelsUnsteady", null, "worriesAboutFalling", null));
    assertThat(openTasks()).containsExactly("askHomeAndHealth");
    assertThat(variable(screening, "fallRisk")).isNull();
    complete("askHomeAndHealth", home("age", 70, "silsAnswer", null));
    assertThat(openTasks()).containsExactly("askHomeAndHealth");
    complete("askHomeAndHealth", home());
    assertThat(ends(screening)).containsExactly("homeScreened");
  }

  @Test
  void whatIsDeclinedIsNeverZero() {
    ProcessInstance screening = start("home-screening", screened());
    complete("askHomeAndHealth", form("homeAndHealthDeclinedReason", "patientDeclined"));
    assertThat(ends(screening)).containsExactly("homeScreened");
    assertThat(variable(screening, "limitedHealthLiteracy")).isNull();
    assertThat(wires.read("QuestionnaireResponse/" + variable(screening, "questionnaireResponseId")).path("status").asText()).isEqualTo("stopped");
  }

  @Test
  void lateQuestionsAreEscalated() {
    ProcessInstance screening = start("home-screening", screened());
    timePasses(Duration.ofDays(8));
    settleEscalations();
    assertThat(ends(screening)).containsExactly("homeEscalated");
    complete("askHomeAndHealth", home());
    assertThat(ends(screening)).contains("homeScreened");
  }
}
