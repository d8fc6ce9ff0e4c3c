package org.careloop.messaging;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.careloop.engine.CareDelegate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Sends one message to a patient, by e-mail or text, from a template without anything clinical. Once for each {@code effectId}, as far as
 * it can be known (see {@link SentMessages}). Reads the address at the moment of sending, so that no variable holds it. A patient who has
 * died or asked for no messages since the channel was chosen gets none; {@code sentMessageId} is then null.
 */
@Component
class SendPatientMessage extends CareDelegate<SendPatientMessage.Request, SendPatientMessage.Sent> {

  private static final Logger log = LoggerFactory.getLogger(SendPatientMessage.class);

  record Request(
      String effectId, String patientId, String messageChannel, String messageLanguage, String template, @Nullable Instant visitAt) {}

  record Sent(@Nullable String sentMessageId, @Nullable Instant sentAt) {}

  private final PatientDirectory directory;
  private final MessageTemplates templates;
  private final MessagingSettings settings;
  private final SentMessages sentMessages;
  private final Email email;
  private final TextGateway texts;
  private final ZoneId zone;
  private final Clock clock;

  SendPatientMessage(PatientDirectory directory, MessageTemplates templates, MessagingSettings settings, SentMessages sentMessages,
      Email email, TextGateway texts, @Value("${careloop.zone:America/New_York}") ZoneId zone, Clock clock) {
    this.directory = directory;
    this.templates = templates;
    this.settings = settings;
    this.sentMessages = sentMessages;
    this.email = email;
    this.texts = texts;
    this.zone = zone;
    this.clock = clock;
  }

  @Override
  protected Sent perform(Request request) {
    Channel channel = Channel.of(request.messageChannel());
    MessageTemplates.Text text = templates.forPatient(request.template(), request.messageLanguage(), values(request));
    PatientDirectory.Addressee patient = directory.read(request.patientId());
    if (patient.addresses().isEmpty()) {
      log.info("Message {} not sent: no address, or the patient has died or wants no messages", request.effectId());
      return new Sent(null, null);
    }
    PatientDirectory.Address address = patient.by(channel).orElseThrow(() -> new IllegalStateException(
        "Patient/%s: no usable address for %s any more, expected one. Correct the patient's record, or send the message by hand."
            .formatted(request.patientId(), channel.code())));
    SentMessages.Sent sent = sentMessages.once(request.effectId(), channel, request.template(), () -> switch (channel) {
      case EMAIL ->
          email.send(request.effectId(), address.value(), request.messageLanguage(), text.subject(), text.email(), clock.instant());
      case SMS -> texts.send(request.effectId(), address.value(), text.sms());
    });
    return new Sent(sent.sentMessageId(), sent.sentAt());
  }

  private Map<String, String> values(Request request) {
    Map<String, String> values = new HashMap<>();
    values.put("practiceName", settings.practiceName());
    values.put("practicePhone", settings.practicePhone());
    if (request.visitAt() != null) {
      ZonedDateTime visit = request.visitAt().atZone(zone);
      boolean spanish = "es".equals(request.messageLanguage());
      Locale locale = Locale.forLanguageTag(spanish ? "es-US" : "en-US");
      values.put("visitDay", visit.format(DateTimeFormatter.ofPattern(spanish ? "EEEE d 'de' MMMM" : "EEEE, MMMM d", locale)));
      // Some locale data has narrow and non-breaking spaces here, which old telephones show as boxes.
      values.put("visitTime", visit.format(DateTimeFormatter.ofPattern("h:mm a", locale)).replaceAll("[\\u00a0\\u202f]", " "));
    }
    return values;
  }
}
