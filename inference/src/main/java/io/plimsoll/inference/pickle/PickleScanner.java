package io.plimsoll.inference.pickle;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** Lists what a pickle or joblib file would import, and refuses it by a policy. Thread-safe. */
public final class PickleScanner {

  /** What a file may grow to when it is unpacked. */
  private static final long MAX_UNPACKED = 8L << 30;

  private static final int BUFFER = 1 << 16;

  private PickleScanner() {}

  /**
   * Walks the file and checks every import. An {@link IOException} means that the file could not be
   * read; one that can be read but not understood is refused like an unsafe one.
   */
  public static PickleReport scan(Path file, GlobalPolicy policy)
      throws IOException, UnsafePickleException {
    PickleReport report = list(file);
    for (GlobalReference global : report.globals()) {
      if (!policy.allows(global)) {
        throw new UnsafePickleException(
            "%s: refused, because it imports %s (at byte %d): %s"
                .formatted(
                    report.file(), global.qualified(), global.offset(), policy.reason(global)),
            global);
      }
    }
    return report;
  }

  /** Lists every import without judging. */
  public static PickleReport list(Path file) throws IOException, UnsafePickleException {
    return list(file, ScanBudget.ofHeap());
  }

  static PickleReport list(Path file, ScanBudget budget) throws IOException, UnsafePickleException {
    String name = String.valueOf(file.getFileName());
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      Packing packing = Packing.of(peek(raw));
      if (packing == Packing.UNKNOWN) {
        throw new UnsafePickleException(
            name
                + ": is compressed in a way that cannot be scanned; save it with"
                + " joblib.dump(model, \"model.joblib\", compress=3)");
      }
      PickleInput input = new PickleInput(packing.open(raw), MAX_UNPACKED);
      return walk(name, new PickleMachine(input, budget), packing);
    }
  }

  private static PickleReport walk(String name, PickleMachine machine, Packing packing)
      throws UnsafePickleException {
    try {
      machine.run();
    } catch (IOException | ArithmeticException e) {
      throw new UnsafePickleException(
          name
              + ": cannot be scanned as a pickle: "
              + e.getMessage()
              + "; save the model again with joblib.dump or pickle.dump");
    }
    boolean joblib = packing != Packing.NONE || machine.hasArrays();
    return new PickleReport(name, joblib, machine.protocol(), machine.globals());
  }

  /** Whether the first bytes of a file are those of a pickle (protocol 2 or later) or of joblib. */
  public static boolean looksLikePickle(byte[] start) {
    if (start.length < 2) {
      return false;
    }
    int protocol = start[1] & 0xff;
    return ((start[0] & 0xff) == 0x80 && protocol >= 2 && protocol <= 5)
        || Packing.of(start) == Packing.ZLIB
        || Packing.of(start) == Packing.GZIP;
  }

  private static byte[] peek(InputStream stream) throws IOException {
    stream.mark(8);
    byte[] start = stream.readNBytes(6);
    stream.reset();
    return start;
  }

  /** How the stream is packed, told by its first bytes. */
  private enum Packing {
    NONE,
    ZLIB,
    GZIP,
    UNKNOWN;

    static Packing of(byte[] start) {
      if (start.length < 4) {
        return NONE;
      }
      int first = start[0] & 0xff;
      int second = start[1] & 0xff;
      if (first == 0x78 && ((first << 8) + second) % 31 == 0) {
        return ZLIB;
      }
      if (first == 0x1f && second == 0x8b) {
        return GZIP;
      }
      boolean bzip = first == 'B' && second == 'Z' && start[2] == 'h';
      boolean xz = first == 0xfd && second == '7' && start[2] == 'z';
      boolean lzma = first == 0x5d && second == 0 && start[2] == 0;
      boolean lz4 = first == 0x04 && second == 0x22 && start[2] == 0x4d;
      return bzip || xz || lzma || lz4 ? UNKNOWN : NONE;
    }

    InputStream open(InputStream raw) throws IOException {
      return switch (this) {
        case ZLIB -> new BufferedInputStream(new InflaterInputStream(raw), BUFFER);
        case GZIP -> new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER);
        case NONE, UNKNOWN -> raw;
      };
    }
  }
}
