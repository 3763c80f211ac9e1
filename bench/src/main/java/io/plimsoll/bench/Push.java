package io.plimsoll.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Pushes a model's folder with git, as its owner would. */
record Push(Path folder, String url, String apiKey) {

  /** Commits whatever changed and pushes it; returns how long the push took, until it was live. */
  Duration run() throws IOException, InterruptedException {
    if (!Files.exists(folder.resolve(".git"))) {
      git("init", "--quiet", "--initial-branch=main");
    }
    git("add", "--all");
    git(
        "-c",
        "user.name=Benchmark",
        "-c",
        "user.email=benchmark@example.com",
        "-c",
        "commit.gpgsign=false",
        "commit",
        "--quiet",
        "--message",
        "The model to be measured");
    long started = System.nanoTime();
    git("push", "--quiet", url, "HEAD:refs/heads/main");
    return Duration.ofNanos(System.nanoTime() - started);
  }

  private void git(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    String token =
        Base64.getEncoder().encodeToString(("bench:" + apiKey).getBytes(StandardCharsets.UTF_8));
    // By its environment the key reaches git without standing in the list of processes.
    builder
        .environment()
        .putAll(
            Map.of(
                "GIT_TERMINAL_PROMPT", "0",
                "GIT_CONFIG_COUNT", "1",
                "GIT_CONFIG_KEY_0", "http.extraHeader",
                "GIT_CONFIG_VALUE_0", "Authorization: Basic " + token));
    Process git = builder.start();
    git.getOutputStream().close();
    String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (git.waitFor() != 0) {
      throw new BenchmarkException("git %s failed:%n%s".formatted(words[0], said));
    }
  }
}
