package org.careloop.inbox;

import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.TransientDataAccessException;

/** Lets so many messages in at once, the others wait; and does again what crossed somebody else's work on the same. */
final class Turns {

  private static final int ATTEMPTS = 8;

  private final InboxSettings settings;
  private final Semaphore atOnce;

  Turns(InboxSettings settings) {
    this.settings = settings;
    this.atOnce = new Semaphore(settings.atOnce(), true);
  }

  /** @param work whole in itself: it may be done several times, of which the last counts */
  <T> T take(Supplier<T> work) {
    return inTurn(() -> repeatWhenCrossed(work));
  }

  /** A burst waits here, where it holds nothing, and not for a second database connection with the first in hand. */
  private <T> T inTurn(Supplier<T> work) {
    try {
      if (!atOnce.tryAcquire(settings.patience().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("Too many messages at once: none of %d places came free in %s"
            .formatted(settings.atOnce(), settings.patience()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a place");
    }
    try {
      return work.get();
    } finally {
      atOnce.release();
    }
  }

  /** Two senders, or two nodes, with the same message or stay at the same moment: the second looks again at what the first left. */
  private static <T> T repeatWhenCrossed(Supplier<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return work.get();
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS || !isCrossing(e)) {
          throw e;
        }
        pause(attempt);
      }
    }
  }

  private static boolean isCrossing(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DuplicateKeyException || cause instanceof ConcurrencyFailureException
          || cause instanceof TransientDataAccessException || cause.getClass().getSimpleName().equals("OptimisticLockingException")) {
        return true;
      }
    }
    return false;
  }

  private static void pause(int attempt) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(10, 40L * attempt));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for another message about the same stay");
    }
  }
}
