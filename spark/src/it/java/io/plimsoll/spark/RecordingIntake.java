package io.plimsoll.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.plimsoll.events.Event;
import io.plimsoll.events.EventReader;
import io.plimsoll.events.Limits;
import io.plimsoll.events.SparkPart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/** Takes events as the server does, with the reader of the server, and keeps them. */
final class RecordingIntake implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

  private final EventReader reader = new EventReader(Limits.DEFAULTS);
  private final List<Event.SparkReport> reports = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private boolean isRefusing;

  RecordingIntake() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.createContext("/api/v1/events", this::serve);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void serve(HttpExchange exchange) throws IOException {
    byte[] raw = exchange.getRequestBody().readAllBytes();
    boolean isPacked = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    InputStream body = new ByteArrayInputStream(raw);
    JsonNode events = JSON.readTree(isPacked ? new GZIPInputStream(body) : body).path("events");
    int status = keep(events);
    byte[] answer =
        ("{\"accepted\":" + events.size() + ",\"refused\":[]}").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private synchronized int keep(JsonNode events) {
    if (isRefusing) {
      return 403;
    }
    for (JsonNode event : events) {
      try {
        reports.add(
            (Event.SparkReport)
                reader.read(event.toString().getBytes(StandardCharsets.UTF_8), Instant.now()));
      } catch (Exception wrong) {
        refused.add(wrong + ": " + event);
      }
    }
    notifyAll();
    return 202;
  }

  synchronized void refuse(boolean refusing) {
    isRefusing = refusing;
  }

  /** What was not an event as the server knows it. */
  synchronized List<String> refused() {
    return List.copyOf(refused);
  }

  /** All reports of one application and part so far. */
  synchronized List<Event.SparkReport> of(String application, SparkPart part) {
    return reports.stream()
        .filter(report -> report.application().equals(application) && report.part() == part)
        .toList();
  }

  /** The first report that fits, as soon as it is there. */
  synchronized Event.SparkReport await(
      String application, SparkPart part, Predicate<Event.SparkReport> fits)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE;
    while (true) {
      for (Event.SparkReport report : of(application, part)) {
        if (fits.test(report)) {
          return report;
        }
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "no %s of %s came; there are %s, refused: %s"
                .formatted(part, application, of(application, part), refused));
      }
      wait(50);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
