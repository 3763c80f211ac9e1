package io.plimsoll.server.intake;

import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Undoes the content encoding of a request, within the limit: a small bomb must not fill the
 * memory.
 */
final class Decoding {
  static final int MAX_BYTES = 5 * 1024 * 1024;

  private Decoding() {}

  static byte[] decode(byte[] body, @Nullable String encoding) {
    String name = encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
    byte[] decoded =
        switch (name) {
          case "", "identity" -> body;
          case "gzip" -> gunzip(body);
          default ->
              throw new ProblemException(
                  ErrorCode.INVALID_REQUEST,
                  "Content-Encoding: \"%s\" is not taken; send gzip or none.".formatted(name));
        };
    if (decoded.length > MAX_BYTES) {
      throw new ProblemException(
          ErrorCode.TOO_LARGE,
          "The events have more than %d bytes; send them in several requests."
              .formatted(MAX_BYTES));
    }
    return decoded;
  }

  private static byte[] gunzip(byte[] body) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return in.readNBytes(MAX_BYTES + 1);
    } catch (IOException damaged) {
      throw new ProblemException(
          ErrorCode.INVALID_REQUEST, "The body is not gzip, although Content-Encoding says so.");
    }
  }
}
