package io.plimsoll.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An address that answers for one model, with the requests that are sent there in turn.
 *
 * @param server whose processor time is counted
 */
record Target(
    String name, URI url, Optional<String> apiKey, List<byte[]> bodies, ProcessHandle server) {
  private static final Duration READY = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(300);

  Target {
    bodies = List.copyOf(bodies);
  }

  /** Bodies from a file with one a line. */
  static List<byte[]> bodies(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  Requests requests() {
    return Requests.inTurn(bodies.stream().map(body -> Requests.post(url, apiKey, body)).toList());
  }

  /** Waits until the first request is answered with 200, and returns the answer. */
  byte[] awaitAnswer(HttpClient client, Path log) throws IOException, InterruptedException {
    byte[][] answer = {new byte[0]};
    String[] last = {"nothing"};
    boolean isReady =
        Deadline.reached(
            READY,
            PAUSE,
            () -> {
              if (!server.isAlive()) {
                throw new BenchmarkException("%s ended; see %s.".formatted(name, log));
              }
              try {
                HttpResponse<byte[]> said =
                    client.send(request(), HttpResponse.BodyHandlers.ofByteArray());
                answer[0] = said.body();
                last[0] = said.statusCode() + " " + new String(said.body(), StandardCharsets.UTF_8);
                return said.statusCode() == 200;
              } catch (IOException notYet) {
                last[0] = String.valueOf(notYet);
                return false;
              }
            });
    if (!isReady) {
      throw new BenchmarkException(
          "%s did not answer within %s; the last it said was %s. See %s."
              .formatted(name, READY, last[0], log));
    }
    return answer[0];
  }

  private HttpRequest request() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(Duration.ofSeconds(10))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(bodies.getFirst()));
    apiKey.ifPresent(key -> request.header("Authorization", "Bearer " + key));
    return request.build();
  }
}
