package org.careloop.audit.verify;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.careloop.audit.chain.AuditKey;
import org.careloop.audit.chain.AuditReader;
import org.careloop.audit.chain.KeyFolder;
import org.careloop.audit.chain.OutsideFile;
import org.careloop.audit.verify.VerifyReport.Finding;
import org.careloop.audit.verify.VerifyReport.Kind;

/**
 * The keys by which signatures and seals are judged. What lies outside the database counts; a key that only the database names counts where a
 * key that counts vouches for it, or where there is nothing else to go by.
 */
final class KeyRing {

  private final Map<String, String> publicKeys = new HashMap<>();
  private final Map<String, byte[]> secrets = new HashMap<>();
  private boolean outside;

  /** @param keys folder of the secret keys, or null; {@code anchors} folder of anchors with the public keys, or null */
  static KeyRing of(Path keys, Path anchors) {
    return of(keys == null ? null : new KeyFolder(keys), anchors == null ? null : new OutsideFile(anchors));
  }

  static KeyRing of(KeyFolder keys, OutsideFile anchors) {
    KeyRing ring = new KeyRing();
    if (anchors != null) {
      anchors.keyIds().forEach(id -> ring.publicKeys.put(id, anchors.publicKey(id)));
    }
    if (keys != null) {
      keys.all().forEach((id, key) -> {
        ring.publicKeys.putIfAbsent(id, key.publicKey());
        ring.secrets.put(id, key.secret());
      });
    }
    ring.publicKeys.entrySet().removeIf(key -> !AuditKey.idOf(key.getValue()).equals(key.getKey()));
    ring.outside = !ring.publicKeys.isEmpty();
    return ring;
  }

  /** Whether any key is known from outside what is checked. */
  boolean isFromOutside() {
    return outside;
  }

  boolean hasSecrets() {
    return !secrets.isEmpty();
  }

  boolean knowsFromOutside(String keyId) {
    return outside && publicKeys.containsKey(keyId);
  }

  /** Takes up the keys that the database or export names, in the order in which they came into use. */
  void takeUp(List<AuditReader.Key> named, Findings findings) {
    for (AuditReader.Key key : named) {
      String known = publicKeys.get(key.keyId());
      if (!AuditKey.idOf(key.publicKey()).equals(key.keyId()) || known != null && !known.equals(key.publicKey())) {
        add(findings, known == null ? Kind.INSERTED : Kind.CHANGED, key, known == null ? "The key was put in or exchanged: its id is not its own."
            : "The public key was exchanged: it is not the one known outside.");
        continue;
      }
      if (known != null) {
        continue;
      }
      String voucher = key.vouchedBy() == null ? null : publicKeys.get(key.vouchedBy());
      if (key.vouchedBy() != null && (voucher == null || !AuditKey.signed(voucher, AuditKey.introduction(key.keyId(), key.publicKey(), key.since()), key.signature()))) {
        add(findings, Kind.FORGED, key, "The key says that key %s vouches for it, but that key has not signed so.".formatted(key.vouchedBy()));
      } else if (voucher == null && outside) {
        add(findings, Kind.FORGED, key, "Nothing outside knows this key and no key vouches for it: somebody may have put it in to sign with it.");
      } else {
        if (voucher == null) {
          findings.notice(publicKeys.isEmpty() ? "Key %s is taken from what is checked: nothing outside vouches for it.".formatted(key.keyId())
              : "Key %s begins without a key that vouches for it; ask who lost the keys before.".formatted(key.keyId()));
        }
        publicKeys.put(key.keyId(), key.publicKey());
      }
    }
  }

  private static void add(Findings findings, Kind kind, AuditReader.Key key, String words) {
    findings.add(new Finding(kind, "keys", null, key.since(), null, "careloop_audit_key", key.keyId(), List.of(), words));
  }

  boolean knows(String keyId) {
    return publicKeys.containsKey(keyId);
  }

  boolean signed(String keyId, String text, String signature) {
    return knows(keyId) && signature != null && AuditKey.signed(publicKeys.get(keyId), text, signature);
  }

  /** The seal secret of this key; null where it is not at hand. */
  byte[] secret(String keyId) {
    return secrets.get(keyId);
  }

  Map<String, String> all() {
    return new TreeMap<>(publicKeys);
  }
}
