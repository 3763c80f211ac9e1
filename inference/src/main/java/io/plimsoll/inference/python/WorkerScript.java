package io.plimsoll.inference.python;

import io.plimsoll.inference.sandbox.Mount;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** {@code worker.py} on disk, in a folder named by its digest, so that versions never mix. */
public final class WorkerScript {

  private static final String NAME = "worker.py";

  private final Path folder;

  private WorkerScript(Path folder) {
    this.folder = folder;
  }

  /** Writes it below the folder, unless the same one is there. */
  public static WorkerScript extractTo(Path parent) throws IOException {
    byte[] script;
    try (InputStream resource = WorkerScript.class.getResourceAsStream(NAME)) {
      if (resource == null) {
        throw new IOException("worker.py is missing from the program; install Plimsoll again");
      }
      script = resource.readAllBytes();
    }
    Path folder = Files.createDirectories(parent.resolve(digest(script)));
    Path draft = Files.createTempFile(folder, "worker", ".draft");
    Files.write(draft, script);
    Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.move(draft, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    return new WorkerScript(folder);
  }

  Mount mount() {
    return new Mount(folder, "/worker");
  }

  private static String digest(byte[] script) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(script);
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
