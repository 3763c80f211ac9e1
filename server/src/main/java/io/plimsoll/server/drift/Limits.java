package io.plimsoll.server.drift;

import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** How much a caller may send to be compared. */
final class Limits {
  static final long MOST_BYTES = 128L * 1024 * 1024;
  static final int MOST_VALUES = 5_000_000;
  static final int MOST_CATEGORIES = 100_000;
  static final int MOST_COLUMNS = 200;
  static final int MOST_FEATURES = 500;
  static final int LONGEST_LABEL = 1_024;

  private Limits() {}

  static ProblemException invalid(String field, String message) {
    return ProblemException.invalid(field, message);
  }

  static ProblemException tooLarge(String what) {
    return new ProblemException(ErrorCode.TOO_LARGE, what);
  }

  static String label(String field, String label) {
    if (label.length() > LONGEST_LABEL) {
      throw invalid(
          field,
          "a label has %d characters; send at most %d.".formatted(label.length(), LONGEST_LABEL));
    }
    return label;
  }

  /** The body, unpacked if need be, that ends with a problem where it is too long. */
  static InputStream bounded(InputStream body, @Nullable String encoding) throws IOException {
    boolean isPacked = encoding != null && encoding.strip().equalsIgnoreCase("gzip");
    if (encoding != null && !isPacked && !encoding.strip().equalsIgnoreCase("identity")) {
      throw new ProblemException(
          ErrorCode.INVALID_REQUEST,
          "Content-Encoding: \"%s\" is not taken; send gzip or none.".formatted(encoding));
    }
    return new Bounded(isPacked ? unpacked(body) : body);
  }

  private static InputStream unpacked(InputStream body) {
    try {
      return new GZIPInputStream(body, 1 << 16);
    } catch (IOException damaged) {
      throw new ProblemException(
          ErrorCode.INVALID_REQUEST, "The body is not gzip, although Content-Encoding says so.");
    }
  }

  private static final class Bounded extends FilterInputStream {
    private long left = MOST_BYTES;

    Bounded(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      count(Math.max(0, read));
      return read;
    }

    private void count(int bytes) {
      left -= bytes;
      if (left < 0) {
        throw tooLarge(
            "The samples have more than %d bytes; send fewer rows, counts or a histogram."
                .formatted(MOST_BYTES));
      }
    }
  }
}
