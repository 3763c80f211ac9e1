package io.plimsoll.server.pipeline;

import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.eventlog.Signature;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that signs records. The signature is HMAC-SHA-256 over what ADR 12 lists, with a key that
 * is derived from the hash of the API key, so that both sides know it and neither sends it.
 */
record Signer(ProjectId project, boolean maySend, SecretKeySpec key) {
  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] PURPOSE = "plimsoll.signing.1".getBytes(StandardCharsets.UTF_8);
  private static final byte[] FORMAT = "plimsoll.event.1".getBytes(StandardCharsets.UTF_8);

  /**
   * @param secretHash SHA-256 of the text of the API key
   */
  static Signer of(ProjectId project, boolean maySend, byte[] secretHash) {
    byte[] key = mac(new SecretKeySpec(secretHash, ALGORITHM)).doFinal(PURPOSE);
    return new Signer(project, maySend, new SecretKeySpec(key, ALGORITHM));
  }

  /** Whether this signer has signed {@code value}, together with the project that it claims. */
  boolean hasSigned(Signature signature, Optional<ProjectId> claimed, byte[] value) {
    return MessageDigest.isEqual(
        sign(signature.signedAt().toEpochMilli(), claimed, value), signature.mac());
  }

  byte[] sign(long signedAtMillis, Optional<ProjectId> claimed, byte[] value) {
    Mac mac = mac(key);
    ByteBuffer head = ByteBuffer.allocate(FORMAT.length + Long.BYTES + 1 + 16);
    head.put(FORMAT).putLong(signedAtMillis).put((byte) (claimed.isPresent() ? 1 : 0));
    claimed.ifPresent(
        project ->
            head.putLong(project.value().getMostSignificantBits())
                .putLong(project.value().getLeastSignificantBits()));
    mac.update(head.flip());
    return mac.doFinal(value);
  }

  private static Mac mac(SecretKeySpec key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", impossible);
    }
  }

  @Override
  public String toString() {
    return "Signer[" + project + "]";
  }
}
