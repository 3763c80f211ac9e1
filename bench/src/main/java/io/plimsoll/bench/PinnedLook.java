package io.plimsoll.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A look at one processor by a JVM of its own there, which prints one line and ends. */
final class PinnedLook {
  private final Process process;
  private final Class<?> program;

  private PinnedLook(Process process, Class<?> program) {
    this.process = process;
    this.program = program;
  }

  /** Starts a program of the benchmarks; what it says of errors goes where this process says it. */
  static PinnedLook start(String processor, Class<?> program, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "taskset",
                "-c",
                processor,
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(List.of(arguments));
    return new PinnedLook(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start(),
        program);
  }

  /** Waits for its end and returns its line. */
  String line() throws IOException, InterruptedException {
    try (BufferedReader said = process.inputReader()) {
      String line = said.readLine();
      if (line == null || process.waitFor() != 0) {
        throw new BenchmarkException(
            "%s failed; what it said is above.".formatted(program.getSimpleName()));
      }
      return line;
    }
  }
}
