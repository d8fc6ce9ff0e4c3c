package org.careloop.audit.verify;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.careloop.audit.chain.AuditKey;

/** Signs exports with the key that signs anchors; the public half goes into the export. */
public interface ExportSigner {

  /** Which key it is, as the database and the folder of public keys name it. */
  String keyId();

  /** The public half as PEM text (SubjectPublicKeyInfo). */
  String publicKeyPem();

  /** Ed25519 over these bytes, which are text in UTF-8: 64 bytes. */
  byte[] sign(byte[] message);

  /** Signs with this key. */
  static ExportSigner with(AuditKey key) {
    return new ExportSigner() {
      @Override
      public String keyId() {
        return key.keyId();
      }

      @Override
      public String publicKeyPem() {
        return key.pem();
      }

      @Override
      public byte[] sign(byte[] message) {
        return Base64.getDecoder().decode(key.sign(new String(message, StandardCharsets.UTF_8)));
      }
    };
  }
}
