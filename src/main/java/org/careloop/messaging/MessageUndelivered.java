package org.careloop.messaging;

/**
 * A message did not go out, or nobody knows whether it did. Its text names the server's answer, never an address or a word of the message;
 * for the same reason there is no cause.
 */
class MessageUndelivered extends RuntimeException {

  private final boolean known;

  private MessageUndelivered(String message, boolean known) {
    super(message);
    this.known = known;
  }

  /** It certainly was not taken over: sending it again cannot make two. */
  static MessageUndelivered certainly(String message) {
    return new MessageUndelivered(message, true);
  }

  /** The connection broke after the message was handed over and before the answer came. */
  static MessageUndelivered perhaps(String message) {
    return new MessageUndelivered(message, false);
  }

  boolean isCertain() {
    return known;
  }
}
