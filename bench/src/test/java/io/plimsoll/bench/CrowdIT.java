package io.plimsoll.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CrowdIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RECEIPT = "{\"accepted\":1,\"refused\":[]}";

  private final Queue<String> taken = new ConcurrentLinkedQueue<>();
  private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger packed = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final EvenClock clock = new EvenClock();
  private final HttpServer server;
  private final URI url;

  CrowdIT() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(workers);
    url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  @AfterEach
  void stop() {
    server.stop(0);
    workers.shutdownNow();
  }

  @Test
  void bringsEveryEventOnceOverAConnectionForEachUser() throws IOException {
    answerWith(request -> 202, RECEIPT);
    List<SimulatedUser> users = users(Habit.steady(clock.micros(), Duration.ofMillis(700), 40));

    Crowd.Result result = Crowd.run(url, "key", users, clock, (event, id, micros) -> {});

    assertThat(result.acknowledged()).isPositive().isEqualTo(taken.size());
    assertThat(result.unanswered()).isZero();
    assertThat(taken).doesNotHaveDuplicates();
    assertThat(connections).hasSize(users.size());
    assertThat(packed).hasPositiveValue();
  }

  @Test
  void sendsAgainWhatTheServerPutsOff() throws IOException {
    answerWith(request -> request % 3 == 0 ? 503 : 202, RECEIPT);
    List<SimulatedUser> users = users(Habit.backlog(clock.micros(), 60, 20));

    Crowd.Result result = Crowd.run(url, "key", users, clock, (event, id, micros) -> {});

    assertThat(result.acknowledged()).isEqualTo(20 * 60).isEqualTo(taken.size());
    assertThat(taken).doesNotHaveDuplicates();
    assertThat(result.putOff()).containsOnlyKeys(503);
    assertThat(result.requests()).isEqualTo(60);
  }

  @Test
  void endsWhereTheServerRefusesEvents() {
    answerWith(request -> 202, "{\"accepted\":0,\"refused\":[{\"code\":\"not_finite\"}]}");

    assertThatThrownBy(
            () ->
                Crowd.run(
                    url,
                    "key",
                    users(Habit.backlog(clock.micros(), 10, 10)),
                    clock,
                    (event, id, micros) -> {}))
        .isInstanceOf(BenchmarkException.class)
        .hasMessageContaining("not_finite");
  }

  private List<SimulatedUser> users(Habit habit) {
    FlightRows flights =
        new FlightRows(List.of(JSON.createObjectNode().put("temp", 39.2).put("carrier", "UA")));
    UserEvents events = new UserEvents("m", 3, flights);
    return IntStream.range(0, 20)
        .mapToObj(number -> new SimulatedUser(number, habit, events))
        .toList();
  }

  @FunctionalInterface
  private interface Statuses {
    int of(int request);
  }

  private void answerWith(Statuses statuses, String receipt) {
    server.createContext(
        "/",
        exchange -> {
          connections.add(exchange.getRemoteAddress());
          JsonNode events = JSON.readTree(body(exchange)).required("events");
          int status = statuses.of(requests.incrementAndGet());
          if (status == 202) {
            events.forEach(event -> taken.add(event.required("id").asText()));
          }
          byte[] answer = receipt.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  private byte[] body(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (!"gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
      assertThat(body).hasSizeLessThan(Requests.PACKED_FROM);
      return body;
    }
    packed.incrementAndGet();
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return in.readAllBytes();
    }
  }
}
