package org.careloop.messaging;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.careloop.messaging.MessagingWorld.email;
import static org.careloop.messaging.MessagingWorld.mobile;
import static org.careloop.messaging.MessagingWorld.patient;

import java.time.Instant;
import java.util.Date;
import org.careloop.fhir.FhirFailure;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChoosePatientChannelTest {

  private static final String AFTERNOON = "2026-03-06T20:15:00Z";

  @ParameterizedTest
  @CsvSource({"en, en", "es, es", "es-MX, es", "ES, es", "fr, en", ", en"})
  void theLanguageIsThePatientsWhenWeHaveIt(String spoken, String written) throws Exception {
    assertThat(choose(AFTERNOON, patient(spoken).addTelecom(email("a@example.org")), null).messageLanguage()).isEqualTo(written);
  }

  @Test
  void thePreferredLanguageWinsOverOthers() throws Exception {
    Patient patient = new Patient();
    patient.setId("p1");
    patient.addCommunication().setLanguage(new CodeableConcept(new Coding(null, "en", null)));
    patient.addCommunication().setLanguage(new CodeableConcept(new Coding(null, "es", null))).setPreferred(true);
    assertThat(choose(AFTERNOON, patient, null).messageLanguage()).isEqualTo("es");
  }

  @Test
  void thePreferredAddressIsTheOneOfTheLowestRank() throws Exception {
    Patient patient = patient("en").addTelecom(email("a@example.org").setRank(2)).addTelecom(mobile("(202) 555-0134").setRank(1));
    assertThat(choose(AFTERNOON, patient, null).messageChannel()).isEqualTo("sms");
    assertThat(choose(AFTERNOON, patient("en").addTelecom(mobile("(202) 555-0134")).addTelecom(email("a@example.org").setRank(1)), null)
        .messageChannel()).isEqualTo("email");
  }

  @Test
  void aLandLineAnOldAddressAndOneThatIsNoneCannotBeUsed() throws Exception {
    Patient patient = patient("en")
        .addTelecom(new ContactPoint().setSystem(ContactPointSystem.PHONE).setUse(ContactPointUse.HOME).setValue("+12025550135"))
        .addTelecom(email("old@example.org").setUse(ContactPointUse.OLD))
        .addTelecom(email("past@example.org").setPeriod(new Period().setEnd(Date.from(Instant.parse("2025-01-01T00:00:00Z")))))
        .addTelecom(email("not an address"))
        .addTelecom(mobile("12"));
    assertThat(choose(AFTERNOON, patient, null).messageChannel()).isEqualTo("none");
  }

  @Test
  void nobodyWritesToTheDeadTheMergedOrThoseWhoWantNoMessages() throws Exception {
    assertThat(choose(AFTERNOON, reachable().setDeceased(new BooleanType(true)), null).messageChannel()).isEqualTo("none");
    assertThat(choose(AFTERNOON, reachable().setDeceased(new DateTimeType("2026-03-01")), null).messageChannel()).isEqualTo("none");
    assertThat(choose(AFTERNOON, reachable().setDeceased(new BooleanType(false)), null).messageChannel()).isEqualTo("email");
    assertThat(choose(AFTERNOON, reachable().setActive(false), null).messageChannel()).isEqualTo("none");
    Patient unwilling = reachable();
    unwilling.addExtension(MessagingWorld.NO_MESSAGES, new BooleanType(true));
    assertThat(choose(AFTERNOON, unwilling, null).messageChannel()).isEqualTo("none");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-06T20:15:00Z, 2026-03-06T20:15:00Z", // 15:15
    "2026-03-07T00:59:59Z, 2026-03-07T00:59:59Z", // 19:59:59
    "2026-03-07T01:00:00Z, 2026-03-07T13:00:00Z", // 20:00
    "2026-03-07T08:00:00Z, 2026-03-07T13:00:00Z", // 03:00
    "2026-03-07T12:59:59Z, 2026-03-07T13:00:00Z", // 07:59:59
    "2026-03-07T13:00:00Z, 2026-03-07T13:00:00Z", // 08:00
    "2026-03-08T03:00:00Z, 2026-03-08T12:00:00Z", // the night in which the clocks go forward
  })
  void messagesWaitForTheEndOfQuietHours(String now, Instant sendAt) throws Exception {
    assertThat(choose(now, reachable(), null).sendAt()).isEqualTo(sendAt);
    assertThat(choose(now, reachable(), true).sendAt()).as("urgent").isEqualTo(Instant.parse(now));
  }

  @Test
  void aDirectoryThatIsDownIsATechnicalFailure() throws Exception {
    try (MessagingWorld world = new MessagingWorld(AFTERNOON)) {
      world.http.stubFor(get(urlPathEqualTo("/fhir/Patient/p1")).willReturn(serverError()));
      assertThatThrownBy(() -> world.choose(null)).isInstanceOf(FhirFailure.class).hasMessageContaining("the patient directory");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "+12025550134, +12025550134", "(202) 555-0134, +12025550134", "1-202-555-0134, +12025550134", "0034 600 123 456, +34600123456",
    "202.555.0134, +12025550134", "911, ", "call my son, ",
  })
  void numbersBecomeWhatGatewaysWant(String written, String number) {
    assertThat(TextGateway.number(written, "+1")).isEqualTo(number);
  }

  private static Patient reachable() {
    return patient("en").addTelecom(email("a@example.org"));
  }

  private static ChoosePatientChannel.Choice choose(String now, Patient patient, Boolean urgent) throws Exception {
    try (MessagingWorld world = new MessagingWorld(now)) {
      world.knows(patient);
      return world.choose(urgent);
    }
  }
}
