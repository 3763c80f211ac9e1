package io.plimsoll.inference.python;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Fills one empty folder with a virtual environment: by uv where it is on PATH, else by venv and
 * pip. Only wheels are installed, because building a source package runs its code outside of any
 * sandbox.
 */
final class EnvironmentBuild {

  private static final Duration CREATE_LIMIT = Duration.ofMinutes(3);
  private static final Duration INSTALL_LIMIT = Duration.ofMinutes(20);
  private static final int KEPT_LINES = 12;

  /** Settings of pip that uv would not see; with one of them set, pip does the work. */
  private static final List<String> PIP_SOURCES =
      List.of(
          "PIP_INDEX_URL",
          "PIP_EXTRA_INDEX_URL",
          "PIP_FIND_LINKS",
          "PIP_NO_INDEX",
          "PIP_CONFIG_FILE",
          "PIP_CONSTRAINT",
          "PIP_PROXY",
          "PIP_CERT",
          "PIP_TRUSTED_HOST");

  /**
   * What is to be installed.
   *
   * @param isAddition whether what the packages depend on is left out
   * @param lock the versions that were chosen before, which are chosen again; empty: the newest
   */
  record Wish(Requirements requirements, boolean isAddition, List<String> lock) {}

  private final Path directory;
  private final Interpreter interpreter;
  private final Consumer<String> progress;
  private final Deque<String> lastLines = new ArrayDeque<>();
  private final IndexTrouble trouble = new IndexTrouble();

  EnvironmentBuild(Path directory, Interpreter interpreter, Consumer<String> progress) {
    this.directory = directory;
    this.interpreter = interpreter;
    this.progress = progress;
  }

  void run(Wish wish) throws IOException, EnvironmentException, InterruptedException {
    Requirements requirements = wish.requirements();
    Optional<Path> uv = pipIsConfigured() ? Optional.empty() : onPath("uv");
    if (uv.isPresent()) {
      step(
          "create",
          CREATE_LIMIT,
          List.of(
              uv.get().toString(),
              "venv",
              "--python",
              interpreter.executable().toString(),
              directory.toString()));
    } else {
      step(
          "create",
          CREATE_LIMIT,
          List.of(interpreter.executable().toString(), "-I", "-m", "venv", directory.toString()));
    }
    if (requirements.lines().isEmpty()) {
      return;
    }
    Path file = Files.write(directory.resolve("requirements.txt"), requirements.lines());
    Path python = directory.resolve("bin/python");
    List<String> line = new ArrayList<>();
    if (uv.isPresent()) {
      line.addAll(List.of(uv.get().toString(), "pip", "install", "--python", python.toString()));
      line.addAll(List.of("--no-build", "-r", file.toString()));
    } else {
      line.addAll(List.of(python.toString(), "-I", "-m", "pip", "install", "--no-input"));
      line.addAll(List.of("--disable-pip-version-check", "--progress-bar", "off", "--no-color"));
      line.addAll(List.of("--only-binary=:all:", "-r", file.toString()));
    }
    if (wish.isAddition()) {
      line.add("--no-deps");
    }
    if (!wish.lock().isEmpty()) {
      Path chosen = Files.write(directory.resolve("constraints.txt"), wish.lock());
      line.addAll(List.of("-c", chosen.toString()));
    }
    step("install", INSTALL_LIMIT, line);
  }

  private void step(String what, Duration limit, List<String> line)
      throws IOException, EnvironmentException, InterruptedException {
    lastLines.clear();
    int code = HostCommand.run(line, Map.of(), limit, this::heard);
    if (code == -1) {
      throw new EnvironmentException(
          "the environment took longer than " + limit.toMinutes() + " minutes to " + what);
    }
    if (code != 0 && trouble.isSeen()) {
      throw EnvironmentException.passing(
          "the package index could not be reached (exit code %d): %s\ncheck the server's network and PIP_INDEX_URL if this lasts"
              .formatted(code, String.join("\n", lastLines)));
    }
    if (code != 0) {
      throw new EnvironmentException(explanation(what, code));
    }
  }

  private String explanation(String what, int code) {
    String said = String.join("\n", lastLines);
    String remedy =
        said.contains("No matching distribution")
                || said.contains("no wheels")
                || said.contains("unsatisfiable")
            ? "there is no wheel of this package for Python "
                + interpreter.version()
                + "; correct requirements.txt, or choose another version under python: in"
                + " plimsoll.yaml"
            : "correct requirements.txt, or see the log above for what the installer met";
    return "the environment failed to "
        + what
        + " (exit code "
        + code
        + "): "
        + said
        + "\n"
        + remedy;
  }

  private synchronized void heard(String line) {
    trouble.hear(line);
    if (lastLines.size() == KEPT_LINES) {
      lastLines.removeFirst();
    }
    if (!line.isBlank()) {
      lastLines.addLast(line);
      progress.accept(line);
    }
  }

  private static boolean pipIsConfigured() {
    Path home = Path.of(System.getProperty("user.home", "/"));
    return PIP_SOURCES.stream().anyMatch(System.getenv()::containsKey)
        || Files.exists(Path.of("/etc/pip.conf"))
        || Files.exists(home.resolve(".config/pip/pip.conf"))
        || Files.exists(home.resolve(".pip/pip.conf"));
  }

  private static Optional<Path> onPath(String program) {
    return List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).stream()
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
