package io.plimsoll.server.upload;

import io.plimsoll.server.registry.ArchiveFolder;
import io.plimsoll.server.registry.ModelArchive;
import io.plimsoll.server.registry.UnfitArchiveException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * An archive as a stranger sent it, in a file. The kind is told by its first bytes; what it claims
 * of sizes is not believed.
 */
final class SentArchive {
  /** The list at the end of a zip is read into memory; ten thousand files need a tenth of this. */
  private static final int MAX_ZIP_DIRECTORY = 16 << 20;

  /** The end record of a zip, and the longest comment behind it (APPNOTE.TXT, 4.3.16). */
  private static final int MAX_ZIP_END = 22 + 65_535;

  private static final int ZIP_END = 0x06054b50;
  private static final int HEAD = 512;
  private static final int TAR_MAGIC_AT = 257;

  private final Path file;

  SentArchive(Path file) {
    this.file = file;
  }

  /** Writes the files of the archive into {@code folder}. */
  void unpack(ArchiveFolder folder) throws IOException {
    try {
      switch (kind()) {
        case GZIP -> {
          try (InputStream in = open();
              GZIPInputStream plain = new GZIPInputStream(in, 1 << 16)) {
            unpackTar(plain, folder);
          }
        }
        case TAR -> {
          try (InputStream in = open()) {
            unpackTar(in, folder);
          }
        }
        case ZIP -> unpackZip(folder);
      }
    } catch (UnfitArchiveException unfit) {
      throw unfit;
    } catch (ZipException | java.io.EOFException damaged) {
      throw damaged(damaged);
    }
    if (folder.content().files() == 0) {
      throw new UnfitArchiveException("the archive holds no file");
    }
  }

  private Kind kind() throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD);
    }
    if (startsWith(head, 0, new byte[] {0x1f, (byte) 0x8b})) {
      return Kind.GZIP;
    }
    if (startsWith(head, 0, new byte[] {'P', 'K'})) {
      return Kind.ZIP;
    }
    if (startsWith(head, TAR_MAGIC_AT, "ustar".getBytes(StandardCharsets.US_ASCII))) {
      return Kind.TAR;
    }
    throw new UnfitArchiveException(
        "the body is neither a tar, nor a tar.gz, nor a zip; pack the model's folder, for instance"
            + " with tar -czf");
  }

  private static boolean startsWith(byte[] head, int at, byte[] sign) {
    if (head.length < at + sign.length) {
      return false;
    }
    for (int i = 0; i < sign.length; i++) {
      if (head[at + i] != sign[i]) {
        return false;
      }
    }
    return true;
  }

  private static void unpackTar(InputStream plain, ArchiveFolder folder) throws IOException {
    HeaderBudget budget = new HeaderBudget(plain);
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(budget, StandardCharsets.UTF_8.name())) {
      @Nullable TarArchiveEntry entry = next(tar, budget);
      while (entry != null) {
        if (!entry.isDirectory()) {
          ModelArchive.requirePlainFile(entry);
          folder.add(entry.getName(), tar);
        }
        entry = next(tar, budget);
      }
    } catch (IllegalArgumentException damaged) {
      throw damaged(damaged);
    }
  }

  private static @Nullable TarArchiveEntry next(TarArchiveInputStream tar, HeaderBudget budget)
      throws IOException {
    budget.beginHeader();
    try {
      return tar.getNextEntry();
    } catch (UnfitArchiveException unfit) {
      throw unfit;
    } catch (IOException damaged) {
      throw damaged(damaged);
    } finally {
      budget.endHeader();
    }
  }

  private void unpackZip(ArchiveFolder folder) throws IOException {
    requireSmallDirectory();
    try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
      Enumeration<ZipArchiveEntry> entries = zip.getEntriesInPhysicalOrder();
      while (entries.hasMoreElements()) {
        ZipArchiveEntry entry = entries.nextElement();
        if (entry.isDirectory()) {
          continue;
        }
        if (entry.isUnixSymlink() || !zip.canReadEntryData(entry)) {
          throw new UnfitArchiveException(
              "the archive's entry %s is not a plain file, or is encrypted"
                  .formatted(entry.getName()));
        }
        try (InputStream content = zip.getInputStream(entry)) {
          folder.add(entry.getName(), content);
        }
      }
    } catch (UnfitArchiveException unfit) {
      throw unfit;
    } catch (IOException | IllegalArgumentException damaged) {
      throw damaged(damaged);
    }
  }

  /** Finds where the list of a zip begins, and refuses one that would not fit into memory. */
  private void requireSmallDirectory() throws IOException {
    try (RandomAccessFile zip = new RandomAccessFile(file.toFile(), "r")) {
      int length = (int) Math.min(zip.length(), MAX_ZIP_END);
      byte[] tail = new byte[length];
      zip.seek(zip.length() - length);
      zip.readFully(tail);
      for (int at = length - 22; at >= 0; at--) {
        if (number(tail, at) == ZIP_END) {
          long end = zip.length() - length + at;
          long begin = Integer.toUnsignedLong(number(tail, at + 16));
          if (begin > end || end - begin > MAX_ZIP_DIRECTORY) {
            throw new UnfitArchiveException(
                "the zip lists too many files, or is larger than 4 GB; send a tar.gz");
          }
          return;
        }
      }
    }
    throw new UnfitArchiveException("the zip has no end; it was cut off on the way");
  }

  private static int number(byte[] bytes, int at) {
    return (bytes[at] & 0xff)
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | (bytes[at + 3] & 0xff) << 24;
  }

  private InputStream open() throws IOException {
    return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
  }

  private static UnfitArchiveException damaged(Exception failure) {
    return new UnfitArchiveException(
        "the archive is damaged or was cut off: " + failure.getMessage());
  }

  private enum Kind {
    GZIP,
    TAR,
    ZIP
  }
}
