package io.plimsoll.inference.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** Lets every user read a model's folder: in the sandbox, the worker is a user who owns nothing. */
final class ReadableTree {

  private ReadableTree() {}

  static void ensure(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.toList()) {
        if (!Files.isSymbolicLink(path)) {
          open(path);
        }
      }
    }
  }

  private static void open(Path path) throws IOException {
    Set<PosixFilePermission> wanted = new HashSet<>(Files.getPosixFilePermissions(path));
    boolean changed = wanted.add(PosixFilePermission.OTHERS_READ);
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      changed |= wanted.add(PosixFilePermission.OTHERS_EXECUTE);
    }
    if (changed) {
      Files.setPosixFilePermissions(path, wanted);
    }
  }
}
