package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtherPathwayTest extends OutreachTest {

  private static final Instant TUESDAY_NIGHT = Instant.parse("2026-03-11T03:59:59Z");

  @Override
  protected String diagram() {
    return "other-pathway";
  }

  @ParameterizedTest
  @ValueSource(strings = {"transfer", "patientDied"})
  void aPatientWhoWasTransferredOrDiedNeedsNobody(String reason) {
    ProcessInstance patient = start("other-pathway", discharged("pathway", "none", "tcmReason", reason));

    assertThat(openTasks()).isEmpty();
    assertThat(ends(patient)).containsExactly("noTransitionNeeded");
  }

  @ParameterizedTest
  @CsvSource({
      "edFollowUp,   emergencyFollowUp, emergencyFollowUpArranged",
      "hospice,      hospice,           handedOverToHospice",
      "facility,     facility,          facilityInformed",
      "manualReview, transitionCare,    transitionCareNeeded",
      "manualReview, nothing,           noCareNeeded"})
  void whoeverIsNotCaredForInATransitionHasACoordinatorWhoArrangesIt(String pathway, String decision, String end) {
    ProcessInstance patient = start("other-pathway", discharged("pathway", pathway, "tcmReason", "whatever"));
    assertThat(task("arrangePathway").getDueDate().toInstant()).as("two business days").isEqualTo(TUESDAY_NIGHT);
    assertThat(tasks.getIdentityLinksForTask(task("arrangePathway").getId())).extracting("groupId").containsExactly("care-coordinators");

    complete("arrangePathway", Map.of("pathwayDecision", decision));

    assertThat(ends(patient)).containsExactly(end);
    assertThat(variable(patient, "pathwayDecision")).isEqualTo(decision);
  }

  @Test
  void aPatientNobodyArrangesAnythingForIsEscalatedOnceUntilSomebodyDoes() {
    ProcessInstance patient = start("other-pathway", discharged("pathway", "hospice", "tcmReason", "hospice"));
    timePassesUntil(TUESDAY_NIGHT.plusSeconds(2));
    assertThat(openTasks()).containsExactlyInAnyOrder("arrangePathway", "decideOnDeadline");

    settleEscalations();
    assertThat(openTasks()).containsExactly("arrangePathway");
    complete("arrangePathway", Map.of("pathwayDecision", "hospice"));
    assertThat(ends(patient)).containsExactlyInAnyOrder("arrangePathwayEscalated", "handedOverToHospice");
  }

  @Test
  void aPatientArrangedForTooLateLeavesNoEscalationBehind() {
    start("other-pathway", discharged("pathway", "facility", "tcmReason", "toSnf"));
    timePassesUntil(TUESDAY_NIGHT.plusSeconds(2));

    complete("arrangePathway", Map.of("pathwayDecision", "facility"));

    assertThat(openTasks()).isEmpty();
  }
}
