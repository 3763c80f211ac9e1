package io.plimsoll.server.embedded;

import io.plimsoll.inference.process.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;

/**
 * A real PostgreSQL as a child process: durable, with password authentication, on the loopback
 * address. It runs from {@link #start} to {@link #close} and is started again on the same port when
 * it ends by itself. Thread-safe.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  /**
   * INT is PostgreSQL's fast shutdown (roll back, checkpoint, end), QUIT its immediate one, which
   * needs recovery at the next start.
   */
  private static final List<StopStep> STOP =
      List.of(
          new StopStep(Signal.INTERRUPT, Duration.ofSeconds(30)),
          new StopStep(Signal.QUIT, Duration.ofSeconds(5)),
          new StopStep(Signal.KILL, Duration.ofSeconds(5)));

  private static final long MAX_LOG_BYTES = 8L << 20;

  private final DirectoryLock lock;
  private final SupervisedProcess process;
  private final Endpoint endpoint;

  private EmbeddedPostgres(DirectoryLock lock, SupervisedProcess process, Endpoint endpoint) {
    this.lock = lock;
    this.process = process;
    this.endpoint = endpoint;
  }

  /** Where the server listens, and its superuser. */
  public record Endpoint(String host, int port, String superuser, String password) {
    public String jdbcUrl(String database) {
      return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    @Override
    public String toString() {
      return superuser + "@" + host + ":" + port;
    }
  }

  /**
   * Returns when the server accepts connections. The first start in a directory unpacks the
   * programs and makes the database; later starts recover whatever an earlier one left behind.
   *
   * @throws EmbeddedServerException if it cannot be started; the message says what to do
   */
  public static EmbeddedPostgres start(Path directory, PostgresSettings settings) {
    Path home = ServerDirectory.create(directory);
    DirectoryLock lock = DirectoryLock.acquire(home);
    try {
      Confinement confinement = Confinement.withoutRoot();
      PostgresBinaries binaries =
          PostgresBinaries.unpack(settings.binaries().orElse(home.resolve("binaries")));
      letIn(confinement, home, binaries);
      PostgresCluster cluster = PostgresCluster.open(home, binaries, confinement);
      Leftovers leftovers = new Leftovers("postgres", cluster.data());
      leftovers.stop(STOP);
      int port =
          settings.port() == 0
              ? LoopbackPorts.free()
              : LoopbackPorts.requireFree(settings.port(), "PostgreSQL");
      Endpoint endpoint =
          new Endpoint(LoopbackPorts.HOST, port, PostgresCluster.SUPERUSER, cluster.password());
      Driver driver = driver();
      SupervisedProcess.Plan plan =
          new SupervisedProcess.Plan(
              "PostgreSQL",
              confinement.command(Signal.INTERRUPT, postgres(binaries, cluster, port, settings)),
              home,
              PostgresCluster.environment(),
              () -> clear(leftovers, cluster),
              Optional.empty(),
              () -> accepts(endpoint, driver),
              settings.startLimit(),
              STOP);
      ProcessLog log = new ProcessLog(home.resolve("postgresql.log"), MAX_LOG_BYTES);
      return new EmbeddedPostgres(lock, SupervisedProcess.start(plan, log), endpoint);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  /**
   * The process id of the server that runs now; it changes when the server had to be started again.
   */
  public long pid() {
    return process.pid();
  }

  /** How often the server was started again because it had ended by itself. */
  public int restarts() {
    return process.restarts();
  }

  /** Rolls back what is running and returns when the server has ended. */
  @Override
  public void close() {
    process.close();
    lock.close();
  }

  private static List<String> postgres(
      PostgresBinaries binaries, PostgresCluster cluster, int port, PostgresSettings settings) {
    List<String> command = new ArrayList<>();
    command.add(binaries.program("postgres").toString());
    command.addAll(List.of("-D", cluster.data().toString(), "-p", Integer.toString(port)));
    command.addAll(
        List.of("-c", "listen_addresses=" + LoopbackPorts.HOST, "-c", "unix_socket_directories="));
    for (Map.Entry<String, String> parameter : settings.effectiveParameters().entrySet()) {
      command.addAll(List.of("-c", parameter.getKey() + "=" + parameter.getValue()));
    }
    return command;
  }

  /**
   * Killed alone, the main process leaves children that notice it only when they are idle. And its
   * process id, in the file that stays behind, may belong to another process by now, in which case
   * PostgreSQL would refuse to start.
   */
  private static void clear(Leftovers leftovers, PostgresCluster cluster) {
    leftovers.stop(STOP);
    try {
      Files.deleteIfExists(cluster.data().resolve("postmaster.pid"));
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Cannot delete the stale " + e.getMessage() + ". Make " + cluster.data() + " writable.",
          e);
    }
  }

  private static boolean accepts(Endpoint endpoint, Driver driver) {
    Properties properties = new Properties();
    properties.setProperty("user", endpoint.superuser());
    properties.setProperty("password", endpoint.password());
    properties.setProperty("connectTimeout", "2");
    properties.setProperty("socketTimeout", "5");
    try (Connection connection = driver.connect(endpoint.jdbcUrl("postgres"), properties)) {
      return connection != null;
    } catch (SQLException e) {
      // Not listening yet, or still recovering; what is wrong for good ends the server.
      return false;
    }
  }

  /** Asks our own class loader: what DriverManager sees depends on the thread that came first. */
  private static Driver driver() {
    for (Driver driver :
        ServiceLoader.load(Driver.class, EmbeddedPostgres.class.getClassLoader())) {
      try {
        if (driver.acceptsURL("jdbc:postgresql:")) {
          return driver;
        }
      } catch (SQLException e) {
        // A driver that cannot judge this URL is not the one for it.
      }
    }
    throw new EmbeddedServerException(
        "The PostgreSQL JDBC driver is missing from this build. Build again.");
  }

  /**
   * Where the server runs as another user, that user has to get through to the programs and the
   * data.
   */
  private static void letIn(Confinement confinement, Path home, PostgresBinaries binaries) {
    if (!(confinement instanceof Confinement.Nobody)) {
      return;
    }
    try {
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Cannot change the permissions of " + home + ": " + e.getMessage(), e);
    }
    for (Path path : List.of(home, binaries.program("postgres"))) {
      if (!Confinement.succeeds(
          confinement.command(Signal.KILL, List.of("test", "-x", path.toString())))) {
        throw new EmbeddedServerException(
            "PostgreSQL does not run as root, and the user nobody, which it runs as here, cannot"
                + " reach "
                + path
                + ". Use a --home that everybody may enter (such as /var/lib/plimsoll), allow user"
                + " namespaces, or run Plimsoll as an"
                + " ordinary user.");
      }
    }
  }
}
