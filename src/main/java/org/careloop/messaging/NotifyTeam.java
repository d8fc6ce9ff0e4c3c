package org.careloop.messaging;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.careloop.engine.CareDelegate;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes an e-mail to a group's address: what kind of thing happened, the case's id, when it is due and where the tasks are. Nothing about
 * the patient. Once for each {@code effectId}, as far as it can be known (see {@link SentMessages}).
 */
@Component
class NotifyTeam extends CareDelegate<NotifyTeam.Request, SentMessages.Sent> {

  private static final DateTimeFormatter SHOWN = DateTimeFormatter.ofPattern("EEE d MMM yyyy, h:mm a zzz", Locale.US);

  record Request(String effectId, String group, String template, @Nullable Instant dueAt, @Nullable String encounterId) {}

  private final MessageTemplates templates;
  private final MessagingSettings settings;
  private final SentMessages sentMessages;
  private final Email email;
  private final ZoneId zone;
  private final Clock clock;

  NotifyTeam(MessageTemplates templates, MessagingSettings settings, SentMessages sentMessages, Email email,
      @Value("${careloop.zone:America/New_York}") ZoneId zone, Clock clock) {
    this.templates = templates;
    this.settings = settings;
    this.sentMessages = sentMessages;
    this.email = email;
    this.zone = zone;
    this.clock = clock;
  }

  @Override
  protected SentMessages.Sent perform(Request request) {
    String address = settings.addressOf(request.group());
    if (address == null || address.isBlank()) {
      throw new IllegalStateException("group \"%s\" has no e-mail address. An administrator must set careloop.messaging.groups.%s or careloop.messaging.team-address."
          .formatted(request.group(), request.group()));
    }
    MessageTemplates.Text text = templates.forTeam(request.template(), values(settings, request.encounterId(), request.dueAt(), zone));
    return sentMessages.once(request.effectId(), Channel.EMAIL, request.template(),
        () -> email.send(request.effectId(), address, "en", text.subject(), text.email(), clock.instant()));
  }

  /** What a mail to colleagues may say. */
  static Map<String, String> values(MessagingSettings settings, String encounterId, Instant dueAt, ZoneId zone) {
    return Map.of(
        "practiceName", settings.practiceName(),
        "tasklistUrl", settings.tasklistUrl(),
        "encounterId", encounterId == null ? "(none)" : encounterId,
        "dueAt", dueAt == null ? "see the task" : dueAt.atZone(zone).format(SHOWN).replace('\u202f', ' '));
  }
}
