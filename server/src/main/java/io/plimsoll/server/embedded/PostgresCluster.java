package io.plimsoll.server.embedded;

import io.plimsoll.inference.process.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** The data directory of the embedded PostgreSQL and the password of its superuser. */
final class PostgresCluster {
  static final String SUPERUSER = "postgres";

  private final Path data;
  private final String password;

  private PostgresCluster(Path data, String password) {
    this.data = data;
    this.password = password;
  }

  /** Makes the data directory unless it is there; it appears only when it is complete. */
  static PostgresCluster open(Path directory, PostgresBinaries binaries, Confinement confinement) {
    Path data = directory.resolve("data");
    Path passwordFile = directory.resolve("superuser.password");
    if (!Files.exists(passwordFile)) {
      if (Files.exists(data)) {
        throw new EmbeddedServerException(
            "File "
                + passwordFile
                + " with the password of the database is missing. Put it back from a backup of this"
                + " directory.");
      }
      ServerDirectory.writePrivate(passwordFile, ServerDirectory.newPassword());
    }
    String password = ServerDirectory.read(passwordFile);
    if (!Files.exists(data)) {
      try {
        initialise(directory, data, password, binaries, confinement);
      } catch (IOException e) {
        throw new EmbeddedServerException(
            "Cannot make the database in "
                + data
                + ": "
                + e.getMessage()
                + ". It needs 50 MB there and the right to write.",
            e);
      }
    }
    confinement.own(data);
    return new PostgresCluster(data, password);
  }

  Path data() {
    return data;
  }

  String password() {
    return password;
  }

  private static void initialise(
      Path directory,
      Path data,
      String password,
      PostgresBinaries binaries,
      Confinement confinement)
      throws IOException {
    Path draft = directory.resolve("initialising");
    ServerDirectory.deleteTree(draft);
    Files.createDirectory(
        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    ServerDirectory.writePrivate(draft.resolve("password"), password);
    confinement.own(draft);
    run(
        draft,
        confinement.command(
            Signal.KILL,
            List.of(
                binaries.program("initdb").toString(),
                "--pgdata=" + draft.resolve("data"),
                "--username=" + SUPERUSER,
                "--auth=scram-sha-256",
                "--pwfile=" + draft.resolve("password"),
                "--encoding=UTF8",
                "--no-locale",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums")));
    Files.move(draft.resolve("data"), data, StandardCopyOption.ATOMIC_MOVE);
    ServerDirectory.deleteTree(draft);
  }

  private static void run(Path directory, List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment());
    Process initdb = builder.start();
    initdb.getOutputStream().close();
    String output = new String(initdb.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      int status = initdb.waitFor();
      if (status != 0) {
        throw new EmbeddedServerException(
            "initdb failed with status " + status + " in " + directory + ". It said:\n" + output);
      }
    } catch (InterruptedException e) {
      initdb.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new EmbeddedServerException("Interrupted while making the database in " + directory, e);
    }
  }

  static Map<String, String> environment() {
    String path = System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    return Map.of("PATH", path, "LC_ALL", "C", "TZ", "UTC");
  }
}
