package org.careloop.audit.chain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What one transaction has written so far. Forgotten when it rolls back; steps aside while another transaction runs inside it. */
final class Pending implements TransactionSynchronization {

  record Note(String chain, String kind, String text) {}

  final Map<String, LinkedHashSet<String>> wrote = new LinkedHashMap<>();
  final Map<String, LinkedHashSet<AuditEvent.Entry>> gone = new LinkedHashMap<>();
  final List<Note> notes = new ArrayList<>();
  final Set<String> erased = new LinkedHashSet<>();
  String person;

  private final Object key;
  private final Consumer<Pending> recording;
  private boolean over;

  Pending(Object key, Consumer<Pending> recording) {
    this.key = key;
    this.recording = recording;
  }

  boolean isOver() {
    return over;
  }

  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public void suspend() {
    TransactionSynchronizationManager.unbindResource(key);
  }

  @Override
  public void resume() {
    TransactionSynchronizationManager.bindResource(key, this);
  }

  @Override
  public void beforeCommit(boolean readOnly) {
    recording.accept(this);
    over = true;
  }

  @Override
  public void afterCompletion(int status) {
    TransactionSynchronizationManager.unbindResourceIfPossible(key);
  }
}
