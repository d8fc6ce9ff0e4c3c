package org.careloop.inbox;

import org.careloop.engine.CareDelegate;
import org.springframework.stereotype.Component;

/**
 * Gives a message back that a protocol could make nothing of, for example because its patient is unknown to the EHR: takes what it said
 * out of the stay and asks a person. Done once for each message, however many protocols ask.
 */
@Component
class SetMessageAside extends CareDelegate<SetMessageAside.Request, Void> {

  /**
   * The message and why.
   *
   * @param unmatchedReason kebab-case code, for example {@code patient-unknown}
   * @param problem one sentence for the person, never patient text
   */
  record Request(String messageId, String unmatchedReason, String problem) {}

  private final Inbox inbox;

  SetMessageAside(Inbox inbox) {
    this.inbox = inbox;
  }

  @Override
  protected Void perform(Request request) {
    String problem = request.problem();
    inbox.setAside(request.messageId(), request.unmatchedReason(), problem.length() > 1000 ? problem.substring(0, 1000) : problem);
    return null;
  }
}
