package io.plimsoll.inference.repository;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** The plain files of a repository, without git's own folder. */
final class RepositoryFiles {

  private static final String LFS = "version https://git-lfs.github.com/spec/";

  private final Path root;
  private final List<Path> files = new ArrayList<>();
  private long totalBytes;

  private RepositoryFiles(Path root) {
    this.root = root;
  }

  static RepositoryFiles walk(Path directory, RepositoryLimits limits)
      throws IOException, InvalidRepositoryException {
    RepositoryFiles found = new RepositoryFiles(directory.toRealPath());
    List<String> refused = new ArrayList<>();
    Files.walkFileTree(
        found.root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean git =
                folder.getParent() != null
                    && folder.getParent().equals(found.root)
                    && folder.endsWith(".git");
            return git ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            found.judge(file, attributes, limits, refused);
            return refused.isEmpty() ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
          }
        });
    if (!refused.isEmpty()) {
      throw new InvalidRepositoryException(refused.getFirst());
    }
    found.files.sort(null);
    for (Path file : found.files) {
      found.refusePointer(file);
    }
    return found;
  }

  private void judge(
      Path file, BasicFileAttributes attributes, RepositoryLimits limits, List<String> refused) {
    String name = name(file);
    totalBytes += attributes.size();
    if (attributes.isSymbolicLink()) {
      refused.add(name + " is a symbolic link; commit the file itself in its place");
    } else if (!attributes.isRegularFile()) {
      refused.add(name + " is not a plain file; remove it");
    } else if (attributes.size() > limits.fileBytes()) {
      refused.add(
          "%s has %d MiB; a file may have %d MiB at most"
              .formatted(name, attributes.size() >> 20, limits.fileBytes() >> 20));
    } else if (totalBytes > limits.totalBytes()) {
      refused.add(
          "the repository has more than %d MiB; leave training data out of it"
              .formatted(limits.totalBytes() >> 20));
    } else if (files.size() >= limits.files()) {
      refused.add(
          "the repository has more than %d files; leave environments and caches out of it"
              .formatted(limits.files()));
    }
    files.add(file);
  }

  private void refusePointer(Path file) throws IOException, InvalidRepositoryException {
    if (Files.size(file) < 1024
        && new String(start(file, 64), StandardCharsets.ISO_8859_1).startsWith(LFS)) {
      throw new InvalidRepositoryException(
          name(file)
              + " is only a Git LFS pointer, not the file itself; run \"git lfs migrate export"
              + " --include='"
              + name(file)
              + "' --everything\" (or \"git lfs untrack\") and push again");
    }
  }

  List<Path> all() {
    return List.copyOf(files);
  }

  long totalBytes() {
    return totalBytes;
  }

  /** The path from the root, with slashes. */
  String name(Path file) {
    return root.relativize(file).toString();
  }

  /** A file that plimsoll.yaml names; it has to be a file of the repository. */
  Path require(String key, String name) throws InvalidRepositoryException {
    Path file;
    try {
      file = root.resolve(name).normalize();
    } catch (InvalidPathException e) {
      throw new InvalidRepositoryException("plimsoll.yaml: " + key + " is not a path: " + name, e);
    }
    if (!files.contains(file)) {
      throw new InvalidRepositoryException(
          "plimsoll.yaml: "
              + key
              + ": \""
              + name
              + "\" is not a file of this repository; give its path from the repository's root");
    }
    return file;
  }

  boolean has(String name) {
    return files.contains(root.resolve(name));
  }

  /** The files of that name, in whichever folder. */
  List<Path> named(String name) {
    return files.stream().filter(file -> file.endsWith(name)).toList();
  }

  Path resolve(String name) {
    return root.resolve(name);
  }

  Path root() {
    return root;
  }

  static byte[] start(Path file, int count) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      return stream.readNBytes(count);
    }
  }
}
