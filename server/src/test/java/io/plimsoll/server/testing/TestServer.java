package io.plimsoll.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The built server as a real process on a free port, with a home of its own. What is started by
 * {@link #shared} serves most tests of a JVM and is stopped at its end; a test that kills or
 * configures its server starts one for itself.
 */
public final class TestServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  private final Path home;
  private final Map<String, String> environment;
  private @Nullable TestServerProcess process;
  private volatile @Nullable URI url;

  private TestServer(Path home, Map<String, String> environment) {
    this.home = home;
    this.environment = environment;
  }

  /** The server that tests share; each makes tenants, models and events of its own in it. */
  public static TestServer shared() {
    return Shared.SERVER;
  }

  /** A server with a new home. */
  public static TestServer start() {
    return start(Map.of());
  }

  /** A server with a new home; {@code environment} configures it. */
  public static TestServer start(Map<String, String> environment) {
    TestServer server = new TestServer(newHome(), environment);
    server.restart();
    return server;
  }

  /** One more process of the platform that {@code other} is part of: it sees the same home. */
  public static TestServer beside(TestServer other, Map<String, String> environment) {
    TestServer server = new TestServer(other.home(), environment);
    server.restart();
    return server;
  }

  /** An empty folder that a server may be started on. */
  public static Path newHome() {
    try {
      Path parent = Path.of("target", "homes").toAbsolutePath();
      Files.createDirectories(parent);
      return Files.createTempDirectory(parent, "home-");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Starts the server again on its home; returns when it is ready. */
  public void restart() {
    TestServerProcess started = TestServerProcess.start(home, environment, List.of("--port", "0"));
    process = started;
    started.awaitReady(START_LIMIT);
    url = started.url();
  }

  /** As Ctrl-C does. */
  public void stop() {
    running().interrupt();
    process = null;
  }

  /** Ends the server's process without any chance to clean up. */
  public void kill9() {
    running().kill9();
    process = null;
  }

  /** The process that runs now. */
  public TestServerProcess running() {
    if (process == null) {
      throw new IllegalStateException("the server on " + home + " does not run");
    }
    return process;
  }

  public Path home() {
    return home;
  }

  /** Where this process listens; while it is down, where it did before. */
  public URI url() {
    return Objects.requireNonNull(url, "the server was never ready");
  }

  /** What the first start wrote for programs on the same machine. */
  public JsonNode credentials() {
    try {
      return JSON.readTree(home.resolve("credentials.json").toFile());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A caller with the key of the first project, which has every scope. */
  public TestServerClient machine() {
    return TestServerClient.of(this).withKey(credentials().path("apiKey").asText());
  }

  /** A caller who has signed in as the owner of the first organisation. */
  public TestServerClient owner() {
    return TestServerClient.of(this)
        .signedIn(
            credentials().path("adminEmail").asText(),
            credentials().path("adminPassword").asText());
  }

  /** The database as the owner of the schema: for arranging and for looking behind the policies. */
  public Jdbi database() {
    String url = "jdbc:postgresql://127.0.0.1:" + postgres().port() + "/plimsoll";
    return Jdbi.create(url, "plimsoll_owner", secret("database-owner"))
        .registerArrayType(String.class, "text");
  }

  /** The embedded PostgreSQL's main process and port, from the file that it keeps itself. */
  public Postgres postgres() {
    try {
      List<String> lines =
          Files.readAllLines(home.resolve("postgres").resolve("data").resolve("postmaster.pid"));
      return new Postgres(Long.parseLong(lines.get(0).strip()), Integer.parseInt(lines.get(3)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The embedded broker's process. */
  public ProcessHandle broker() {
    String properties = home.resolve("kafka").resolve("server.properties").toString();
    return running()
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains("BrokerMain"))
        .filter(child -> child.info().commandLine().orElse("").contains(properties))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no broker runs on " + properties));
  }

  /** What a Kafka client needs to reach the embedded broker behind the server's back. */
  public Map<String, Object> kafka() {
    Properties properties = new Properties();
    try (var text = Files.newBufferedReader(home.resolve("kafka").resolve("server.properties"))) {
      properties.load(text);
      String password = Files.readString(home.resolve("kafka").resolve("password")).strip();
      String listener = properties.getProperty("advertised.listeners").replace("BROKER://", "");
      return Map.of(
          "bootstrap.servers",
          listener,
          "security.protocol",
          "SASL_PLAINTEXT",
          "sasl.mechanism",
          "PLAIN",
          "sasl.jaas.config",
          "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"plimsoll\""
              + " password=\""
              + password
              + "\";");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    if (process != null) {
      stop();
    }
    if (!Files.exists(home)) {
      return;
    }
    try (Stream<Path> files = Files.walk(home)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(TestServer::delete);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private String secret(String name) {
    try {
      return Files.readString(home.resolve("secrets").resolve(name));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The main process of a PostgreSQL and the port that it listens on. */
  public record Postgres(long pid, int port) {}

  /** Started when the first test asks. */
  private static final class Shared {
    static final TestServer SERVER = start();

    private static TestServer start() {
      TestServer server =
          TestServer.start(
              Map.of(
                  "PLIMSOLL_ARCHIVE_PLACE", "disk",
                  "PLIMSOLL_PLANS_DEFINITIONS", "trial requestsPerDay=4 maxBodyBytes=2000",
                  "PLIMSOLL_PLANS_PROJECTS", "plans/main=trial"));
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      return server;
    }
  }
}
