package io.plimsoll.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A platform of its own in an empty home, started by the same command that people use. */
final class Platform implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration READY = Duration.ofMinutes(3);
  private static final Duration STOP = Duration.ofSeconds(60);

  private final Process process;
  private final Path home;
  private final Access access;
  private final HttpClient client;

  private Platform(Process process, Path home, Access access, HttpClient client) {
    this.process = process;
    this.home = home;
    this.access = access;
    this.client = client;
  }

  /**
   * Where the platform is and how to get in.
   *
   * @param grpcAddress empty if the process does not play the role {@code serve}
   */
  record Access(
      URI url,
      String gitUrl,
      String grpcAddress,
      String organisation,
      String project,
      String apiKey) {
    static Access read(Path credentials) throws IOException {
      JsonNode json = JSON.readTree(Files.readString(credentials));
      return new Access(
          URI.create(json.required("url").asText()),
          json.required("gitUrl").asText(),
          json.path("grpcAddress").asText(),
          json.required("organisation").asText(),
          json.required("project").asText(),
          json.required("apiKey").asText());
    }

    /** The address of the project in the REST API. */
    String projectPath() {
      return "/api/v1/organisations/%s/projects/%s".formatted(organisation, project);
    }

    @Override
    public String toString() {
      return url.toString();
    }
  }

  /** Starts the platform with every role; its output goes to {@code server.log} in the home. */
  static Platform start(Path installation, Path home) throws IOException {
    return start(installation, home, Map.of());
  }

  /** The same, with settings by environment variable; the home may be one that was used before. */
  static Platform start(Path installation, Path home, Map<String, String> settings)
      throws IOException {
    return start(List.of(), installation, home, settings);
  }

  /**
   * The same, with a platform that runs when nobody else wants the processor: where it is not what
   * is measured, it must not keep the load from reading answers that are there.
   */
  static Platform startBehind(Path installation, Path home, Map<String, String> settings)
      throws IOException {
    return start(List.of("nice", "-n", "15"), installation, home, settings);
  }

  private static Platform start(
      List<String> prefix, Path installation, Path home, Map<String, String> settings)
      throws IOException {
    Files.createDirectories(home);
    Path log = home.resolve("server.log");
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            installation.resolve("plimsoll").toString(),
            "up",
            "--home",
            home.toString(),
            "--port",
            "0"));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(settings);
    Process process = builder.start();
    // Ctrl-C ends this process without its finally blocks.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process), "stop the platform"));
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    // Those of an earlier start name a port at which nobody answers, until they are written anew.
    Path credentials = home.resolve("credentials.json");
    boolean isReady =
        Deadline.reached(
            READY,
            Duration.ofMillis(200),
            () -> {
              if (!process.isAlive()) {
                throw new BenchmarkException(
                    "The platform ended with status %d; see %s."
                        .formatted(process.exitValue(), log));
              }
              return Files.exists(credentials) && answers(client, Access.read(credentials));
            });
    if (!isReady) {
      stop(process);
      throw new BenchmarkException(
          "The platform was not ready within %s; see %s.".formatted(READY, log));
    }
    return new Platform(process, home, Access.read(credentials), client);
  }

  Access access() {
    return access;
  }

  HttpClient client() {
    return client;
  }

  URI url(String path) {
    return access.url().resolve(path);
  }

  Storage storage() {
    return Storage.open(home);
  }

  ProcessHandle process() {
    return process.toHandle();
  }

  /** A GET with the API key; anything but 200 is an error. */
  JsonNode fetch(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(url(path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + access.apiKey())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("%s: %d %s".formatted(path, answer.statusCode(), answer.body()));
    }
    return JSON.readTree(answer.body());
  }

  @Override
  public void close() {
    stop(process);
  }

  private static boolean answers(HttpClient client, Access access)
      throws IOException, InterruptedException {
    try {
      HttpResponse<String> status =
          client.send(
              HttpRequest.newBuilder(access.url().resolve("/api/v1/status"))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return status.statusCode() == 200 && JSON.readTree(status.body()).path("ready").asBoolean();
    } catch (ConnectException notYet) {
      return false;
    }
  }

  private static void stop(Process process) {
    List<ProcessHandle> family = process.descendants().toList();
    process.destroy();
    try {
      if (process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    family.forEach(ProcessHandle::destroyForcibly);
  }
}
