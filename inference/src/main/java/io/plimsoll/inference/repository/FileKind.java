package io.plimsoll.inference.repository;

import io.plimsoll.inference.pickle.PickleScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** What a file is, by its first bytes. */
enum FileKind {
  ONNX,
  PICKLE,
  /** A zip archive; torch.save writes these. */
  ZIP,
  HDF5,
  OTHER;

  private static final int START = 16;
  private static final Set<String> PICKLE_ENDINGS = Set.of("pkl", "pickle", "joblib", "p", "sav");

  static FileKind of(Path file) throws IOException {
    byte[] start = RepositoryFiles.start(file, START);
    if (isOnnx(start)) {
      return ONNX;
    }
    if (PickleScanner.looksLikePickle(start)) {
      // Zlib and gzip carry anything; only the name says that a pickle was packed.
      return (start[0] & 0xff) == 0x80 || hasPickleName(file) ? PICKLE : OTHER;
    }
    if (start.length > 3 && start[0] == 'P' && start[1] == 'K' && start[2] == 3) {
      return ZIP;
    }
    if (start.length > 3 && (start[0] & 0xff) == 0x89 && start[1] == 'H' && start[2] == 'D') {
      return HDF5;
    }
    // The text protocols 0 and 1 begin with any opcode, and other compressions are for the scanner
    // to refuse; in both cases the name is all there is.
    return hasPickleName(file) ? PICKLE : OTHER;
  }

  private static boolean hasPickleName(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return PICKLE_ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /** ModelProto begins with its ir_version (field 1), followed by one of its other low fields. */
  private static boolean isOnnx(byte[] start) {
    if (start.length < 4 || start[0] != 0x08 || start[1] < 1 || start[1] > 30) {
      return false;
    }
    int next = start[2] & 0xff;
    return next == 0x12
        || next == 0x1a
        || next == 0x22
        || next == 0x28
        || next == 0x32
        || next == 0x3a
        || next == 0x42
        || next == 0x72;
  }
}
