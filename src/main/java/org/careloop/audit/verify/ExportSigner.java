package org.careloop.audit.verify;

/** Signs exports with the key that signs anchors. Whoever holds the key's file implements it; the public half goes into the export. */
public interface ExportSigner {

  /** Which key it is, as the database and the folder of public keys name it. */
  String keyId();

  /** The public half as PEM text (SubjectPublicKeyInfo). */
  String publicKeyPem();

  /** Ed25519 over these bytes: 64 bytes. */
  byte[] sign(byte[] message);
}
