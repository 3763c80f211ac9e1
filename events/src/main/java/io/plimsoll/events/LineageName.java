package io.plimsoll.events;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** What OpenLineage calls a job or a dataset: two texts, which together are unique. */
public record LineageName(String namespace, String name) {

  /**
   * The id that stands for the name. It follows from the name alone, so that whoever reads an event
   * knows it without asking, and a name that is longer than an index takes can still be looked for.
   */
  public UUID id() {
    MessageDigest digest = sha256();
    digest.update(namespace.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    digest.update(name.getBytes(StandardCharsets.UTF_8));
    return id(digest);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /** The first half of what was digested, in the form of a UUID of version 8 (RFC 9562, 5.8). */
  static UUID id(MessageDigest digest) {
    ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
    long high = (bytes.getLong() & ~0xF000L) | 0x8000L;
    long low = (bytes.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
