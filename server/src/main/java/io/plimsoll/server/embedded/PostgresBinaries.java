package io.plimsoll.server.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The programs {@code initdb} and {@code postgres}, unpacked from the class path. The directory is
 * named after the content of the archive and appears only when it is complete, so it is unpacked
 * once per release and never half.
 */
final class PostgresBinaries {
  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
  private static final String DRAFT_PREFIX = "unpacking-";
  private static final int NAME_DIGITS = 16;

  private final Path directory;

  private PostgresBinaries(Path directory) {
    this.directory = directory;
  }

  /** Unpacks into a directory below the given one unless it is there. */
  static PostgresBinaries unpack(Path parent) {
    String architecture =
        System.getProperty("os.arch", "") + "/" + System.getProperty("os.name", "");
    if (!architecture.equals("amd64/Linux")) {
      throw new EmbeddedServerException(
          "There is no embedded PostgreSQL for "
              + architecture
              + ", only for amd64/Linux. Configure an external PostgreSQL.");
    }
    try {
      Files.createDirectories(parent);
      Path directory = parent.toRealPath().resolve("postgresql-" + archiveDigest());
      if (!Files.isDirectory(directory)) {
        removeAbandonedDrafts(parent);
        unpackTo(directory);
      }
      return new PostgresBinaries(directory);
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Cannot unpack PostgreSQL into "
              + parent
              + ": "
              + e.getMessage()
              + ". It needs 80 MB there and the right to write.",
          e);
    }
  }

  Path directory() {
    return directory;
  }

  Path program(String name) {
    return directory.resolve("bin").resolve(name);
  }

  private static InputStream open() {
    InputStream archive = PostgresBinaries.class.getResourceAsStream(ARCHIVE);
    if (archive == null) {
      throw new EmbeddedServerException(
          "The embedded PostgreSQL ("
              + ARCHIVE
              + ") is missing from this build. Build again, or configure an external PostgreSQL.");
    }
    return archive;
  }

  private static String archiveDigest() throws IOException {
    try (DigestInputStream archive =
        new DigestInputStream(open(), MessageDigest.getInstance("SHA-256"))) {
      archive.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of()
          .formatHex(archive.getMessageDigest().digest())
          .substring(0, NAME_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private static void unpackTo(Path directory) throws IOException {
    Path draft = directory.resolveSibling(DRAFT_PREFIX + ProcessHandle.current().pid());
    ServerDirectory.deleteTree(draft);
    Files.createDirectories(draft);
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new XZCompressorInputStream(new BufferedInputStream(open(), 1 << 16)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        write(tar, entry, draft);
      }
    }
    // Whoever runs the server, which may be the user nobody, has to reach the programs.
    Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
    try {
      Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Somebody else was faster with the same content; anything else is a real failure.
      if (!Files.isDirectory(directory)) {
        throw e;
      }
      ServerDirectory.deleteTree(draft);
    }
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path root)
      throws IOException {
    Path target = root.resolve(entry.getName()).normalize();
    if (!target.startsWith(root)) {
      throw new IOException("Entry " + entry.getName() + " would leave the directory");
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    if (entry.isLink()) {
      Files.createLink(target, root.resolve(entry.getLinkName()).normalize());
      return;
    }
    Files.copy(tar, target);
    boolean isProgram = (entry.getMode() & 0100) != 0;
    Set<PosixFilePermission> permissions =
        PosixFilePermissions.fromString(isProgram ? "rwxr-xr-x" : "rw-r--r--");
    Files.setPosixFilePermissions(target, permissions);
  }

  /** A process that was killed while it unpacked leaves its draft behind. */
  private static void removeAbandonedDrafts(Path parent) throws IOException {
    try (DirectoryStream<Path> drafts = Files.newDirectoryStream(parent, DRAFT_PREFIX + "*")) {
      for (Path draft : drafts) {
        String pid = draft.getFileName().toString().substring(DRAFT_PREFIX.length());
        boolean isAbandoned = !Files.exists(Path.of("/proc", pid), LinkOption.NOFOLLOW_LINKS);
        if (isAbandoned) {
          ServerDirectory.deleteTree(draft);
        }
      }
    }
  }
}
