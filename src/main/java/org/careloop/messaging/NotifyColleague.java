package org.careloop.messaging;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.careloop.engine.CareDelegate;
import org.careloop.team.MailAddresses;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes an e-mail to one colleague at the address in their profile, or to their group where they have none: what kind of thing happened and
 * where the tasks are. Nothing about the patient. Once for each {@code effectId}, as far as it can be known (see {@link SentMessages}).
 */
@Component
class NotifyColleague extends CareDelegate<NotifyColleague.Request, SentMessages.Sent> {

  /**
   * @param colleague user id
   * @param group the colleague's role, whose address is used where the colleague has none
   */
  record Request(String effectId, String colleague, String group, String template, @Nullable Instant dueAt) {}

  private final MailAddresses addresses;
  private final MessageTemplates templates;
  private final MessagingSettings settings;
  private final SentMessages sentMessages;
  private final Email email;
  private final ZoneId zone;
  private final Clock clock;

  NotifyColleague(MailAddresses addresses, MessageTemplates templates, MessagingSettings settings, SentMessages sentMessages, Email email,
      @Value("${careloop.zone:America/New_York}") ZoneId zone, Clock clock) {
    this.addresses = addresses;
    this.templates = templates;
    this.settings = settings;
    this.sentMessages = sentMessages;
    this.email = email;
    this.zone = zone;
    this.clock = clock;
  }

  @Override
  protected SentMessages.Sent perform(Request request) {
    String address = addresses.of(request.colleague()).filter(Email::isAddress).orElseGet(() -> settings.addressOf(request.group()));
    if (address == null || address.isBlank()) {
      throw new IllegalStateException(("user \"%s\" has no e-mail address in the profile and group \"%s\" has none. An administrator must enter one"
          + " in Camunda's Admin or set careloop.messaging.groups.%s.").formatted(request.colleague(), request.group(), request.group()));
    }
    MessageTemplates.Text text = templates.forColleague(request.template(), NotifyTeam.values(settings, null, request.dueAt(), zone));
    return sentMessages.once(request.effectId(), Channel.EMAIL, request.template(),
        () -> email.send(request.effectId(), address, "en", text.subject(), text.email(), clock.instant()));
  }
}
