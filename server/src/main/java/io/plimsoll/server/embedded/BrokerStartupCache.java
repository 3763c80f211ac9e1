package io.plimsoll.server.embedded;

import io.plimsoll.inference.process.Signal;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The ahead-of-time cache (JEP 514) of the broker's JVM: classes loaded and linked in a rehearsal,
 * which halves the time of a start. It is named after all that it depends on, so one that does not
 * match is simply not found, and made anew. It is only ever a gain of time: what goes wrong here is
 * logged and nothing else.
 */
final class BrokerStartupCache implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(BrokerStartupCache.class.getName());
  private static final String REHEARSAL = "io.plimsoll.broker.RehearsalMain";
  private static final String PREFIX = "broker-";
  private static final String SUFFIX = ".aot";
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Path directory;
  private final BrokerJvm jvm;
  private final Path file;
  private @Nullable Process rehearsal;
  private boolean closed;

  BrokerStartupCache(Path directory, BrokerJvm jvm) {
    this.directory = directory;
    this.jvm = jvm;
    this.file = directory.resolve(PREFIX + jvm.fingerprint() + SUFFIX);
  }

  /** The flags that make use of the cache; none while there is no cache. */
  List<String> flags() {
    return exists()
        ? List.of("-XX:AOTCache=" + file, "-Xlog:aot*=off", "-Xlog:cds*=off")
        : List.of();
  }

  boolean exists() {
    return Files.isRegularFile(file);
  }

  /**
   * Makes the cache on a thread of its own and with the lowest priority, since nobody waits for it.
   */
  void makeInBackground() {
    Thread.ofPlatform().daemon().name("rehearse-broker").start(this::make);
  }

  /** Runs the rehearsal, and says whether the cache is there then. */
  boolean make() {
    if (exists()) {
      return true;
    }
    Path draft = directory.resolve("rehearsal-" + ProcessHandle.current().pid());
    try {
      Files.createDirectories(directory);
      removeAbandonedDrafts();
      Files.createDirectories(draft);
      rehearse(draft);
    } catch (IOException | EmbeddedServerException e) {
      LOG.log(
          Level.WARNING,
          "No start-up cache for the broker, its starts stay slow: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ServerDirectory.deleteTree(draft);
    }
    return exists();
  }

  /** Ends a rehearsal that is under way. */
  @Override
  public synchronized void close() {
    closed = true;
    Process running = rehearsal;
    if (running != null) {
      running.descendants().forEach(ProcessHandle::destroyForcibly);
      running.destroyForcibly();
    }
  }

  private void rehearse(Path draft) throws IOException, InterruptedException {
    Path properties = draft.resolve("server.properties");
    ServerDirectory.writePrivate(
        properties,
        BrokerProperties.text(
            draft.resolve("data"),
            LoopbackPorts.free(),
            LoopbackPorts.free(),
            ServerDirectory.newPassword(),
            BrokerSettings.defaults()));
    Path output = draft.resolve("cache");
    Process process =
        spawn(draft, jvm.command(List.of("-XX:AOTCacheOutput=" + output), REHEARSAL, properties));
    if (process == null) {
      return;
    }
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      close();
      LOG.log(
          Level.WARNING,
          "The broker's rehearsal took longer than {0} and was ended; its starts stay slow",
          LIMIT);
    } else if (process.exitValue() == 0 && Files.isRegularFile(output)) {
      removeOthers();
      Files.move(output, file, StandardCopyOption.ATOMIC_MOVE);
    } else if (!isClosed()) {
      LOG.log(
          Level.WARNING,
          "The broker''s rehearsal ended with status {0}; its starts stay slow",
          process.exitValue());
    }
  }

  private synchronized @Nullable Process spawn(Path draft, List<String> command)
      throws IOException {
    if (closed) {
      return null;
    }
    List<String> nice = new ArrayList<>(List.of("nice", "-n", "19"));
    nice.addAll(Confinement.sameUser().command(Signal.KILL, command));
    ProcessBuilder builder = new ProcessBuilder(nice);
    builder
        .directory(draft.toFile())
        .redirectErrorStream(true)
        .redirectOutput(draft.resolve("log").toFile());
    builder.environment().clear();
    builder.environment().putAll(BrokerJvm.environment());
    Process started = builder.start();
    rehearsal = started;
    return started;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Each is 80 MB, and those for other jars or another JVM are of no use any more. */
  private void removeOthers() throws IOException {
    try (DirectoryStream<Path> caches =
        Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
      for (Path cache : caches) {
        Files.deleteIfExists(cache);
      }
    }
  }

  private void removeAbandonedDrafts() throws IOException {
    try (DirectoryStream<Path> drafts = Files.newDirectoryStream(directory, "rehearsal-*")) {
      for (Path draft : drafts) {
        String pid = draft.getFileName().toString().substring("rehearsal-".length());
        if (!Files.exists(Path.of("/proc", pid))) {
          ServerDirectory.deleteTree(draft);
        }
      }
    }
  }

  /**
   * Beside the libraries where that is possible, so that all servers of an installation share it;
   * else with the data.
   */
  static Path directoryFor(Path libraryDirectory, Path home) {
    Optional<Path> installation =
        Optional.ofNullable(libraryDirectory.toAbsolutePath().normalize().getParent());
    return installation.filter(Files::isWritable).orElse(home).resolve("startup");
  }
}
