package io.plimsoll.server.git.webhook;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The git of the machine, run with nothing of the machine: no configuration, no credentials, no
 * hooks, no prompt, no proxy, no protocol but the one that is named, no redirect. What it is to
 * know is handed over in its environment, which only this account can read, and never in its
 * arguments.
 */
final class GitCommand {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int MAX_LINES = 40;

  private final Path home;
  private final long maxFileBytes;
  private final Map<String, String> settings = new LinkedHashMap<>();

  /**
   * @param home a folder of its own
   * @param maxFileBytes the kernel ends a git that writes a larger file, such as a pack
   */
  GitCommand(Path home, long maxFileBytes) {
    this.home = home;
    this.maxFileBytes = maxFileBytes;
    set("core.hooksPath", "/dev/null");
    set("core.askPass", "");
    set("credential.helper", "");
    set("gc.auto", "0");
    set("maintenance.auto", "false");
    set("http.proxy", "");
    set("http.followRedirects", "false");
    set("http.lowSpeedLimit", "1000");
    set("http.lowSpeedTime", "30");
    set("transfer.fsckObjects", "true");
    // Kept as the pack that came, whose size is the one that is limited.
    set("fetch.unpackLimit", "1");
  }

  /** A setting of git for this command alone. */
  GitCommand set(String name, String value) {
    settings.put(name, value);
    return this;
  }

  /** Runs git; an interrupt ends it. */
  Outcome run(String protocol, String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("prlimit", "--fsize=" + maxFileBytes, "--core=0", "git"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
    fill(builder.environment(), protocol);
    Process process = builder.start();
    process.getOutputStream().close();
    List<String> lines = new ArrayList<>();
    Thread reader = Thread.ofVirtual().start(() -> read(process, lines));
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        return new Outcome(-1, List.of("git took longer than " + LIMIT.toMinutes() + " minutes"));
      }
      reader.join(Duration.ofSeconds(5));
      synchronized (lines) {
        return new Outcome(process.exitValue(), List.copyOf(lines));
      }
    } finally {
      Stream.concat(process.descendants(), Stream.of(process.toHandle()))
          .forEach(ProcessHandle::destroyForcibly);
    }
  }

  private void fill(Map<String, String> environment, String protocol) {
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    environment.clear();
    environment.put("PATH", path);
    environment.put("HOME", home.toString());
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("GIT_TERMINAL_PROMPT", "0");
    environment.put("GIT_ALLOW_PROTOCOL", protocol);
    environment.put("GIT_CONFIG_COUNT", String.valueOf(settings.size()));
    int n = 0;
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      environment.put("GIT_CONFIG_KEY_" + n, setting.getKey());
      environment.put("GIT_CONFIG_VALUE_" + n, setting.getValue());
      n++;
    }
  }

  private static void read(Process process, List<String> lines) {
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = said.readLine();
      while (line != null) {
        synchronized (lines) {
          if (lines.size() < MAX_LINES && !line.isBlank()) {
            lines.add(line);
          }
        }
        line = said.readLine();
      }
    } catch (IOException ended) {
      // The process is gone; what it said until then is there.
      return;
    }
  }

  /** How git ended and what it said, the beginning of it. */
  record Outcome(int exit, List<String> lines) {
    String text() {
      return String.join("\n", lines);
    }
  }
}
