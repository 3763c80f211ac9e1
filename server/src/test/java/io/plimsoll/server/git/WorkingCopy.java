package io.plimsoll.server.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A person's clone, worked on with the git of the machine. */
final class WorkingCopy {
  private final Path directory;
  private final String url;

  /** An empty repository with the branch main. */
  WorkingCopy(Path directory, String url) throws Exception {
    this.directory = Files.createDirectories(directory);
    this.url = url;
    git("init", "-q", "-b", "main");
  }

  Path directory() {
    return directory;
  }

  WorkingCopy write(String file, String text) throws IOException {
    return write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  WorkingCopy write(String file, byte[] bytes) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, bytes);
    return this;
  }

  WorkingCopy commit(String message) throws Exception {
    git("add", "-A");
    Outcome outcome = git("commit", "-q", "--allow-empty", "-m", message);
    if (outcome.exit() != 0) {
      throw new IllegalStateException(outcome.text());
    }
    return this;
  }

  Outcome push(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("push", url));
    all.addAll(List.of(arguments));
    return git(all.toArray(String[]::new));
  }

  /** The commit that the server has for a ref; empty if it has none. */
  String remote(String ref) throws Exception {
    return git("ls-remote", url, ref).text().split("\\s", 2)[0];
  }

  String head() throws Exception {
    return git("rev-parse", "HEAD").text().strip();
  }

  Outcome git(String... arguments) throws Exception {
    Process process = start(arguments);
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("git took too long: " + text);
    }
    return new Outcome(process.exitValue(), text);
  }

  Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("git", "-c", "protocol.version=0"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_CONFIG_NOSYSTEM", "1",
                "GIT_TERMINAL_PROMPT", "0",
                "GIT_AUTHOR_NAME", "Anna",
                "GIT_AUTHOR_EMAIL", "anna@example.org",
                "GIT_COMMITTER_NAME", "Anna",
                "GIT_COMMITTER_EMAIL", "anna@example.org",
                "LC_ALL", "C.UTF-8"));
    return builder.start();
  }

  /** What git printed and how it ended. */
  record Outcome(int exit, String text) {}
}
