package io.plimsoll.inference.python;

import io.plimsoll.inference.process.ProcessTree;
import io.plimsoll.inference.sandbox.LogLines;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs a tool of the operator (an interpreter, pip, uv) with the operator's environment. */
final class HostCommand {

  private static final int LOG_BYTES_PER_MINUTE = 4 << 20;

  private HostCommand() {}

  /**
   * Returns the exit code; -1 if it took too long. Interruption kills the tool and all it started.
   */
  static int run(
      List<String> line, Map<String, String> extra, Duration limit, Consumer<String> output)
      throws IOException, InterruptedException {
    // The sandbox reads what is built here as another user, whatever mask the operator has set.
    List<String> masked = new ArrayList<>(List.of("/bin/sh", "-c", "umask 022; exec \"$@\"", "sh"));
    masked.addAll(line);
    ProcessBuilder builder = new ProcessBuilder(masked).redirectErrorStream(true);
    builder.environment().putAll(extra);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("PYTHON") || name.equals("VIRTUAL_ENV"));
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    Process process = builder.start();
    Thread reader =
        Thread.ofVirtual()
            .start(new LogLines(process.getInputStream(), LOG_BYTES_PER_MINUTE, output));
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return -1;
      }
      reader.join();
      return process.exitValue();
    } finally {
      ProcessTree.kill(process);
    }
  }
}
