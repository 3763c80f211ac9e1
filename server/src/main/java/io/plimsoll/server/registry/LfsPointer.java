package io.plimsoll.server.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What Git LFS leaves in a repository in place of a large file: a few lines that name it. */
public final class LfsPointer {
  /** No pointer is larger, in bytes. */
  public static final int MAX_SIZE = 1_024;

  private static final byte[] BEGIN =
      "version https://git-lfs.github.com/spec/".getBytes(StandardCharsets.US_ASCII);

  private LfsPointer() {}

  /** Whether a small file with this content is one. */
  public static boolean isOne(byte[] content) {
    if (content.length < BEGIN.length) {
      return false;
    }
    for (int i = 0; i < BEGIN.length; i++) {
      if (content[i] != BEGIN[i]) {
        return false;
      }
    }
    return true;
  }

  /** The first one below a folder. */
  public static Optional<Path> findBelow(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      if (Files.size(file) <= MAX_SIZE) {
        try (InputStream in = Files.newInputStream(file)) {
          if (isOne(in.readNBytes(BEGIN.length))) {
            return Optional.of(folder.relativize(file));
          }
        }
      }
    }
    return Optional.empty();
  }
}
