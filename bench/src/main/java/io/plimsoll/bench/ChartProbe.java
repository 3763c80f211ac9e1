package io.plimsoll.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Measures how old an event is when a chart shows it: sends one event of a model that nobody else
 * uses, waits until the live WebSocket says that this model's traffic has changed, asks for the
 * points of its chart as the dashboard would, and looks whether the event is among them. Drawing it
 * is the browser's part and not measured.
 */
final class ChartProbe implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final String MODEL = "chart-probe";

  private final Platform platform;
  private final EventBatches events;
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final WebSocket socket;
  private final Histogram latencies = new Histogram(3);
  private long sent;

  private ChartProbe(Platform platform, FlightRows flights) throws InterruptedException {
    this.platform = platform;
    this.events =
        new EventBatches(
            platform.url("/api/v1/events"), platform.access().apiKey(), MODEL, 1, flights);
    this.socket = connect();
  }

  static ChartProbe open(Platform platform, FlightRows flights) throws InterruptedException {
    return new ChartProbe(platform, flights);
  }

  /** In nanoseconds. */
  Histogram latencies() {
    return latencies;
  }

  /** Sends one event after the other until {@code end} of {@link System#nanoTime}. */
  void runUntil(long end) throws IOException, InterruptedException {
    while (System.nanoTime() < end) {
      probe();
    }
  }

  @Override
  public void close() {
    socket.abort();
  }

  private void probe() throws IOException, InterruptedException {
    messages.clear();
    long started = System.nanoTime();
    send();
    sent++;
    while (true) {
      awaitChange(started);
      if (charted() >= sent) {
        latencies.recordValue(System.nanoTime() - started);
        return;
      }
    }
  }

  private void send() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        platform
            .client()
            .send(
                HttpRequest.newBuilder(platform.url("/api/v1/events"))
                    .timeout(LONGEST)
                    .header("Authorization", "Bearer " + platform.access().apiKey())
                    .POST(HttpRequest.BodyPublishers.ofByteArray(events.nextBody()))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 202) {
      throw new BenchmarkException(
          "The event was answered with %d: %s".formatted(answer.statusCode(), answer.body()));
    }
  }

  private void awaitChange(long started) throws IOException, InterruptedException {
    while (true) {
      long left = LONGEST.toNanos() - (System.nanoTime() - started);
      String message = messages.poll(left, TimeUnit.NANOSECONDS);
      if (message == null) {
        throw new BenchmarkException("No chart showed an event within " + LONGEST + ".");
      }
      for (JsonNode topic : JSON.readTree(message).path("topics")) {
        if (topic.asText().equals("traffic:" + MODEL) || topic.asText().equals("everything")) {
          return;
        }
      }
    }
  }

  private long charted() throws IOException, InterruptedException {
    JsonNode traffic =
        platform.fetch(platform.access().projectPath() + "/models/" + MODEL + "/traffic");
    long requests = 0;
    for (JsonNode point : traffic.path("points")) {
      requests += point.path("requests").asLong();
    }
    return requests;
  }

  private WebSocket connect() throws InterruptedException {
    URI http = platform.url(platform.access().projectPath() + "/live");
    URI url = URI.create(http.toString().replaceFirst("^http", "ws"));
    try {
      return platform
          .client()
          .newWebSocketBuilder()
          .header("Authorization", "Bearer " + platform.access().apiKey())
          .buildAsync(url, new Listener(messages))
          .get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failure) {
      throw new BenchmarkException("The live WebSocket cannot be opened: " + failure, failure);
    }
  }

  /** Puts whole messages into a queue. */
  private static final class Listener implements WebSocket.Listener {
    private final BlockingQueue<String> messages;
    private final StringBuilder partial = new StringBuilder();

    Listener(BlockingQueue<String> messages) {
      this.messages = messages;
    }

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket socket, CharSequence data, boolean isLast) {
      partial.append(data);
      if (isLast) {
        messages.add(partial.toString());
        partial.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }
}
