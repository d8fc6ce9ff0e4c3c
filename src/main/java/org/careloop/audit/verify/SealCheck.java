package org.careloop.audit.verify;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.careloop.audit.chain.AuditEvent;
import org.careloop.audit.chain.Canon;

/** Checks the seals of events where the secret is at hand, and counts those where it is not. */
final class SealCheck {

  private final KeyRing keys;
  private final Findings findings;
  private long checked;

  SealCheck(KeyRing keys, Findings findings) {
    this.keys = keys;
    this.findings = findings;
  }

  long checked() {
    return checked;
  }

  boolean canCheck(AuditEvent event) {
    return keys.secret(event.keyId()) != null;
  }

  /** Whether this event cannot have been written with the key it names. */
  boolean isForged(AuditEvent event) {
    byte[] secret = keys.secret(event.keyId());
    if (secret == null) {
      findings.count(keys.hasSecrets() ? "Key " + event.keyId().replaceAll("[^0-9A-Za-z]", "?") + " is not in the folder of keys: the seals of %d events were not checked."
          : "No keys were given: the seals of %d events were not checked; their hashes and anchors were.", 1);
      return !keys.knows(event.keyId());
    }
    checked++;
    return !MessageDigest.isEqual(Canon.seal(secret, event.hash()).getBytes(StandardCharsets.US_ASCII), event.seal().getBytes(StandardCharsets.UTF_8));
  }
}
