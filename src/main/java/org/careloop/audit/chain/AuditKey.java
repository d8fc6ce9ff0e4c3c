package org.careloop.audit.chain;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/**
 * One key: a secret that seals every event (HMAC-SHA256) and a pair that signs anchors and exports (Ed25519). All but the public half lies in a
 * file outside the database. All parts are Base64.
 *
 * @param keyId the first 16 digits of the public half's SHA-256
 */
public record AuditKey(String keyId, Instant since, String publicKey, String privateKey, String sealSecret) {

  static AuditKey make(Instant since) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] secret = new byte[32];
      new SecureRandom().nextBytes(secret);
      Base64.Encoder text = Base64.getEncoder();
      String publicKey = text.encodeToString(pair.getPublic().getEncoded());
      return new AuditKey(idOf(publicKey), since.truncatedTo(ChronoUnit.MILLIS), publicKey, text.encodeToString(pair.getPrivate().getEncoded()),
          text.encodeToString(secret));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String idOf(String publicKey) {
    return Canon.sha256(publicKey).substring(0, 16);
  }

  /** Ed25519, Base64. */
  public String sign(String text) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(privateKey))));
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The audit key %s cannot sign. An administrator must look at its file.".formatted(keyId), e);
    }
  }

  /** Whether the holder of this public key signed this text. */
  public static boolean signed(String publicKey, String text, String signature) {
    try {
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey))));
      check.update(text.getBytes(StandardCharsets.UTF_8));
      return check.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  /** What the key before signs to vouch for a new one. */
  public static String introduction(String keyId, String publicKey, Instant since) {
    return "careloop-key/1\nkey=%s\npublic=%s\nsince=%s\n".formatted(keyId, publicKey, Canon.time(since));
  }

  @JsonIgnore
  public byte[] secret() {
    return Base64.getDecoder().decode(sealSecret);
  }

  /** The public half as other programs read it. */
  @JsonIgnore
  public String pem() {
    return pem(publicKey);
  }

  public static String pem(String publicKey) {
    return "-----BEGIN PUBLIC KEY-----\n" + publicKey + "\n-----END PUBLIC KEY-----\n";
  }
}
