package io.plimsoll.server.upload;

import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerTenant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line out of sdk/python, as a build server has it on its PATH. */
final class CommandLine {
  private static final Path SOURCES = Path.of("..", "sdk", "python", "src").toAbsolutePath();

  private final Map<String, String> environment;
  private final Path bin;

  /**
   * @param bin an empty folder for the command itself
   */
  CommandLine(TestServer server, TestServerTenant tenant, Path bin) throws IOException {
    this.bin = bin;
    this.environment =
        Map.of(
            "PLIMSOLL_URL", server.url().toString(),
            "PLIMSOLL_API_KEY", tenant.newKey("deploy", "read"),
            "PLIMSOLL_ORGANISATION", tenant.organisation(),
            "PLIMSOLL_PROJECT", tenant.project(),
            "PLIMSOLL_HOME", bin.toString(),
            "PYTHONPATH", SOURCES.toString());
    Path command = bin.resolve("plimsoll");
    Files.writeString(command, "#!/bin/sh\nexec python3 -m plimsoll \"$@\"\n");
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Runs a line of shell in {@code folder}. */
  Outcome run(Path folder, String line, Map<String, String> variables)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-euc", line).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.environment().putAll(variables);
    builder.environment().merge("PATH", bin.toString(), (path, own) -> own + ":" + path);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the command took too long: " + said);
    }
    return new Outcome(process.exitValue(), said);
  }

  /** How a command ended and what it printed. */
  record Outcome(int exit, String said) {}
}
