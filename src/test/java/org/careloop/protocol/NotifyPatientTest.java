package org.careloop.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class NotifyPatientTest extends OutreachTest {

  @Override
  protected String diagram() {
    return "notify-patient";
  }

  @Test
  void aPatientWithAnAddressGetsTheMessageAtOnceDuringTheDay() {
    ProcessInstance message = start("notify-patient", discharged("template", "letter-could-not-reach"));
    runDueJobs();
    assertThat(ends(message)).containsExactly("messageSent");
    assertThat(variable(message, "sentMessageId")).isNotNull();
    assertThat(failures).isEmpty();
  }

  @Test
  void aPatientIsNotDisturbedAtNight() {
    timePasses(Duration.ofHours(8));
    ProcessInstance message = start("notify-patient", discharged("template", "please-call-us"));
    runDueJobs();
    assertThat(ends(message)).as("at 23:00").isEmpty();
    timePasses(Duration.ofHours(10));
    assertThat(ends(message)).as("at 9:00").containsExactly("messageSent");
  }

  @Test
  void aPatientWithoutAnAddressIsNotWrittenTo() {
    ProcessInstance message = start("notify-patient", discharged("template", "letter-could-not-reach", "patientId", "p101188"));
    runDueJobs();
    assertThat(ends(message)).containsExactly("noWayToWrite");
  }
}
