package io.plimsoll.server.retention.archive;

import java.io.IOException;
import java.nio.file.Path;

/** Where archives lie. Thread-safe. */
sealed interface ArchivePlace permits DiskPlace, BucketPlace {

  /**
   * Keeps a file under a key; what was there before is replaced. Returns when it is there for good.
   */
  void put(String key, Path file) throws IOException, InterruptedException;

  /** Brings a file here. */
  void fetch(String key, Path to) throws IOException, InterruptedException;

  /** Removes a file, if it is there. */
  void delete(String key) throws IOException, InterruptedException;

  /** The key as it is shown to people. */
  String location(String key);
}
