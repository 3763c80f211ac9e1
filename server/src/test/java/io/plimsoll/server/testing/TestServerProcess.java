package io.plimsoll.server.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One run of the built server, and everything that it says. */
public final class TestServerProcess {
  private static final String READY = "Plimsoll is ready at ";
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final Queue<String> said = new ConcurrentLinkedQueue<>();
  private final CountDownLatch isReady = new CountDownLatch(1);
  private final Thread listener;

  private TestServerProcess(Process process) {
    this.process = process;
    this.listener = Thread.ofPlatform().daemon().name("server-output").start(this::listen);
  }

  /** Starts the server on {@code home} and returns at once. */
  public static TestServerProcess start(
      Path home, Map<String, String> environment, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-Xmx768m");
    coverageAgent().ifPresent(command::add);
    command.addAll(List.of("-jar", application().toString(), "up", "--home", home.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("PLIMSOLL_"));
    builder.environment().put("PLIMSOLL_BROKER_LIB", brokerLibraries().toString());
    builder.environment().putAll(environment);
    try {
      Process started = builder.start();
      started.getOutputStream().close();
      return new TestServerProcess(started);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Waits until the server says that it is ready. */
  public void awaitReady(Duration limit) {
    try {
      if (!isReady.await(limit.toMillis(), TimeUnit.MILLISECONDS) || !process.isAlive()) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "The server was not ready within %s. It said:%n%s".formatted(limit, said()));
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    }
  }

  /** The address that the server named when it was ready. */
  public URI url() {
    return said.stream()
        .filter(line -> line.startsWith(READY))
        .map(line -> line.substring(READY.length()).split(" ", 2)[0])
        .map(URI::create)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("The server is not ready. It said:\n" + said()));
  }

  /** Waits for the end and returns the exit status. */
  public int awaitEnd(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            "The server did not end within %s. It said:%n%s".formatted(limit, said()));
      }
      listener.join();
      return process.exitValue();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    }
  }

  /** As Ctrl-C does; waits for the end and for that of every child. */
  public void interrupt() {
    List<ProcessHandle> children = children().toList();
    // TERM and INT run the same shutdown; but a process that was started in the background of a
    // shell ignores INT, and with it all that it starts.
    signal("TERM", process.pid());
    awaitEnd(STOP_LIMIT);
    awaitEnd(children);
  }

  /** Ends the process at once; waits until the kernel has ended its children, too. */
  public void kill9() {
    List<ProcessHandle> children = children().toList();
    signal("KILL", process.pid());
    awaitEnd(STOP_LIMIT);
    awaitEnd(children);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** All that the server has said so far. */
  public String said() {
    return String.join("\n", said);
  }

  /** Everything that the server has started and that still runs. */
  public Stream<ProcessHandle> children() {
    return process.descendants();
  }

  /** Sends a signal by its name, such as KILL. */
  public static void signal(String name, long pid) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("cannot send " + name + " to " + pid);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    }
  }

  private static void awaitEnd(List<ProcessHandle> processes) {
    for (ProcessHandle each : processes) {
      var unused = each.onExit().orTimeout(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }
  }

  private void listen() {
    try (BufferedReader lines =
        new BufferedReader(
            new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.add(line);
        if (line.startsWith(READY)) {
          isReady.countDown();
        }
      }
    } catch (IOException gone) {
      said.add(gone.toString());
    } finally {
      isReady.countDown();
    }
  }

  /**
   * If this JVM's coverage is measured, the server's is, too: by the same agent, into a file of its
   * own.
   */
  private static Optional<String> coverageAgent() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-javaagent:") && argument.contains("jacoco"))
        .map(argument -> argument.substring(0, argument.indexOf('=')))
        .map(
            agent ->
                agent
                    + "=destfile="
                    + Path.of("target", "coverage", "server-" + UUID.randomUUID() + ".exec")
                        .toAbsolutePath()
                    + ",includes=io.plimsoll.*")
        .findFirst();
  }

  private static Path application() {
    return required(
        Path.of("target", "quarkus-app", "quarkus-run.jar"), "package the server module");
  }

  /** The broker as it was built. */
  public static Path brokerLibraries() {
    return required(Path.of("..", "broker", "target", "lib"), "package the broker module");
  }

  private static Path required(Path path, String remedy) {
    Path absolute = path.toAbsolutePath().normalize();
    if (!Files.exists(absolute)) {
      throw new IllegalStateException(absolute + " is missing: " + remedy + " before these tests.");
    }
    return absolute;
  }
}
