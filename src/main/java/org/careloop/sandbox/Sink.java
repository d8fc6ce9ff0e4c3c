package org.careloop.sandbox;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Where mails and texts end in the sandbox: kept to look at, the last few hundred, in memory. Delivers nothing to anybody. */
@Component
@Profile("sandbox")
public class Sink {

  private static final int MOST = 300;

  /** An e-mail as it arrived. */
  public record Mail(Instant receivedAt, String messageId, String from, String to, String subject, String language, String text) {}

  /** A text as it arrived. */
  public record Text(Instant receivedAt, String id, String to, String text) {}

  private final Deque<Mail> mails = new ArrayDeque<>();
  private final Deque<Text> texts = new ArrayDeque<>();
  private final Map<String, Text> textsByKey = new HashMap<>();

  /** E-mails, the newest first. */
  public synchronized List<Mail> mails() {
    return new ArrayList<>(mails);
  }

  /** Texts, the newest first. */
  public synchronized List<Text> texts() {
    return new ArrayList<>(texts);
  }

  synchronized void add(Mail mail) {
    mails.addFirst(mail);
    while (mails.size() > MOST) {
      mails.removeLast();
    }
  }

  /** Keeps the text unless the key came before; returns the one that is kept. */
  synchronized Text add(String idempotencyKey, Text text) {
    Text before = textsByKey.putIfAbsent(idempotencyKey, text);
    if (before != null) {
      return before;
    }
    texts.addFirst(text);
    while (texts.size() > MOST) {
      Text oldest = texts.removeLast();
      textsByKey.values().removeIf(oldest::equals);
    }
    return text;
  }

  /** Throws everything away. */
  public synchronized void clear() {
    mails.clear();
    texts.clear();
    textsByKey.clear();
  }
}
