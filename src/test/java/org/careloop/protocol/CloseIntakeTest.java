package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class CloseIntakeTest extends IntakePartTest {

  @Override
  protected String diagram() {
    return "close-intake";
  }

  private String plannedEpisode() {
    return wires.create("EpisodeOfCare", """
        {"resourceType": "EpisodeOfCare", "status": "planned", "patient": {"reference": "%s"},
         "type": [{"coding": [{"system": "https://careloop.org/program", "code": "care-coordination"}]}]}""".formatted(newPatient().reference()));
  }

  private ProcessInstance close(String episode, Boolean planStarted) {
    return begin(form("patientId", "p1", "episodeOfCareId", episode, "planStarted", planStarted, "closingReason", "declined"));
  }

  @Test
  void anEnrolmentThatCameToNothingIsCancelled() {
    String episode = plannedEpisode();

    assertThat(ends(close(episode, null))).containsExactly("enrolmentCancelled");

    assertThat(wires.read("EpisodeOfCare/" + episode).path("status").asText()).isEqualTo("cancelled");
  }

  @Test
  void beforeAnythingWasOpenedThereIsNothingToClose() {
    assertThat(ends(close(null, null))).containsExactly("nothingToClose");
  }

  @Test
  void onceTheCarePlanHasBegunItClosesTheEnrolment() {
    String episode = plannedEpisode();

    assertThat(ends(close(episode, true))).containsExactly("nothingToClose");

    assertThat(wires.read("EpisodeOfCare/" + episode).path("status").asText()).isEqualTo("planned");
  }
}
