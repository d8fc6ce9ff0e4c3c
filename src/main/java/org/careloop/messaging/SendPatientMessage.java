package org.careloop.messaging;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.careloop.engine.CareDelegate;
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

  record Request(
      String effectId, String patientId, String messageChannel, String messageLanguage, String template, @Nullable Instant visitAt) {}

  record Sent(@Nullable String sentMessageId, @Nullable Instant sentAt) {}

  private final PatientPost post;
  private final MessageTemplates templates;
  private final MessagingSettings settings;
  private final ZoneId zone;

  SendPatientMessage(PatientPost post, MessageTemplates templates, MessagingSettings settings,
      @Value("${careloop.zone:America/New_York}") ZoneId zone) {
    this.post = post;
    this.templates = templates;
    this.settings = settings;
    this.zone = zone;
  }

  @Override
  protected Sent perform(Request request) {
    MessageTemplates.Text text = templates.forPatient(request.template(), request.messageLanguage(), values(request));
    return post.send(request.effectId(), request.patientId(), request.messageChannel(), request.messageLanguage(), request.template(), () -> text)
        .map(sent -> new Sent(sent.sentMessageId(), sent.sentAt())).orElse(new Sent(null, null));
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
