package org.careloop.messaging;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.careloop.messaging.MessagingWorld.email;
import static org.careloop.messaging.MessagingWorld.mobile;
import static org.careloop.messaging.MessagingWorld.patient;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.junit5.GreenMailExtension;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.careloop.sandbox.MailPartner;
import org.careloop.sandbox.Partners.Mode;
import org.careloop.sandbox.Sink;
import org.hl7.fhir.r4.model.BooleanType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** It is Friday, 6 March 2026, 15:15 in New York. */
class SendPatientMessageTest {

  @RegisterExtension
  static final GreenMailExtension MAIL = new GreenMailExtension(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP).dynamicPort())
      .withConfiguration(GreenMailConfiguration.aConfig().withDisabledAuthentication());

  private static final Instant VISIT = Instant.parse("2026-03-10T13:30:00Z");

  private MessagingWorld world;

  @BeforeEach
  void start() {
    world = new MessagingWorld("2026-03-06T20:15:00Z");
    world.knows(patient("en").addTelecom(email("maria@example.org")).addTelecom(mobile("(202) 555-0134")));
  }

  @AfterEach
  void stop() throws Exception {
    world.close();
  }

  @Test
  void anEnglishReminderByMail() throws Exception {
    SendPatientMessage.Sent sent = byMail("effect-1", "en", "visit-reminder");

    MimeMessage message = onlyMail();
    assertThat(message.getSubject()).isEqualTo("Reminder of your appointment with Riverside Family Practice");
    assertThat(message.getAllRecipients()).extracting(Object::toString).containsExactly("maria@example.org");
    assertThat(message.getFrom()[0]).hasToString("Riverside Family Practice <no-reply@riverside.example.org>");
    assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(message.getContent().toString()).contains("on Tuesday, March 10 at 9:30 AM", "(202) 555-0100");
    assertThat(message.getMessageID()).isEqualTo(sent.sentMessageId()).isEqualTo("<effect-1@riverside.example.org>");
    assertThat(sent.sentAt()).isEqualTo("2026-03-06T20:15:00Z");
  }

  @Test
  void aSpanishReminderByMail() throws Exception {
    byMail("effect-1", "es", "visit-booked");

    MimeMessage message = onlyMail();
    assertThat(message.getSubject()).isEqualTo("Su cita con Riverside Family Practice");
    assertThat(message.getHeader("Content-Language")).containsExactly("es");
    assertThat(message.getContent().toString()).contains("martes 10 de marzo", "9:30 a. m.", "llámenos");
  }

  @Test
  void aMessageThatIsKnownToBeSentIsNotSentAgain() {
    SendPatientMessage.Sent first = byMail("effect-1", "en", "please-call-us");
    SendPatientMessage.Sent again = byMail("effect-1", "en", "please-call-us");

    assertThat(again).isEqualTo(first);
    assertThat(MAIL.getReceivedMessages()).hasSize(1);
    byMail("effect-2", "en", "please-call-us");
    assertThat(MAIL.getReceivedMessages()).hasSize(2);
  }

  @Test
  void aMailServerThatIsNotThereIsTriedAgainLater() throws Exception {
    int nobody;
    try (ServerSocket closed = new ServerSocket(0)) {
      nobody = closed.getLocalPort();
    }
    assertThatThrownBy(() -> send(nobody, "effect-1", "email", "en", "please-call-us"))
        .hasMessageContaining("no connection to the mail server").hasMessageNotContaining("maria");
    assertThat(world.state("effect-1")).isEqualTo("none");

    byMail("effect-1", "en", "please-call-us");
    assertThat(MAIL.getReceivedMessages()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"DOWN, none", "NONSENSE, none", "SLOW, unknown"})
  void aMailServerInABadMoodIsATechnicalFailure(Mode mode, String state) throws Exception {
    try (MailPartner partner = new MailPartner(Clock.systemUTC())) {
      partner.set(mode);
      assertThatThrownBy(() -> send(partner.port(), "effect-1", "email", "en", "please-call-us"))
          .isInstanceOf(MessageUndelivered.class).hasMessageNotContaining("maria");
      assertThat(world.state("effect-1")).isEqualTo(state);
    }
  }

  @Test
  void anAnswerThatGotLostIsSentAgainUnderTheSameMessageId() throws Exception {
    try (MailPartner partner = new MailPartner(Clock.systemUTC())) {
      partner.set(Mode.RESET);
      assertThatThrownBy(() -> send(partner.port(), "effect-1", "email", "es", "please-call-us")).isInstanceOf(MessageUndelivered.class);
      assertThat(world.state("effect-1")).isEqualTo("unknown");

      partner.set(Mode.OK);
      SendPatientMessage.Sent sent = send(partner.port(), "effect-1", "email", "es", "please-call-us");

      List<Sink.Mail> mails = partner.mails();
      assertThat(mails).hasSize(2).extracting(Sink.Mail::messageId).containsOnly(sent.sentMessageId());
      assertThat(mails.get(0)).satisfies(mail -> {
        assertThat(mail.subject()).isEqualTo("Por favor, llame a Riverside Family Practice");
        assertThat(mail.text()).contains("llámenos");
        assertThat(mail.to()).isEqualTo("maria@example.org");
        assertThat(mail.language()).isEqualTo("es");
      });
      assertThat(world.state("effect-1")).isEqualTo("sent");
    }
  }

  @Test
  void aTextGoesToTheGatewayWithAnIdempotencyKey() {
    gateway(okJson("{\"id\": \"gw-7\"}"));

    assertThat(byText("effect-1").sentMessageId()).isEqualTo("gw-7");
    assertThat(byText("effect-1").sentMessageId()).isEqualTo("gw-7");

    world.http.verify(1, postRequestedFor(urlPathEqualTo("/texts"))
        .withHeader("Idempotency-Key", equalTo("effect-1"))
        .withHeader("Authorization", equalTo("Bearer secret"))
        .withRequestBody(com.github.tomakehurst.wiremock.client.WireMock.equalToJson(
            "{\"to\": \"+12025550134\", \"text\": \"Riverside Family Practice: your appointment is on Tuesday, March 10 at 9:30 AM. "
                + "To change it call (202) 555-0100.\"}")));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      400 | {"error": "no"}        | none
      429 | {}                     | none
      500 | {}                     | unknown
      200 | {}                     | unknown
      200 | {"id": ""}             | unknown
      200 | {"id": 7}              | unknown
      200 | <html>sign in</html>   | unknown
      302 | {"id": "gw-7"}         | unknown
      """)
  void whatIsNoAnswerOfAGatewayIsATechnicalFailure(int status, String body, String state) {
    gateway(aResponse().withStatus(status).withBody(body));
    assertThatThrownBy(() -> byText("effect-1")).isInstanceOf(MessageUndelivered.class).hasMessageContaining(
        "Text: the gateway answered " + status)
        .hasMessageNotContaining("2025550134");
    assertThat(world.state("effect-1")).isEqualTo(state);

    gateway(okJson("{\"id\": \"gw-8\"}"));
    assertThat(byText("effect-1").sentMessageId()).isEqualTo("gw-8");
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, names = {"EMPTY_RESPONSE", "CONNECTION_RESET_BY_PEER", "RANDOM_DATA_THEN_CLOSE",
      "MALFORMED_RESPONSE_CHUNK"})
  void aGatewayThatBreaksOffIsAskedAgainWithTheSameKey(Fault fault) {
    gateway(aResponse().withFault(fault));
    assertThatThrownBy(() -> byText("effect-1")).isInstanceOf(MessageUndelivered.class);
    gateway(okJson("{\"id\": \"gw-8\"}"));
    byText("effect-1");
    world.http.verify(2, postRequestedFor(urlPathEqualTo("/texts")).withHeader("Idempotency-Key", equalTo("effect-1")));
  }

  @Test
  void aSlowATricklingAndAnEndlessGatewayAreCutOff() {
    gateway(okJson("{\"id\": \"gw-7\"}").withFixedDelay(3000));
    assertThatThrownBy(() -> byText("effect-1")).hasMessageContaining("no whole answer of the gateway");
    gateway(okJson("{\"id\": \"gw-7\"}").withChunkedDribbleDelay(5, 10_000));
    assertThatThrownBy(() -> byText("effect-2")).hasMessageContaining("no whole answer of the gateway");
    gateway(okJson("{\"id\": \"" + "x".repeat(100_000) + "\"}"));
    assertThatThrownBy(() -> byText("effect-3")).hasMessageContaining("no whole answer of the gateway");
  }

  @Test
  void aMessageThatAnotherNodeIsSendingIsLeftToIt() {
    world.jdbc.sql("""
        insert into careloop_sent_message (effect_id, channel, template, state, started_at)
        values ('effect-1', 'email', 'please-call-us', 'sending', timestamp with time zone '2026-03-06 20:14:00+00:00')""").update();
    assertThatThrownBy(() -> byMail("effect-1", "en", "please-call-us")).hasMessageContaining("is being sent at this moment");
    assertThat(MAIL.getReceivedMessages()).isEmpty();
  }

  @Test
  void aMessageThatADeadNodeLeftBehindIsSent() {
    world.jdbc.sql("""
        insert into careloop_sent_message (effect_id, channel, template, state, started_at)
        values ('effect-1', 'email', 'please-call-us', 'sending', timestamp with time zone '2026-03-06 20:10:00+00:00')""").update();
    byMail("effect-1", "en", "please-call-us");
    assertThat(MAIL.getReceivedMessages()).hasSize(1);
    assertThat(world.state("effect-1")).isEqualTo("sent");
  }

  @Test
  void whoDiedSinceTheChannelWasChosenGetsNothing() {
    world.knows(patient("en").addTelecom(email("maria@example.org")).setDeceased(new BooleanType(true)));
    assertThat(byMail("effect-1", "en", "visit-reminder")).isEqualTo(new SendPatientMessage.Sent(null, null));
    assertThat(MAIL.getReceivedMessages()).isEmpty();
  }

  @Test
  void anAddressThatIsGoneAMissingTimeAndNoChannelAreSaid() {
    world.knows(patient("en").addTelecom(mobile("(202) 555-0134")));
    assertThatThrownBy(() -> byMail("effect-1", "en", "please-call-us")).hasMessageContaining(
        "Patient/p1: no usable address for email any more");
    assertThatThrownBy(() -> world.sender(1).perform(new SendPatientMessage.Request("effect-1", "p1", "sms", "en", "visit-reminder", null)))
        .hasMessageContaining("visit-reminder").hasMessageContaining("visitAt");
    assertThatThrownBy(() -> send(1, "effect-1", "none", "en", "please-call-us")).hasMessageContaining("messageChannel");
  }

  @Test
  void aTeamMailNamesTheCaseTheDeadlineAndTheTaskList() throws Exception {
    NotifyTeam.Request request = new NotifyTeam.Request("effect-1", "care-coordinators", "deadline-missed",
        Instant.parse("2026-03-11T03:59:59Z"), "GH:V1");
    SentMessages.Sent sent = world.teamSender(MAIL.getSmtp().getPort()).perform(request);

    assertThat(world.teamSender(MAIL.getSmtp().getPort()).perform(request)).isEqualTo(sent);
    MimeMessage message = onlyMail();
    assertThat(message.getSubject()).isEqualTo("Deadline missed: GH:V1");
    assertThat(message.getContent().toString()).contains("Tue 10 Mar 2026, 11:59 PM EDT",
        "https://careloop.example.org/camunda/app/tasklist/");
  }

  @Test
  void aGroupWithoutAnAddressIsTheAdministratorsToSet() {
    assertThatThrownBy(() -> world.teamSender(1).perform(new NotifyTeam.Request("effect-1", "nurses", "red-flag", null, null)))
        .hasMessageContaining("careloop.messaging.groups.nurses");
  }

  @Test
  void aColleagueIsWrittenToAtTheirOwnAddressAndElseAtTheirGroups() throws Exception {
    int port = MAIL.getSmtp().getPort();
    NotifyColleague.Request request = new NotifyColleague.Request("effect-1", "cora", "care-coordinators", "new-patient", null);
    world.colleagueSender(port, "cora@example.org").perform(request);
    world.colleagueSender(port, "cora@example.org").perform(request);
    assertThat(onlyMail().getAllRecipients()).extracting(Object::toString).containsExactly("cora@example.org");
    assertThat(onlyMail().getSubject()).isEqualTo("You have a new patient");

    world.colleagueSender(port, "cora in room 4").perform(new NotifyColleague.Request("effect-2", "cora", "care-coordinators", "new-patient", null));
    assertThat(MAIL.getReceivedMessages()[1].getAllRecipients()).extracting(Object::toString).containsExactly("coordinators@riverside.example.org");
    assertThatThrownBy(() -> world.colleagueSender(port, null).perform(new NotifyColleague.Request("effect-3", "nora", "nurses", "new-patient", null)))
        .hasMessageContaining("\"nora\" has no e-mail address").hasMessageContaining("careloop.messaging.groups.nurses");
  }

  private SendPatientMessage.Sent byMail(String effectId, String language, String template) {
    return send(MAIL.getSmtp().getPort(), effectId, "email", language, template);
  }

  private SendPatientMessage.Sent byText(String effectId) {
    return send(1, effectId, "sms", "en", "visit-booked");
  }

  private SendPatientMessage.Sent send(int smtpPort, String effectId, String channel, String language, String template) {
    return world.sender(smtpPort).perform(new SendPatientMessage.Request(effectId, "p1", channel, language, template, VISIT));
  }

  private void gateway(ResponseDefinitionBuilder answer) {
    world.http.stubFor(post(urlPathEqualTo("/texts")).willReturn(answer));
  }

  private static MimeMessage onlyMail() {
    assertThat(MAIL.getReceivedMessages()).hasSize(1);
    assertThat(GreenMailUtil.getHeaders(MAIL.getReceivedMessages()[0])).isNotBlank();
    return MAIL.getReceivedMessages()[0];
  }
}
