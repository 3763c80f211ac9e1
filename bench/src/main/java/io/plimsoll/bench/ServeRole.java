package io.plimsoll.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A second process of a platform that plays the role {@code serve} alone, on the home, the database
 * and the broker of the first.
 */
final class ServeRole implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PinnedServer server;
  private final URI url;
  private final String grpcAddress;

  private ServeRole(PinnedServer server, URI url, String grpcAddress) {
    this.server = server;
    this.url = url;
    this.grpcAddress = grpcAddress;
  }

  /** Starts it on these processors; it is not ready yet. */
  static ServeRole start(String processors, Path installation, Path home, Path log)
      throws IOException {
    int port = Ports.free();
    int grpcPort = Ports.free();
    PinnedServer server =
        PinnedServer.start(
            processors,
            List.of(
                installation.resolve("plimsoll").toString(),
                "up",
                "--home",
                home.toString(),
                "--port",
                Integer.toString(port)),
            installation,
            Map.of(
                "PLIMSOLL_ROLES", "serve",
                "PLIMSOLL_GRPC_PORT", Integer.toString(grpcPort),
                "PLIMSOLL_DATABASE_URL", Storage.jdbcUrl(home),
                "PLIMSOLL_DATABASE_PASSWORD", secret(home, "database-user"),
                "PLIMSOLL_DATABASE_OWNER_PASSWORD", secret(home, "database-owner"),
                "PLIMSOLL_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + brokerPort(home),
                "PLIMSOLL_KAFKA_PROPERTIES", kafkaProperties(home).toString()),
            log);
    return new ServeRole(server, URI.create("http://127.0.0.1:" + port), "127.0.0.1:" + grpcPort);
  }

  /** Host and port. */
  String grpcAddress() {
    return grpcAddress;
  }

  URI url(String path) {
    return url.resolve(path);
  }

  ProcessHandle handle() {
    return server.handle();
  }

  Path log() {
    return server.log();
  }

  /** A GET with the API key; anything but 200 is an error. */
  JsonNode fetch(HttpClient client, String path, String apiKey)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(url(path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + apiKey)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("%s: %d %s".formatted(path, answer.statusCode(), answer.body()));
    }
    return JSON.readTree(answer.body());
  }

  @Override
  public void close() {
    server.close();
  }

  private static String secret(Path home, String name) throws IOException {
    return Files.readString(home.resolve("secrets").resolve(name)).strip();
  }

  private static String brokerPort(Path home) throws IOException {
    return Files.readString(home.resolve("kafka/ports")).strip().split(" ", 2)[0];
  }

  /** The embedded broker's login, in a file that only its owner reads. */
  private static Path kafkaProperties(Path home) throws IOException {
    Path file = home.resolve("secrets/kafka-client.properties");
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    String password = Files.readString(home.resolve("kafka/password")).strip();
    return Files.writeString(
        file,
        """
        security.protocol=SASL_PLAINTEXT
        sasl.mechanism=PLAIN
        sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="plimsoll" password="%s";
        """
            .formatted(password));
  }
}
