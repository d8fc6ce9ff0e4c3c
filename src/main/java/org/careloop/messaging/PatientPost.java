package org.careloop.messaging;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Hands one message to a patient, once for each effect as far as it can be known (see {@link SentMessages}). Reads the address at the moment of
 * sending, so that no variable holds it, and keeps neither address nor text.
 */
@Component
class PatientPost {

  private static final Logger log = LoggerFactory.getLogger(PatientPost.class);

  private final PatientDirectory directory;
  private final SentMessages sentMessages;
  private final Email email;
  private final TextGateway texts;
  private final Clock clock;

  PatientPost(PatientDirectory directory, SentMessages sentMessages, Email email, TextGateway texts, Clock clock) {
    this.directory = directory;
    this.sentMessages = sentMessages;
    this.email = email;
    this.texts = texts;
    this.clock = clock;
  }

  /**
   * Sends; empty where the patient has no address any more, has died or wants no messages.
   *
   * @param text asked for only where there is somebody to write to
   */
  Optional<SentMessages.Sent> send(String effectId, String patientId, String channelCode, String language, String template,
      Supplier<MessageTemplates.Text> text) {
    Channel channel = Channel.of(channelCode);
    PatientDirectory.Addressee patient = directory.read(patientId);
    if (patient.addresses().isEmpty()) {
      log.info("Message {} not sent: no address, or the patient has died or wants no messages", effectId);
      return Optional.empty();
    }
    PatientDirectory.Address address = patient.by(channel).orElseThrow(() -> new IllegalStateException(
        "Patient/%s: no usable address for %s any more, expected one. Correct the patient's record, or send the message by hand."
            .formatted(patientId, channel.code())));
    MessageTemplates.Text words = text.get();
    return Optional.of(sentMessages.once(effectId, channel, template, () -> switch (channel) {
      case EMAIL -> email.send(effectId, address.value(), language, words.subject(), words.email(), clock.instant());
      case SMS -> texts.send(effectId, address.value(), words.sms());
    }));
  }
}
