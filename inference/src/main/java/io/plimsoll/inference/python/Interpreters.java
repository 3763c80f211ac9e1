package io.plimsoll.inference.python;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Finds the Python installations of the machine: on PATH and in pyenv's folder. Thread-safe. */
final class Interpreters {

  private static final Duration ASK = Duration.ofSeconds(20);
  private static final String QUESTION =
      "import sys, venv, ensurepip; print('plimsoll', '%d.%d.%d' % sys.version_info[:3], sys.base_prefix)";

  private final Map<Path, Optional<Interpreter>> asked = new ConcurrentHashMap<>();

  /** The wished version, or the machine's first supported one. */
  Interpreter require(Optional<String> wished) throws EnvironmentException, InterruptedException {
    Map<String, Interpreter> found = new LinkedHashMap<>();
    for (Path candidate : candidates(wished)) {
      Optional<Interpreter> interpreter = ask(candidate);
      if (interpreter.isPresent() && interpreter.get().isSupported()) {
        if (wished.isEmpty() || interpreter.get().is(wished.get())) {
          return interpreter.get();
        }
        found.putIfAbsent(interpreter.get().version(), interpreter.get());
      }
    }
    throw new EnvironmentException(
        wished
            .map(
                version ->
                    "Python "
                        + version
                        + " is not installed on the server; there are "
                        + (found.isEmpty() ? "none" : String.join(", ", found.keySet()))
                        + "; choose one of them under python: in plimsoll.yaml or install it (with"
                        + " its venv module)")
            .orElse(
                "no Python 3.9 or later with its venv module is on PATH; install python3 and"
                    + " python3-venv"));
  }

  private static List<Path> candidates(Optional<String> wished) {
    Set<Path> candidates = new LinkedHashSet<>();
    List<String> names = new ArrayList<>();
    wished.ifPresent(version -> names.add("python" + minor(version)));
    names.addAll(List.of("python3", "python"));
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (folder.startsWith("/")) {
        names.forEach(name -> candidates.add(Path.of(folder, name)));
      }
    }
    names.forEach(name -> candidates.add(Path.of("/usr/bin", name)));
    candidates.addAll(ofPyenv());
    return candidates.stream().filter(Files::isExecutable).toList();
  }

  private static List<Path> ofPyenv() {
    Path root =
        Path.of(
            System.getenv()
                .getOrDefault("PYENV_ROOT", System.getProperty("user.home", "/") + "/.pyenv"));
    Path versions = root.resolve("versions");
    if (!Files.isDirectory(versions)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(versions)) {
      return folders.sorted().map(folder -> folder.resolve("bin/python3")).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String minor(String version) {
    String[] parts = version.split("\\.");
    return parts.length > 2 ? parts[0] + "." + parts[1] : version;
  }

  private Optional<Interpreter> ask(Path candidate) throws InterruptedException {
    Optional<Interpreter> known = asked.get(candidate);
    if (known != null) {
      return known;
    }
    List<String> said = new ArrayList<>();
    Optional<Interpreter> answer = Optional.empty();
    try {
      int code =
          HostCommand.run(
              List.of(candidate.toString(), "-I", "-c", QUESTION), Map.of(), ASK, said::add);
      answer = code == 0 ? said.stream().flatMap(line -> parse(line).stream()).findFirst() : answer;
    } catch (IOException notAProgram) {
      // A broken link or a script without its interpreter is no Python; the next candidate may be.
      answer = Optional.empty();
    }
    asked.put(candidate, answer);
    return answer;
  }

  /** The executable is taken from the installation, since the candidate may be a pyenv shim. */
  private static Optional<Interpreter> parse(String line) {
    String[] words = line.split(" ", 3);
    if (words.length != 3 || !words[0].equals("plimsoll")) {
      return Optional.empty();
    }
    Path prefix = Path.of(words[2]);
    String[] version = words[1].split("\\.");
    Path executable = prefix.resolve("bin/python" + version[0] + "." + version[1]);
    return Files.isExecutable(executable)
        ? Optional.of(new Interpreter(executable, words[1], prefix))
        : Optional.empty();
  }
}
