package io.plimsoll.server.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A folder that the files of an archive are written into, whoever made it. Nothing is ever written
 * outside of it, nothing twice, and no more than the limits, which count what comes out of the
 * archive and not what it claims.
 */
public final class ArchiveFolder {
  private static final int BUFFER = 1 << 16;

  private final Path root;
  private final long maxBytes;
  private int files;
  private long bytes;

  /**
   * @param directory exists and is empty
   */
  public ArchiveFolder(Path directory, long maxBytes) throws IOException {
    this.root = directory.toRealPath();
    this.maxBytes = maxBytes;
  }

  /** Writes one file; its name has to lead to a place below the folder. */
  public void add(String name, InputStream content) throws IOException {
    Path place = place(name);
    files++;
    if (files > ModelArchive.MAX_FILES) {
      throw tooMuch();
    }
    try {
      Files.createDirectories(place.getParent());
      try (OutputStream out = Files.newOutputStream(place, StandardOpenOption.CREATE_NEW)) {
        copy(name, content, out);
      }
    } catch (FileAlreadyExistsException twice) {
      throw new UnfitArchiveException(
          "the archive's entry %s is in it twice, or is a file and a folder at once"
              .formatted(name));
    } catch (FileSystemException unfit) {
      throw new UnfitArchiveException(
          "the archive's entry %s has no usable name: %s".formatted(name, unfit.getReason()));
    }
  }

  private void copy(String name, InputStream content, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    int read = read(name, content, buffer);
    while (read >= 0) {
      bytes += read;
      if (bytes > maxBytes) {
        throw tooMuch();
      }
      out.write(buffer, 0, read);
      read = read(name, content, buffer);
    }
  }

  /** What cannot be read is the archive's fault; what cannot be written is not. */
  private static int read(String name, InputStream content, byte[] buffer) throws IOException {
    try {
      return content.read(buffer);
    } catch (UnfitArchiveException unfit) {
      throw unfit;
    } catch (IOException damaged) {
      throw new UnfitArchiveException(
          "the archive is damaged or was cut off in its entry %s: %s"
              .formatted(name, damaged.getMessage()));
    }
  }

  /** How much was written so far. */
  public ModelArchive.Unpacked content() {
    return new ModelArchive.Unpacked(files, bytes);
  }

  private UnfitArchiveException tooMuch() {
    return new UnfitArchiveException(
        "the archive holds more than %,d files or %,d bytes"
            .formatted(ModelArchive.MAX_FILES, maxBytes));
  }

  private Path place(String name) throws UnfitArchiveException {
    try {
      Path place = root.resolve(name).normalize();
      if (place.startsWith(root) && !place.equals(root)) {
        return place;
      }
    } catch (InvalidPathException notAPath) {
      throw new UnfitArchiveException("the archive's entry " + name + " has no usable name");
    }
    throw new UnfitArchiveException(
        "the archive's entry " + name + " lies outside of the model's directory");
  }
}
