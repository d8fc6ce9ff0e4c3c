package org.careloop.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.List;
import org.careloop.event.PatientEnrolled;
import org.junit.jupiter.api.Test;
import org.springframework.lang.Nullable;

/** What a diagram must give, may give and cannot give to a delegate. */
class ArgumentsTest {

  record Request(String effectId, String patientId, @Nullable Instant occurredAt) {}

  @Test
  void aDelegateAsksForWhatItsRequestHolds() {
    assertThat(names(Arguments.of(Request.class))).containsExactly("effectId", "patientId", "occurredAt");
    assertThat(names(required(Request.class))).containsExactly("patientId");
  }

  @Test
  void whoTellsNewsGivesAllOfItButTheMoment() {
    assertThat(names(Arguments.of(PatientEnrolled.class))).contains("patientId", "careTeamId", "suicideRisk").doesNotContain("occurredAt");
    assertThat(names(required(PatientEnrolled.class))).containsExactly("patientId", "patientIdentifier", "episodeOfCareId", "consentId", "tier",
        "reviewIntervalDays", "primaryCoordinator", "preferredLanguage", "intensity", "taskPriority", "conditionGroups", "pharmacistReview");
  }

  private static List<RecordComponent> required(Class<?> request) {
    return Arguments.of(request).stream().filter(argument -> !Arguments.isOptional(argument)).toList();
  }

  private static List<String> names(List<RecordComponent> arguments) {
    return arguments.stream().map(RecordComponent::getName).toList();
  }
}
