package io.plimsoll.server.platform.http;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Undoes the content encoding of a request, within the limit: a small bomb must not fill the
 * memory.
 */
public final class Decoding {
  private Decoding() {}

  /** The plain body, of at most so many bytes. */
  public static byte[] decode(byte[] body, @Nullable String encoding, int maxBytes) {
    String name = encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
    byte[] decoded =
        switch (name) {
          case "", "identity" -> body;
          case "gzip" -> unpack(body, name, maxBytes, GZIPInputStream::new);
          // RFC 9110, 8.4.1.2: what is called deflate is the format of zlib.
          case "deflate" -> unpack(body, name, maxBytes, InflaterInputStream::new);
          case "zstd" -> unpack(body, name, maxBytes, ZstdInputStream::new);
          default ->
              throw new ProblemException(
                  ErrorCode.INVALID_REQUEST,
                  "Content-Encoding: \"%s\" is not taken; send gzip, deflate, zstd or none."
                      .formatted(name));
        };
    if (decoded.length > maxBytes) {
      throw new ProblemException(
          ErrorCode.TOO_LARGE,
          "The body has more than %d bytes; send it in several requests, with fewer rows in each."
              .formatted(maxBytes));
    }
    return decoded;
  }

  private static byte[] unpack(byte[] body, String name, int maxBytes, Unpacker unpacker) {
    try (InputStream in = unpacker.open(new ByteArrayInputStream(body))) {
      return in.readNBytes(maxBytes + 1);
    } catch (IOException | MalformedInputException damaged) {
      throw new ProblemException(
          ErrorCode.INVALID_REQUEST,
          "The body is not %s, although Content-Encoding says so.".formatted(name));
    }
  }

  private interface Unpacker {
    InputStream open(InputStream packed) throws IOException;
  }
}
