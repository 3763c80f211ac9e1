package io.plimsoll.server.pipeline;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * Rows in PostgreSQL's binary COPY format (the manual, "COPY", section "Binary Format"): network
 * byte order, a header, per row a field count and length-prefixed fields, a trailer. Not
 * thread-safe.
 */
final class BinaryCopy {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  /** PostgreSQL counts microseconds from 2000-01-01T00:00:00Z. */
  private static final long EPOCH_SECONDS = 946_684_800L;

  private ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

  BinaryCopy() {
    buffer.put(SIGNATURE);
  }

  BinaryCopy row(int fields) {
    room(2).putShort((short) fields);
    return this;
  }

  BinaryCopy uuid(UUID value) {
    room(20)
        .putInt(16)
        .putLong(value.getMostSignificantBits())
        .putLong(value.getLeastSignificantBits());
    return this;
  }

  BinaryCopy time(Instant value) {
    long micros = (value.getEpochSecond() - EPOCH_SECONDS) * 1_000_000L + value.getNano() / 1_000;
    room(12).putInt(8).putLong(micros);
    return this;
  }

  BinaryCopy number(double value) {
    room(12).putInt(8).putDouble(value);
    return this;
  }

  BinaryCopy integer(long value) {
    room(12).putInt(8).putLong(value);
    return this;
  }

  /** Text, and json, whose binary form is its text. */
  BinaryCopy text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    room(4 + bytes.length).putInt(bytes.length).put(bytes);
    return this;
  }

  BinaryCopy text(Optional<String> value) {
    return value.isPresent() ? text(value.get()) : missing();
  }

  BinaryCopy missing() {
    room(4).putInt(-1);
    return this;
  }

  /** All rows with the trailer. */
  byte[] finish() {
    room(2).putShort((short) -1);
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int wanted = Math.max(buffer.capacity() * 2, buffer.position() + bytes);
      buffer = ByteBuffer.allocate(wanted).put(buffer.flip());
    }
    return buffer;
  }
}
