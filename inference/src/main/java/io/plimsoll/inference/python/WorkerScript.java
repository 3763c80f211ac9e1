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
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code worker.py} and the modules beside it on disk, in a folder named by their digest, so that
 * versions never mix.
 */
public final class WorkerScript {

  private static final List<String> NAMES =
      List.of("worker.py", "plimsoll_convert.py", "plimsoll_boundaries.py", "plimsoll_trees.py");

  private final Path folder;

  private WorkerScript(Path folder) {
    this.folder = folder;
  }

  /** Writes them below the folder. */
  public static WorkerScript extractTo(Path parent) throws IOException {
    Map<String, byte[]> scripts = new LinkedHashMap<>();
    for (String name : NAMES) {
      scripts.put(name, read(name));
    }
    Path folder = Files.createDirectories(parent.resolve(digest(scripts.values())));
    for (Map.Entry<String, byte[]> script : scripts.entrySet()) {
      Path draft = Files.createTempFile(folder, "worker", ".draft");
      Files.write(draft, script.getValue());
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(draft, folder.resolve(script.getKey()), StandardCopyOption.ATOMIC_MOVE);
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new WorkerScript(folder);
  }

  private static byte[] read(String name) throws IOException {
    try (InputStream resource = WorkerScript.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IOException(name + " is missing from the program; install Plimsoll again");
      }
      return resource.readAllBytes();
    }
  }

  Mount mount() {
    return new Mount(folder, "/worker");
  }

  private static String digest(Collection<byte[]> scripts) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      scripts.forEach(sha::update);
      return HexFormat.of().formatHex(sha.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
