package org.careloop.messaging;

/** How a message travels. */
enum Channel {
  EMAIL,
  SMS;

  /** As diagrams know it. */
  String code() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  static Channel of(String code) {
    for (Channel channel : values()) {
      if (channel.code().equals(code)) {
        return channel;
      }
    }
    throw new IllegalArgumentException(
        "messageChannel: \"%s\", expected email or sms. Choose the channel before sending, and send nothing when it is none."
            .formatted(code));
  }
}
