package io.plimsoll.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** The built server as a process of its own, on the Java that it wants, in a new home. */
final class LiveServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration STOP = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final JsonNode credentials;

  /** Starts it; an application that is silent for {@code lostAfter} counts as lost. */
  LiveServer(Path home, Duration lostAfter) throws Exception {
    Path log = home.resolveSibling("server.log");
    ProcessBuilder builder =
        new ProcessBuilder(
            Objects.requireNonNull(System.getProperty("server.jvm")),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx768m",
            "-jar",
            built("../server/target/quarkus-app/quarkus-run.jar", "server"),
            "up",
            "--home",
            home.toString(),
            "--port",
            "0");
    builder.environment().keySet().removeIf(name -> name.startsWith("PLIMSOLL_"));
    builder.environment().put("PLIMSOLL_BROKER_LIB", built("../broker/target/lib", "broker"));
    builder.environment().put("PLIMSOLL_SPARK_LOST_AFTER", lostAfter.toString());
    process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    process.getOutputStream().close();
    awaitReady(log);
    credentials = JSON.readTree(home.resolve("credentials.json").toFile());
  }

  private static String built(String path, String module) {
    Path absolute = Path.of(path).toAbsolutePath().normalize();
    if (!Files.exists(absolute)) {
      throw new IllegalStateException(
          "%s is missing: mvn -pl broker,server -am package -DskipTests makes it, the module %s."
              .formatted(absolute, module));
    }
    return absolute.toString();
  }

  private void awaitReady(Path log) throws IOException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!Files.readString(log).contains("Plimsoll is ready at ")) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new IllegalStateException("The server did not start: " + Files.readString(log));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  String url() {
    return credentials.path("url").asText();
  }

  /** A key with every scope. */
  String key() {
    return credentials.path("apiKey").asText();
  }

  /** What the server answers of the first project. */
  JsonNode get(String path) throws Exception {
    return send(request(path).GET());
  }

  JsonNode put(String path, String json) throws Exception {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(json)));
  }

  /** Asks until the answer is as it should be. */
  JsonNode await(String path, Predicate<JsonNode> isSo) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    JsonNode answer = get(path);
    while (!isSo.test(answer)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "%s did not become what it should be within %s: %s".formatted(path, PATIENCE, answer));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      answer = get(path);
    }
    return answer;
  }

  private HttpRequest.Builder request(String path) {
    String project =
        "/api/v1/organisations/%s/projects/%s"
            .formatted(
                credentials.path("organisation").asText(), credentials.path("project").asText());
    return HttpRequest.newBuilder(URI.create(url() + project + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + key());
  }

  private JsonNode send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new AssertionError(
          "%s was answered with %d: %s"
              .formatted(answer.request().uri(), answer.statusCode(), answer.body()));
    }
    return JSON.readTree(answer.body());
  }

  @Override
  public void close() {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    process.destroy();
    for (ProcessHandle each : all) {
      var unused = each.onExit().orTimeout(STOP.toSeconds(), TimeUnit.SECONDS).join();
    }
  }
}
