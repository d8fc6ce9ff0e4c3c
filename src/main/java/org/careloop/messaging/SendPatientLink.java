package org.careloop.messaging;

import java.time.Instant;
import java.util.Map;
import org.careloop.engine.CareDelegate;
import org.careloop.portal.PatientLinks;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Sends a patient the link to a page of this case, by e-mail or text, once for each {@code effectId}. Earlier links for the same end open nothing
 * any more. The link stands in the message and nowhere else. A patient who has died or wants no messages gets none; both results are then null.
 */
@Component
class SendPatientLink extends CareDelegate<SendPatientLink.Request, SendPatientLink.Sent> {

  /**
   * What to send to whom.
   *
   * @param linkPurpose {@code screening}, {@code consent} or {@code plan}: which forms of the case the page shows
   * @param linkExpiresAt null for seven days
   */
  record Request(String effectId, String patientId, String linkPurpose, String messageChannel, String messageLanguage,
      @Nullable Instant linkExpiresAt) {}

  /**
   * What went out.
   *
   * @param linkId tells which link it was; opens nothing
   */
  record Sent(@Nullable String sentMessageId, @Nullable String linkId) {}

  private final PatientPost post;
  private final MessageTemplates templates;
  private final MessagingSettings settings;
  private final PatientLinks links;

  SendPatientLink(PatientPost post, MessageTemplates templates, MessagingSettings settings, PatientLinks links) {
    this.post = post;
    this.templates = templates;
    this.settings = settings;
    this.links = links;
  }

  @Override
  protected Sent perform(Request request) {
    String template = request.linkPurpose() + "-link";
    PatientLinks.Ready[] link = new PatientLinks.Ready[1];
    return post.send(request.effectId(), request.patientId(), request.messageChannel(), request.messageLanguage(), template, () -> {
      link[0] = links.prepare(request.effectId(), request.patientId(), request.linkPurpose(), request.messageChannel(), request.messageLanguage(),
          request.linkExpiresAt());
      return templates.withLink(template, request.messageLanguage(), Map.of("practiceName", settings.practiceName(),
          "practicePhone", settings.practicePhone(), "link", link[0].address()));
    }).map(sent -> {
      links.sent(link[0].linkId(), sent.sentAt());
      return new Sent(sent.sentMessageId(), link[0].linkId());
    }).orElse(new Sent(null, null));
  }
}
