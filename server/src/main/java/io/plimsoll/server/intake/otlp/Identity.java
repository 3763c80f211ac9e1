package io.plimsoll.server.intake.otlp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Builds an id that follows from what it stands for, so that whoever sends the same again gets the
 * same: a UUID of version 8 (RFC 9562) from SHA-256 over the parts, each with its length before it.
 */
final class Identity {
  private final MessageDigest digest;

  private Identity(String what) {
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
    with(what);
  }

  /** Begins the id of one kind of thing. */
  static Identity of(String what) {
    return new Identity(what);
  }

  Identity with(String part) {
    return with(part.getBytes(StandardCharsets.UTF_8));
  }

  Identity with(byte[] part) {
    digest.update(ByteBuffer.allocate(4).putInt(part.length).flip());
    digest.update(part);
    return this;
  }

  Identity with(long part) {
    digest.update(ByteBuffer.allocate(8).putLong(part).flip());
    return this;
  }

  Identity with(UUID part) {
    return with(part.getMostSignificantBits()).with(part.getLeastSignificantBits());
  }

  /** Takes in attributes, whose order says nothing. */
  Identity with(Map<String, String> attributes) {
    with(attributes.size());
    new TreeMap<>(attributes).forEach((name, value) -> with(name).with(value));
    return this;
  }

  UUID id() {
    ByteBuffer hash = ByteBuffer.wrap(digest.digest());
    long high = (hash.getLong() & ~0xF000L) | 0x8000L;
    long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
