package org.careloop.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.careloop.sandbox.Sink;
import org.careloop.security.WebTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Configuration and wires of the whole program: from the simulated EHR to the sinks for mails and texts. */
class MessagingInTheSandboxTest extends WebTest {

  @Autowired private ChoosePatientChannel choose;
  @Autowired private SendPatientMessage send;
  @Autowired private NotifyTeam notify;
  @Autowired private Sink sink;

  @BeforeEach
  void now() {
    ClockUtil.reset();
  }

  @Test
  void aPatientWhoPrefersHerMobileGetsASpanishText() {
    ChoosePatientChannel.Choice choice = choose.perform(new ChoosePatientChannel.Request("p100234", true));
    assertThat(choice.messageChannel()).isEqualTo("sms");
    assertThat(choice.messageLanguage()).isEqualTo("es");

    SendPatientMessage.Sent sent = send.perform(new SendPatientMessage.Request("wire-1", "p100234", choice.messageChannel(),
        choice.messageLanguage(),
        "visit-booked", Instant.parse("2026-03-10T13:30:00Z")));

    assertThat(sink.texts()).filteredOn(text -> text.id().equals(sent.sentMessageId())).singleElement().satisfies(text -> {
      assertThat(text.to()).isEqualTo("+12025550134");
      assertThat(text.text()).contains("Riverside Family Practice", "martes 10 de marzo", "9:30 a. m.");
    });
  }

  @Test
  void aPatientWhoPrefersEMailGetsOneAndTheDeadAndTheUnreachableGetNothing() {
    assertThat(choose.perform(new ChoosePatientChannel.Request("p100311", true)).messageChannel()).isEqualTo("email");
    SendPatientMessage.Sent sent =
        send.perform(new SendPatientMessage.Request("wire-2", "p100311", "email", "en", "please-call-us", null));
    assertThat(sink.mails()).filteredOn(mail -> mail.messageId().equals(sent.sentMessageId())).singleElement()
        .satisfies(mail -> assertThat(mail.to()).isEqualTo("robert.johnson@example.org"));

    assertThat(choose.perform(new ChoosePatientChannel.Request("p100733", true)).messageChannel()).isEqualTo("none");
    assertThat(choose.perform(new ChoosePatientChannel.Request("p101188", true)).messageChannel()).isEqualTo("none");
  }

  @Test
  void everyGroupHasAnAddress() {
    for (String group : new String[] {"care-coordinators", "nurses", "physicians", "pharmacists", "social-workers", "clinical-leads",
        "primary-practitioner"}) {
      SentMessages.Sent sent = notify.perform(new NotifyTeam.Request("wire-" + group, group, "deadline-near", null, "MERCY:V1001"));
      assertThat(sink.mails()).filteredOn(mail -> mail.messageId().equals(sent.sentMessageId())).singleElement()
          .satisfies(mail -> assertThat(mail.text()).contains("MERCY:V1001", "/camunda/app/tasklist/"));
    }
  }
}
