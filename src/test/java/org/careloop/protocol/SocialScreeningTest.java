package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class SocialScreeningTest extends ScreeningPartTest {

  @Override
  protected String diagram() {
    return "social-screening";
  }

  private ProcessInstance screening() {
    return start("social-screening", screened());
  }

  @SuppressWarnings("unchecked")
  private List<Map<String, Object>> needs(ProcessInstance screening) {
    return (List<Map<String, Object>>) variable(screening, "socialNeeds");
  }

  @Test
  void whoLacksNothingHasNoNeeds() {
    ProcessInstance screening = screening();
    isFor(task("askSocialNeeds"), "social-workers", "care-coordinators");
    complete("askSocialNeeds", noSocialNeeds());
    complete("askHomeSafety", safety(1, 1, 1, 1));
    assertThat(ends(screening)).containsExactly("sociallyScreened");
    assertThat(needs(screening)).isEmpty();
    assertThat(variable(screening, "socialNeedCount")).isEqualTo(0);
    assertThat(variable(screening, "ahcSafetyPositive")).isEqualTo(false);
    assertThat(failures).isEmpty();
  }

  @Test
  void needsAreFoundWithDomainCodeAndWhoHelps() {
    ProcessInstance screening = screening();
    complete("askHomeSafety", safety(1, 2, 1, 1));
    complete("askSocialNeeds", noSocialNeeds("housingStatus", "worried", "foodWorry", "often", "housingProblems", ticked("mold"), "otherNeeds",
        ticked("unemployed")));
    assertThat(needs(screening)).extracting(need -> need.get("domain") + " " + need.get("zCode")).containsExactlyInAnyOrder(
        "housing Z59.811", "housingQuality Z59.19", "food Z59.41", "employment Z56.0");
    assertThat(variable(screening, "socialNeedCount")).isEqualTo(4);
    assertThat(variable(screening, "socialNeedsDecisionId")).as("why, one click away").isNotNull();
    assertThat(wires.read("QuestionnaireResponse/" + variable(screening, "questionnaireResponseId")).toString()).contains("\"mold\"", "worried");
    assertThat(failures).isEmpty();
  }

  @Test
  void anUnsafeHomeOpensTheConversationInTheSameMoment() {
    ProcessInstance screening = screening();
    completeOnly("askHomeSafety", safety(5, 4, 2, null));
    assertThat(openTasks()).contains("speakInPrivate", "askSafetyInPrivate");
    assertThat(concerns()).hasSize(1);
    assertThat(runtime.getVariables(concerns().get(0).getId())).containsEntry("concernKind", "unsafeHome").doesNotContainKey("safetyItem1");
    complete("askSafetyInPrivate", safety(5, 4, 2, 2));
    assertThat(concerns()).as("raised once").hasSize(1);
    complete("askSocialNeeds", noSocialNeeds());
    assertThat(ends(screening)).containsExactly("sociallyScreened");
    assertThat(variable(screening, "ahcSafetyTotal")).isEqualTo(13);
    assertThat(variable(screening, "socialNeedDomains")).isEqualTo(List.of("interpersonalSafety"));
    assertThat(openTasks()).containsExactly("speakInPrivate");
  }

  @Test
  void whoIsNotAloneIsAskedByTheTeamAnotherTimeAndNeverCountsAsSafe() {
    ProcessInstance screening = screening();
    complete("askHomeSafety", form("aloneAnswering", "notAlone"));
    assertThat(openTasks()).containsExactly("askSafetyInPrivate", "askSocialNeeds");
    assertThat(variable(screening, "ahcSafetyPositive")).isNull();
    complete("askSafetyInPrivate", form("aloneAnswering", "notAlone"));
    assertThat(openTasks()).contains("askSafetyInPrivate");
    complete("askSafetyInPrivate", form("homeSafetyDeclinedReason", "patientDeclined"));
    complete("askSocialNeeds", noSocialNeeds());
    assertThat(ends(screening)).containsExactly("sociallyScreened");
    assertThat(variable(screening, "ahcSafetyPositive")).isNull();
    assertThat(failures).isEmpty();
  }

  @Test
  void declinedQuestionsAreNoNeedsAndNoZero() {
    ProcessInstance screening = screening();
    complete("askHomeSafety", safety(1, 1, 1, 1));
    complete("askSocialNeeds", form("socialNeedsDeclinedReason", "patientDeclined"));
    assertThat(ends(screening)).containsExactly("sociallyScreened");
    assertThat(wires.read("QuestionnaireResponse/" + variable(screening, "questionnaireResponseId")).path("status").asText()).isEqualTo("stopped");
  }

  @Test
  void prapareIsTalliedWhereItIsWanted() {
    ProcessInstance screening = screening();
    complete("askHomeSafety", safety(1, 1, 1, 1));
    complete("askSocialNeeds", noSocialNeeds("prapareWanted", true));
    complete("fillInPrapare", form("farmWork", true, "veteran", false, "languageNotEnglish", false, "noHousing", false, "worriedHousing", false,
        "belowHighSchool", false, "unemployed", false, "uninsured", false, "lowIncome", false, "prapareTransportation", false,
        "socialContactBelow5", false, "prapareHighStress", false, "incarceration", false, "refugee", false, "feelsUnsafe", false,
        "domesticViolence", false, "materialNeedCount", 0));
    assertThat(ends(screening)).containsExactly("sociallyScreened");
    assertThat(variable(screening, "prapareTotal")).isEqualTo(1);
    assertThat(variable(screening, "prapareBand")).isEqualTo("low");
    assertThat(failures).isEmpty();
  }

  @Test
  void lateQuestionsAreEscalatedEach() {
    ProcessInstance screening = screening();
    timePasses(Duration.ofDays(8));
    settleEscalations();
    assertThat(ends(screening)).containsExactlyInAnyOrder("socialEscalated", "safetyEscalated");
    complete("askSocialNeeds", noSocialNeeds("prapareWanted", true));
    complete("askHomeSafety", form("aloneAnswering", "notAlone"));
    assertThat(openTasks()).containsExactly("askSafetyInPrivate", "decideOnDeadline", "decideOnDeadline", "fillInPrapare");
  }
}
