package io.plimsoll.inference.python;

import io.plimsoll.inference.sandbox.Mount;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The worker's program on disk, in a folder named by its digest, so that versions never mix. Python
 * runs the folder, which begins at its {@code __main__.py}.
 */
public final class WorkerScript {

  private static final String PACKAGE = "plimsoll_worker";
  private static final List<String> FILES =
      List.of(
          "__main__.py",
          PACKAGE + "/__init__.py",
          PACKAGE + "/boosted.py",
          PACKAGE + "/boosted_onnx.py",
          PACKAGE + "/boundaries.py",
          PACKAGE + "/characters.py",
          PACKAGE + "/convert.py",
          PACKAGE + "/errors.py",
          PACKAGE + "/estimators.py",
          PACKAGE + "/files.py",
          PACKAGE + "/linear.py",
          PACKAGE + "/networks.py",
          PACKAGE + "/outputs.py",
          PACKAGE + "/tensors.py",
          PACKAGE + "/text_rows.py",
          PACKAGE + "/texts.py",
          PACKAGE + "/trees.py",
          PACKAGE + "/usercode.py",
          PACKAGE + "/vectorizers.py");

  private final Path folder;

  private WorkerScript(Path folder) {
    this.folder = folder;
  }

  /** Writes it below the folder, unless the same one is there. */
  public static WorkerScript extractTo(Path parent) throws IOException {
    Map<String, byte[]> sources = new TreeMap<>();
    for (String file : FILES) {
      sources.put(file, source(file));
    }
    Path folder = Files.createDirectories(parent.resolve(digest(sources)));
    readable(folder, "rwxr-xr-x");
    readable(Files.createDirectories(folder.resolve(PACKAGE)), "rwxr-xr-x");
    for (Map.Entry<String, byte[]> file : sources.entrySet()) {
      Path draft = Files.createTempFile(folder, "worker", ".draft");
      Files.write(draft, file.getValue());
      readable(draft, "rw-r--r--");
      Files.move(draft, folder.resolve(file.getKey()), StandardCopyOption.ATOMIC_MOVE);
    }
    return new WorkerScript(folder);
  }

  Mount mount() {
    return new Mount(folder, "/worker");
  }

  private static byte[] source(String file) throws IOException {
    try (InputStream resource = WorkerScript.class.getResourceAsStream("worker/" + file)) {
      if (resource == null) {
        throw new IOException(
            "worker/" + file + " is missing from the program; install Plimsoll again");
      }
      return resource.readAllBytes();
    }
  }

  private static void readable(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static String digest(Map<String, byte[]> sources) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      sources.forEach(
          (name, source) -> {
            digest.update((name + "\n" + source.length + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(source);
          });
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
