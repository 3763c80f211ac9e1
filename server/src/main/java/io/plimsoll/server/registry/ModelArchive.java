package io.plimsoll.server.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A model's files as one tar, the form in which they are kept as a blob. The same files in the same
 * order are the same bytes: times, owners and modes are left out.
 */
public final class ModelArchive {
  /** More files than this are not a model. */
  public static final int MAX_FILES = 10_000;

  private static final int REGULAR_FILE = 0100644;

  private ModelArchive() {}

  /** Writes files one after another; close it at the end. Callers add them in a stable order. */
  public static final class Writer implements AutoCloseable {
    private final TarArchiveOutputStream tar;

    public Writer(OutputStream out) {
      this.tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    /** Adds a file of exactly {@code size} bytes. */
    public void add(String path, long size, Content content) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(path);
      entry.setSize(size);
      entry.setMode(REGULAR_FILE);
      entry.setModTime(0);
      entry.setIds(0, 0);
      entry.setNames("", "");
      tar.putArchiveEntry(entry);
      content.writeTo(tar);
      tar.closeArchiveEntry();
    }

    @Override
    public void close() throws IOException {
      tar.close();
    }
  }

  /** Writes a file's bytes. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Unpacks into {@code directory}, which must exist and be empty. Nothing is ever written outside
   * of it: an entry that is not a plain file below it is refused, and so is more than {@code
   * maxBytes} in all.
   */
  public static Unpacked unpack(InputStream archive, Path directory, long maxBytes)
      throws IOException {
    ArchiveFolder folder = new ArchiveFolder(directory, maxBytes);
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(archive, StandardCharsets.UTF_8.name())) {
      @Nullable TarArchiveEntry entry = tar.getNextEntry();
      while (entry != null) {
        requirePlainFile(entry);
        folder.add(entry.getName(), tar);
        entry = tar.getNextEntry();
      }
    }
    return folder.content();
  }

  /** Refuses what is not a file with its own content. */
  public static void requirePlainFile(TarArchiveEntry entry) throws UnfitArchiveException {
    // What is not a folder counts as a file in the library's eyes, links and devices included.
    boolean isSpecial =
        entry.isSymbolicLink()
            || entry.isLink()
            || entry.isFIFO()
            || entry.isCharacterDevice()
            || entry.isBlockDevice()
            || entry.isSparse();
    if (!entry.isFile() || isSpecial) {
      throw new UnfitArchiveException(
          "the archive's entry " + entry.getName() + " is not a plain file");
    }
  }

  /** Writes the files below {@code folder}, in the order of their names. */
  public static void pack(Path folder, OutputStream out) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).toList();
    }
    Map<String, Path> byName = new TreeMap<>();
    files.forEach(file -> byName.put(folder.relativize(file).toString(), file));
    try (Writer archive = new Writer(out)) {
      for (Map.Entry<String, Path> file : byName.entrySet()) {
        Path path = file.getValue();
        archive.add(file.getKey(), Files.size(path), stream -> Files.copy(path, stream));
      }
    }
  }

  /** How much was unpacked. */
  public record Unpacked(int files, long bytes) {}
}
