package io.plimsoll.server.upload;

import io.plimsoll.server.platform.files.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The folders in which archives are looked through; gone with the upload. */
final class UploadFolders {
  private static final String PREFIX = "upload-";

  private final Path root;

  UploadFolders(Path root) {
    this.root = root;
  }

  /** A folder that is removed when it is closed. */
  Folder open() throws IOException {
    Files.createDirectories(root);
    Path place = Files.createTempDirectory(root, PREFIX);
    Files.createDirectory(place.resolve("files"));
    return new Folder(place);
  }

  /** Removes what processes that died have left since before {@code limit}. */
  void sweep(Instant limit) throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    List<Path> left;
    try (Stream<Path> all = Files.list(root)) {
      left = all.filter(each -> each.getFileName().toString().startsWith(PREFIX)).toList();
    }
    for (Path folder : left) {
      if (Files.getLastModifiedTime(folder).compareTo(FileTime.from(limit)) < 0) {
        FileTree.delete(folder);
      }
    }
  }

  /** The place of one upload. */
  record Folder(Path place) implements AutoCloseable {
    /** Where the archive is kept as it was sent. */
    Path archive() {
      return place.resolve("archive");
    }

    /** Where its files go; exists and is empty. */
    Path files() {
      return place.resolve("files");
    }

    @Override
    public void close() throws IOException {
      FileTree.delete(place);
    }
  }
}
