package org.careloop.audit.chain;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The keys in use: which one seals now, which ones are known. The secrets come from the folder, the public halves go to the database; a new
 * key is vouched for by the one before. All nodes share the folder.
 */
@Component
public class KeysInUse {

  private final KeyFolder folder;
  private final JdbcTemplate jdbc;
  private final Clock clock;
  private final ChainSettings settings;
  private final boolean mayBegin;
  private final String node;
  private volatile Map<String, AuditKey> known = Map.of();
  private volatile AuditKey current;

  KeysInUse(ChainSettings settings, JdbcTemplate jdbc, Clock clock, ThisNode node, Environment environment) {
    this.folder = new KeyFolder(Path.of(settings.keys()));
    this.settings = settings;
    this.jdbc = jdbc;
    this.clock = clock;
    this.node = node.name();
    this.mayBegin = settings.newKeyAfterLoss() || !environment.acceptsProfiles(Profiles.of("production"));
  }

  /** Where the secrets lie. */
  public KeyFolder folder() {
    return folder;
  }

  /** The key that seals and signs now. */
  public AuditKey current() {
    return current;
  }

  /** The key of this id, or null where its secret is not at hand. */
  public AuditKey find(String keyId) {
    AuditKey key = known.get(keyId);
    if (key == null) {
      known = folder.all();
      key = known.get(keyId);
    }
    return key;
  }

  /**
   * Looks at folder and database and sees to it that there is a key in use, not too old and known to both. In a transaction that holds the
   * chain's lock.
   *
   * @return what changed in words, or null
   */
  String bringUpToDate(Recorder recorder) {
    known = folder.all();
    Set<String> inDatabase = new TreeSet<>(jdbc.queryForList("select key_id from careloop_audit_key", String.class));
    Set<String> atHand = new TreeSet<>(inDatabase);
    atHand.retainAll(known.keySet());
    if (!inDatabase.isEmpty() && atHand.isEmpty() && !mayBegin) {
      throw new IllegalStateException(("None of the audit keys that this database knows (%s) is in %s. Expected the folder of the keys that sealed "
          + "its history (careloop.audit.keys). Where they are lost for good, an administrator starts once with "
          + "careloop.audit.new-key-after-loss=true; the history shows it.").formatted(String.join(", ", inDatabase), settings.keys()));
    }
    AuditKey vouching = KeyFolder.newest(known.values().stream().filter(key -> atHand.contains(key.keyId())).toList());
    AuditKey waiting = KeyFolder.newest(known.values().stream().filter(key -> !inDatabase.contains(key.keyId())).toList());
    Instant now = clock.instant();
    boolean old = vouching != null && vouching.since().plus(settings.rotateKeysAfter()).isBefore(now);
    if (vouching != null && !old) {
      current = vouching;
      return null;
    }
    return introduce(waiting != null && vouching == null ? waiting : AuditKey.make(now), vouching, inDatabase.isEmpty(), recorder);
  }

  private String introduce(AuditKey key, AuditKey vouching, boolean first, Recorder recorder) {
    if (!known.containsKey(key.keyId())) {
      folder.store(key);
    }
    String signature = vouching == null ? null : vouching.sign(AuditKey.introduction(key.keyId(), key.publicKey(), key.since()));
    jdbc.update("insert into careloop_audit_key (key_id, public_key, since, node, vouched_by, signature) values (?, ?, ?, ?, ?, ?)", key.keyId(),
        key.publicKey(), Recorder.utc(key.since()), node, vouching == null ? null : vouching.keyId(), signature);
    recorder.wrote("careloop_audit_key", key.keyId());
    String note;
    if (vouching != null) {
      jdbc.update("update careloop_audit_key set retired_at = ? where key_id = ?", Recorder.utc(clock.instant()), vouching.keyId());
      recorder.wrote("careloop_audit_key", vouching.keyId());
      note = "Key %s takes over from %s, which vouches for it.".formatted(key.keyId(), vouching.keyId());
    } else {
      note = first ? "First key %s.".formatted(key.keyId())
          : "Key %s begins without a key that vouches for it: no secret of the keys before is at hand.".formatted(key.keyId());
    }
    recorder.noted("keys", AuditEvent.Kind.KEY, note);
    known = folder.all();
    current = key;
    return note;
  }
}
