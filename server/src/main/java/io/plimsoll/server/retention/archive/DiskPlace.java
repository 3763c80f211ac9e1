package io.plimsoll.server.retention.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A folder of this machine, or one that is mounted there. */
record DiskPlace(Path folder) implements ArchivePlace {

  @Override
  public void put(String key, Path file) throws IOException {
    Path target = folder.resolve(key);
    Files.createDirectories(target.getParent());
    Path partial = target.resolveSibling(target.getFileName() + ".partial");
    Files.copy(file, partial, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
      // The rows are dropped next, so the file must be more than in a cache.
      channel.force(true);
    }
    Files.move(
        partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel parent = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
      parent.force(true);
    }
  }

  @Override
  public void fetch(String key, Path to) throws IOException {
    Files.copy(folder.resolve(key), to, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(String key) throws IOException {
    Files.deleteIfExists(folder.resolve(key));
  }

  @Override
  public String location(String key) {
    return folder.resolve(key).toString();
  }
}
