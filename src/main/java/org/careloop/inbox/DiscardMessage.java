package org.careloop.inbox;

import org.careloop.engine.CareDelegate;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/** Closes a message that a person will not send again. Its text, the reason and who decided are kept. Doing it twice changes nothing. */
@Component
class DiscardMessage extends CareDelegate<DiscardMessage.Request, Void> {

  /**
   * The message and why nothing is made of it.
   *
   * @param discardReason kebab-case code of the form
   * @param decidedBy who decided
   */
  record Request(String messageId, String discardReason, @Nullable String decidedBy) {}

  private final Inbox inbox;

  DiscardMessage(Inbox inbox) {
    this.inbox = inbox;
  }

  @Override
  protected Void perform(Request request) {
    inbox.discard(request.messageId(), request.discardReason(), request.decidedBy());
    return null;
  }
}
