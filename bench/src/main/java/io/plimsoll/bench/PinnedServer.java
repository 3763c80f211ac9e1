package io.plimsoll.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server with all that it starts, on processors of its own. */
final class PinnedServer implements AutoCloseable {
  private static final int STOP_SECONDS = 20;

  private final Process process;
  private final Path log;

  private PinnedServer(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a server.
   *
   * @param processors as {@code taskset -c} takes them
   * @param folder in which it is started
   */
  static PinnedServer start(
      String processors,
      List<String> command,
      Path folder,
      Map<String, String> environment,
      Path log)
      throws IOException {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", processors));
    pinned.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(pinned)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    PinnedServer server = new PinnedServer(builder.start(), log);
    // Ctrl-C ends this process without its finally blocks.
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop " + command.getFirst()));
    return server;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** What it has said so far goes there. */
  Path log() {
    return log;
  }

  @Override
  public void close() {
    List<ProcessHandle> family = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    // Some of them leave their workers behind.
    family.forEach(ProcessHandle::destroyForcibly);
  }
}
