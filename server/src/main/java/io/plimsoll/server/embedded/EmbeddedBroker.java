package io.plimsoll.server.embedded;

import io.plimsoll.inference.process.Signal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * A real Apache Kafka broker, one node, in a child JVM with a class path of its own. It runs from
 * {@link #start} to {@link #close} and is started again on the same ports when it ends by itself.
 * Thread-safe.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final String MAIN = "io.plimsoll.broker.BrokerMain";
  private static final String READY = "plimsoll-broker: ready";
  private static final long MAX_LOG_BYTES = 8L << 20;
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  /**
   * The broker itself gives a clean stop five seconds; killed, it loses nothing that was
   * acknowledged but starts slower next time.
   */
  private static final List<StopStep> STOP =
      List.of(
          new StopStep(Signal.TERMINATE, Duration.ofSeconds(7)),
          new StopStep(Signal.KILL, Duration.ofSeconds(5)));

  private final DirectoryLock lock;
  private final SupervisedProcess process;
  private final BrokerStartupCache cache;
  private final Endpoint endpoint;

  private EmbeddedBroker(
      DirectoryLock lock, SupervisedProcess process, BrokerStartupCache cache, Endpoint endpoint) {
    this.lock = lock;
    this.process = process;
    this.cache = cache;
    this.endpoint = endpoint;
  }

  /** Where the broker listens, and the password that its clients need. */
  public record Endpoint(String host, int port, String user, String password) {
    public String bootstrapServers() {
      return host + ":" + port;
    }

    /** What every Kafka client has to be configured with. */
    public Map<String, String> clientProperties() {
      return Map.of(
          "bootstrap.servers",
          bootstrapServers(),
          "security.protocol",
          "SASL_PLAINTEXT",
          "sasl.mechanism",
          "PLAIN",
          "sasl.jaas.config",
          BrokerProperties.login(password) + ";");
    }

    @Override
    public String toString() {
      return user + "@" + bootstrapServers();
    }
  }

  /**
   * Returns when the broker answers. The first start in a directory formats the storage.
   *
   * @param libraryDirectory the folder with the broker's jar and all that it needs
   * @throws EmbeddedServerException if it cannot be started; the message says what to do
   */
  public static EmbeddedBroker start(
      Path directory, Path libraryDirectory, BrokerSettings settings) {
    BrokerJvm jvm = BrokerJvm.of(libraryDirectory, settings.maxHeap());
    Path home = ServerDirectory.create(directory);
    DirectoryLock lock = DirectoryLock.acquire(home);
    try {
      Path properties = home.resolve("server.properties");
      Leftovers leftovers = new Leftovers("java", properties);
      leftovers.stop(STOP);
      Endpoint endpoint = configure(home, properties, settings);
      BrokerStartupCache cache =
          new BrokerStartupCache(BrokerStartupCache.directoryFor(libraryDirectory, home), jvm);
      SupervisedProcess.Plan plan =
          new SupervisedProcess.Plan(
              "Kafka",
              Confinement.sameUser()
                  .command(Signal.TERMINATE, jvm.command(cache.flags(), MAIN, properties)),
              home,
              BrokerJvm.environment(),
              () -> leftovers.stop(STOP),
              Optional.of(READY),
              () -> answers(endpoint),
              settings.startLimit(),
              STOP);
      SupervisedProcess process =
          SupervisedProcess.start(plan, new ProcessLog(home.resolve("kafka.log"), MAX_LOG_BYTES));
      if (settings.rehearse() && !cache.exists()) {
        cache.makeInBackground();
      }
      return new EmbeddedBroker(lock, process, cache, endpoint);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  /**
   * The process id of the broker that runs now; it changes when the broker had to be started again.
   */
  public long pid() {
    return process.pid();
  }

  /** How often the broker was started again because it had ended by itself. */
  public int restarts() {
    return process.restarts();
  }

  /** Stops the broker cleanly and returns when it has ended. */
  @Override
  public void close() {
    cache.close();
    process.close();
    lock.close();
  }

  /**
   * Writes the broker's properties. The controller's address is a part of them, so both ports have
   * to be known beforehand.
   */
  private static Endpoint configure(Path home, Path properties, BrokerSettings settings) {
    Path passwordFile = home.resolve("password");
    if (!Files.exists(passwordFile)) {
      ServerDirectory.writePrivate(passwordFile, ServerDirectory.newPassword());
    }
    String password = ServerDirectory.read(passwordFile);
    BrokerPorts ports = BrokerPorts.choose(home.resolve("ports"), settings.port());
    ServerDirectory.writePrivate(
        properties,
        BrokerProperties.text(
            home.resolve("data"), ports.broker(), ports.controller(), password, settings));
    return new Endpoint(LoopbackPorts.HOST, ports.broker(), BrokerProperties.USER, password);
  }

  private static boolean answers(Endpoint endpoint) {
    try (Admin admin = Admin.create(Map.copyOf(endpoint.clientProperties()))) {
      return !admin
          .describeCluster()
          .nodes()
          .get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
          .isEmpty();
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      // Not yet; what is wrong for good is in the broker's log and ends the broker.
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
