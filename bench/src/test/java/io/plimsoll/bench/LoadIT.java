package io.plimsoll.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadIT {
  private static final byte[] ANSWER = "{}".getBytes(StandardCharsets.UTF_8);

  private final AtomicInteger received = new AtomicInteger();
  private final Set<String> bodies = ConcurrentHashMap.newKeySet();
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final URI url;

  LoadIT() throws IOException {
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
  void sendsAsManyAsItIsTold() throws IOException {
    answerWith(request -> 200);

    LoadResult result = Load.run(url, 3, posts("a", "b"), new Pace.Count(1_000));

    assertThat(received).hasValue(1_000);
    assertThat(result.succeeded()).isEqualTo(1_000);
    assertThat(result.failed()).isZero();
    assertThat(bodies).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void keepsFailuresOutOfTheRate() throws IOException {
    answerWith(request -> request % 4 == 0 ? 503 : 200);

    LoadResult result = Load.run(url, 2, posts("a"), new Pace.Count(400));

    assertThat(result.succeeded()).isEqualTo(300);
    assertThat(result.failures()).containsOnlyKeys(503).containsEntry(503, 100L);
  }

  @Test
  void sendsWhatASteadyRateMakesDueAndNoMore() throws IOException {
    answerWith(request -> 200);

    LoadResult result = Load.run(url, 4, posts("a"), new Pace.Steady(500, Duration.ofMillis(600)));

    assertThat(result.succeeded()).isEqualTo(300);
    assertThat(result.elapsed()).isGreaterThan(Duration.ofMillis(590));
  }

  /**
   * A closed loop would see one slow answer here; independent callers would all have waited, and
   * that is what has to be measured.
   */
  @Test
  void countsTheWaitOfRequestsThatWereDueWhileTheServerStalled() throws IOException {
    Duration stall = Duration.ofMillis(400);
    CountDownLatch never = new CountDownLatch(1);
    answerWith(
        request -> {
          if (request == 1) {
            assertThat(never.await(stall.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
          }
          return 200;
        });

    LoadResult result = Load.run(url, 1, posts("a"), new Pace.Steady(100, Duration.ofMillis(300)));

    assertThat(result.succeeded()).isEqualTo(30);
    // The last of them was due 290 ms after the first and waited for the rest of the stall.
    assertThat(result.millisAt(0)).isGreaterThan(100);
    assertThat(result.maxMillis()).isGreaterThan(390);
  }

  @FunctionalInterface
  private interface Statuses {
    int of(int request) throws InterruptedException;
  }

  private void answerWith(Statuses statuses) {
    server.createContext(
        "/",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          int status;
          try {
            status = statuses.of(received.incrementAndGet());
          } catch (InterruptedException stopping) {
            throw new IOException(stopping);
          }
          exchange.sendResponseHeaders(status, ANSWER.length);
          exchange.getResponseBody().write(ANSWER);
          exchange.close();
        });
    server.start();
  }

  private Requests posts(String... texts) {
    return Requests.posts(
        url,
        "key",
        List.of(texts).stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList());
  }
}
