package org.careloop.messaging;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okForContentType;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import ca.uhn.fhir.context.FhirContext;
import com.github.tomakehurst.wiremock.WireMockServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.careloop.trail.Trail;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.Patient;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mock.env.MockEnvironment;

/** A patient directory and a text gateway that do as the test says, a database, and a clock that stands at a time of the test's choice. */
final class MessagingWorld implements AutoCloseable {

  static final ZoneId ZONE = ZoneId.of("America/New_York");
  static final FhirContext CONTEXT = FhirContext.forR4Cached();
  static final String NO_MESSAGES = "https://careloop.org/fhir/StructureDefinition/no-messages";

  final WireMockServer http = new WireMockServer(options().dynamicPort());
  final EmbeddedDatabase database = new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2).generateUniqueName(true)
      .addScript("db/migration/V20__messaging.sql").build();
  final JdbcClient jdbc = JdbcClient.create(database);
  final MessagingSettings settings;
  final SentMessages sentMessages;
  final TextGateway texts;
  private final PatientDirectory directory;
  private final Clock clock;

  MessagingWorld(String now) {
    http.start();
    clock = Clock.fixed(Instant.parse(now), ZoneOffset.UTC);
    settings = new MessagingSettings("Riverside Family Practice", "(202) 555-0100", "no-reply@riverside.example.org",
        "https://careloop.example.org/camunda/app/tasklist/", new MessagingSettings.QuietHours(LocalTime.of(20, 0), LocalTime.of(8, 0)),
        null, Map.of("care-coordinators", "coordinators@riverside.example.org"),
        new MessagingSettings.Directory(http.baseUrl() + "/fhir", "user", "password", null, Duration.ofSeconds(5), Duration.ofSeconds(5),
            NO_MESSAGES),
        new MessagingSettings.Sms(http.baseUrl() + "/texts", null, null, "secret", "+1", Duration.ofSeconds(1), Duration.ofSeconds(1)));
    sentMessages = new SentMessages(jdbc, new DataSourceTransactionManager(database), clock, Trail.none());
    texts = new TextGateway(settings, new MockEnvironment());
    directory = new PatientDirectory(settings, CONTEXT, new MockEnvironment(), texts, clock);
  }

  void knows(Patient patient) {
    http.stubFor(get(urlPathEqualTo("/fhir/Patient/" + patient.getIdElement().getIdPart()))
        .willReturn(okForContentType("application/fhir+json", CONTEXT.newJsonParser().encodeResourceToString(patient))));
  }

  static Patient patient(String language) {
    Patient patient = new Patient();
    patient.setId("p1");
    if (language != null) {
      patient.addCommunication().setPreferred(true).setLanguage(new CodeableConcept(new Coding("urn:ietf:bcp:47", language, null)));
    }
    return patient;
  }

  static ContactPoint email(String address) {
    return new ContactPoint().setSystem(ContactPointSystem.EMAIL).setValue(address);
  }

  static ContactPoint mobile(String number) {
    return new ContactPoint().setSystem(ContactPointSystem.PHONE).setUse(ContactPointUse.MOBILE).setValue(number);
  }

  ChoosePatientChannel.Choice choose(Boolean urgent) {
    return new ChoosePatientChannel(directory, settings, ZONE, clock).perform(new ChoosePatientChannel.Request("p1", urgent));
  }

  SendPatientMessage sender(int smtpPort) {
    return new SendPatientMessage(new PatientPost(directory, sentMessages, email(smtpPort), texts, clock), new MessageTemplates(), settings, ZONE);
  }

  NotifyTeam teamSender(int smtpPort) {
    return new NotifyTeam(new MessageTemplates(), settings, sentMessages, email(smtpPort), ZONE, clock);
  }

  /** @param address in the colleague's profile; null for none */
  NotifyColleague colleagueSender(int smtpPort, String address) {
    return new NotifyColleague(person -> Optional.ofNullable(address), new MessageTemplates(), settings, sentMessages, email(smtpPort), ZONE, clock);
  }

  Email email(int smtpPort) {
    JavaMailSenderImpl mail = new JavaMailSenderImpl();
    mail.setHost("127.0.0.1");
    mail.setPort(smtpPort);
    mail.getJavaMailProperties().setProperty("mail.smtp.timeout", "1000");
    StaticListableBeanFactory beans = new StaticListableBeanFactory(Map.of("mail", mail));
    return new Email(beans.getBeanProvider(JavaMailSender.class), settings);
  }

  String state(String effectId) {
    return jdbc.sql("select state from careloop_sent_message where effect_id = ?").param(effectId).query(String.class).optional().orElse(
        "none");
  }

  @Override
  public void close() throws Exception {
    directory.destroy();
    http.stop();
    database.shutdown();
  }
}
