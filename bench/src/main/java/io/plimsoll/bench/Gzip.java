package io.plimsoll.bench;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Packs bodies as the SDK does (RFC 1952, level 5), with one deflater for all of them: to make one
 * costs more than to pack the few kilobytes of a request. Not thread-safe.
 */
final class Gzip implements AutoCloseable {
  private static final int LEVEL = 5;
  private static final byte[] HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private final Deflater deflater = new Deflater(LEVEL, true);
  private final byte[] buffer = new byte[8_192];

  byte[] pack(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 2);
    packed.writeBytes(HEAD);
    deflater.reset();
    deflater.setInput(bytes);
    deflater.finish();
    while (!deflater.finished()) {
      packed.write(buffer, 0, deflater.deflate(buffer));
    }
    CRC32 sum = new CRC32();
    sum.update(bytes);
    packed.writeBytes(
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt((int) sum.getValue())
            .putInt(bytes.length)
            .array());
    return packed.toByteArray();
  }

  @Override
  public void close() {
    deflater.end();
  }
}
