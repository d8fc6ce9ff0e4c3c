package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.careloop.event.GlassBroken;
import org.junit.jupiter.api.Test;

class BreakGlassReviewTest extends NewsTest {

  @Override
  protected String diagram() {
    return "break-glass-review";
  }

  private static GlassBroken broken() {
    return new GlassBroken(UUID.randomUUID().toString(), "coordinator2", "Emergency: the patient needs help now", START, START.plus(Duration.ofHours(4)));
  }

  @Test
  void thePrivacyOfficersAreToldAtOnceAndReviewWithinTwoBusinessDays() {
    ProcessInstance review = told(broken());
    assertThat(ends(review)).containsExactly("privacyOfficersTold");
    assertThat(task("reviewOpening").getDueDate()).isEqualTo("2026-03-11T03:59:59Z");

    complete("reviewOpening", Map.of("reviewOutcome", "justified", "reviewNote", "The own team could not be reached."));

    assertThat(ends(review)).contains("openingReviewed");
  }

  @Test
  void thePrivacyOfficersAreRemindedOnceWhenNobodyReviews() {
    ProcessInstance review = told(broken());

    timePasses(Duration.ofDays(10));

    assertThat(passed(review, "remindPrivacyOfficers")).isEqualTo(1);
    assertThat(openTasks()).containsExactly("reviewOpening");
    complete("reviewOpening", Map.of("reviewOutcome", "followUp", "reviewNote", "Talked to the person."));
    assertThat(ends(review)).contains("privacyOfficersReminded", "openingReviewed");
  }
}
