package io.plimsoll.server.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The files of one embedded server, readable for their owner only, and replaced as a whole so that
 * no reader sees half of one.
 */
final class ServerDirectory {
  private static final int PASSWORD_BYTES = 32;

  private ServerDirectory() {}

  /** Returns the real path, which is also how the kernel names it. */
  static Path create(Path directory) {
    try {
      Files.createDirectories(directory);
      Path real = directory.toRealPath();
      Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rwx------"));
      return real;
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Cannot create "
              + directory
              + ": "
              + e.getMessage()
              + ". Make its parent writable, or choose another --home.",
          e);
    }
  }

  static void writePrivate(Path file, String text) {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(draft);
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(
          draft,
          text,
          StandardCharsets.UTF_8,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.SYNC);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Cannot write " + file + ": " + e.getMessage() + ". Make room or the directory writable.",
          e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Cannot read " + file + ": " + e.getMessage() + ". Make it readable.", e);
    }
  }

  /** Letters, digits, minus and underscore only, so that it needs no quoting anywhere. */
  static String newPassword() {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  static void deleteTree(Path root) {
    if (!Files.exists(root)) {
      return;
    }
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                throws IOException {
              Files.deleteIfExists(directory);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + root, e);
    }
  }
}
