package org.careloop.messaging;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.careloop.fhir.FhirAddress;
import org.careloop.fhir.FhirEndpoint;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.PatientCommunicationComponent;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Reads how a patient can and wants to be written to, from a FHIR endpoint, each time anew. Keeps nothing and writes nothing. */
@Component
class PatientDirectory implements DisposableBean {

  private static final String SANDBOX_USER = "integration";

  /** Where a message can go. */
  record Address(Channel channel, String value) {}

  /**
   * A patient as one to write to.
   *
   * @param addresses usable ones, the preferred first; empty when the patient is dead, moved to another record or wants no messages
   * @param language {@code en} or {@code es}
   */
  record Addressee(List<Address> addresses, String language) {

    Optional<Address> by(Channel channel) {
      return addresses.stream().filter(address -> address.channel() == channel).findFirst();
    }
  }

  private final MessagingSettings settings;
  private final FhirEndpoint endpoint;
  private final TextGateway texts;
  private final Clock clock;

  PatientDirectory(MessagingSettings settings, FhirContext context, Environment environment, TextGateway texts, Clock clock) {
    MessagingSettings.Directory directory = settings.directory();
    this.settings = settings;
    this.texts = texts;
    this.clock = clock;
    boolean sandboxUser = !hasText(directory.baseUrl()) && !hasText(directory.user()) && !hasText(directory.token());
    this.endpoint = new FhirEndpoint(context, new FhirEndpoint.Access("the patient directory",
        FhirAddress.of(directory.baseUrl(), "careloop.messaging.directory.base-url", environment, "/sandbox/fhir"),
        sandboxUser ? SANDBOX_USER : directory.user(), sandboxUser ? SANDBOX_USER : directory.password(), directory.token(),
        directory.connectTimeout(), directory.readTimeout()));
  }

  Addressee read(String patientId) {
    Patient patient = endpoint.read(Patient.class, patientId);
    boolean gone = patient.hasDeceased() && !(patient.getDeceased() instanceof BooleanType deceased && !deceased.booleanValue());
    boolean inactive = patient.hasActive() && !patient.getActive();
    return new Addressee(gone || inactive || wantsNoMessages(patient) ? List.of() : addresses(patient), language(patient));
  }

  @Override
  public void destroy() throws IOException {
    endpoint.close();
  }

  private boolean wantsNoMessages(Patient patient) {
    return patient.getExtensionsByUrl(settings.directory().noMessagesExtension()).stream()
        .anyMatch(extension -> extension.getValue() instanceof BooleanType flag && flag.booleanValue());
  }

  private List<Address> addresses(Patient patient) {
    Instant now = clock.instant();
    List<ContactPoint> points = new ArrayList<>(patient.getTelecom());
    points.removeIf(point -> !point.hasValue() || point.getUse() == ContactPointUse.OLD || isOver(point, now));
    points.sort(Comparator.comparingInt(point -> point.hasRank() ? point.getRank() : Integer.MAX_VALUE));
    List<Address> addresses = new ArrayList<>();
    for (ContactPoint point : points) {
      if (point.getSystem() == ContactPointSystem.EMAIL && Email.isAddress(point.getValue())) {
        addresses.add(new Address(Channel.EMAIL, point.getValue().strip()));
      } else if (takesTexts(point) && texts.isThere()) {
        String number = TextGateway.number(point.getValue(), settings.sms().countryCode());
        if (number != null) {
          addresses.add(new Address(Channel.SMS, number));
        }
      }
    }
    return addresses;
  }

  // A land line cannot show a text; only what is marked as mobile, or as an address for texts, can.
  private static boolean takesTexts(ContactPoint point) {
    return point.getSystem() == ContactPointSystem.SMS
        || point.getSystem() == ContactPointSystem.PHONE && point.getUse() == ContactPointUse.MOBILE;
  }

  private static boolean isOver(ContactPoint point, Instant now) {
    Date end = point.getPeriod().getEnd();
    return end != null && end.toInstant().isBefore(now);
  }

  private static String language(Patient patient) {
    return patient.getCommunication().stream()
        .sorted(Comparator.comparing(communication -> !communication.getPreferred()))
        .map(PatientCommunicationComponent::getLanguage)
        .flatMap(language -> codes(language).stream())
        .map(code -> code.toLowerCase(Locale.ROOT).split("[-_]")[0])
        .filter(MessageTemplates.LANGUAGES::contains)
        .findFirst()
        .orElse("en");
  }

  private static List<String> codes(CodeableConcept language) {
    return language.getCoding().stream().filter(coding -> coding.hasCode()).map(coding -> coding.getCode()).toList();
  }

  private static boolean hasText(String text) {
    return text != null && !text.isBlank();
  }
}
