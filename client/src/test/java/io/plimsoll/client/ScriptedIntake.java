package io.plimsoll.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** A small HTTP server that answers as it was told, and otherwise takes everything. */
final class ScriptedIntake implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final CountDownLatch end = new CountDownLatch(1);

  /** Status 0 breaks the connection, -1 keeps it waiting until the test ends. */
  record Answer(int status, String retryAfter, String body) {}

  record Request(List<JsonNode> events, String encoding, String authorization) {
    List<String> ids() {
      return events.stream().map(event -> event.path("id").asText()).toList();
    }
  }

  ScriptedIntake() {
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

  ScriptedIntake answer(int status) {
    return answer(status, "", "");
  }

  ScriptedIntake answer(int status, String retryAfter, String body) {
    answers.add(new Answer(status, retryAfter, body));
    return this;
  }

  /** The next request, as soon as it is there. */
  Request take() throws InterruptedException {
    return Objects.requireNonNull(
        requests.poll(20, TimeUnit.SECONDS), "no request came within 20 seconds");
  }

  int waiting() {
    return requests.size();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String encoding = header(exchange, "Content-Encoding");
    byte[] raw = exchange.getRequestBody().readAllBytes();
    List<JsonNode> events = new ArrayList<>();
    try (InputStream body =
        encoding.equals("gzip")
            ? new GZIPInputStream(new java.io.ByteArrayInputStream(raw))
            : new java.io.ByteArrayInputStream(raw)) {
      JSON.readTree(body).path("events").forEach(events::add);
    }
    Answer told = answers.poll();
    Answer answer =
        told == null
            ? new Answer(202, "", "{\"accepted\":" + events.size() + ",\"refused\":[]}")
            : told;
    requests.add(new Request(events, encoding, header(exchange, "Authorization")));
    if (answer.status() == -1) {
      await();
    }
    if (answer.status() > 0) {
      if (!answer.retryAfter().isEmpty()) {
        exchange.getResponseHeaders().add("Retry-After", answer.retryAfter());
      }
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private void await() {
    try {
      end.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private static String header(HttpExchange exchange, String name) {
    return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
