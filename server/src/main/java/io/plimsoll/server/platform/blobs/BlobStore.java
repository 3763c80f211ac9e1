package io.plimsoll.server.platform.blobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Blobs on disk, named by what is in them. A blob appears whole or not at all: it is written beside
 * its place, forced to disk and renamed. Thread-safe, also between processes that share the folder.
 */
public final class BlobStore {
  private final Path root;

  public BlobStore(Path root) {
    this.root = root;
  }

  /** Writes what {@code content} writes and returns its digest. */
  public Digest put(ContentWriter content) {
    try {
      Files.createDirectories(root);
      Path partial = Files.createTempFile(root, "partial-", ".tmp");
      try {
        Digest digest = writeTo(partial, content);
        Path place = path(digest);
        Files.createDirectories(place.getParent());
        Files.move(
            partial, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return digest;
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write a blob below " + root, failure);
    }
  }

  public InputStream open(Digest digest) {
    try {
      return Files.newInputStream(path(digest));
    } catch (IOException failure) {
      throw new UncheckedIOException("the blob " + digest + " is missing below " + root, failure);
    }
  }

  /** The blob's size in bytes. */
  public long size(Digest digest) {
    try {
      return Files.size(path(digest));
    } catch (IOException failure) {
      throw new UncheckedIOException("the blob " + digest + " is missing below " + root, failure);
    }
  }

  private Path path(Digest digest) {
    return root.resolve(digest.hex().substring(0, 2)).resolve(digest.hex());
  }

  private static Digest writeTo(Path file, ContentWriter content) throws IOException {
    MessageDigest sha = sha256();
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), sha)) {
      content.writeTo(out);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    return new Digest(HexFormat.of().formatHex(sha.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /** Writes a blob's bytes. */
  @FunctionalInterface
  public interface ContentWriter {
    void writeTo(OutputStream out) throws IOException;
  }
}
