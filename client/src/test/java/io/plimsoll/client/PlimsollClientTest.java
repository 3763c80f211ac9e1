package io.plimsoll.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.events.EventReader;
import io.plimsoll.events.Limits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class PlimsollClientTest {
  private final ScriptedIntake intake = new ScriptedIntake();
  private final HandTicker time = new HandTicker();
  private final ConcurrentLinkedQueue<String> warnings = new ConcurrentLinkedQueue<>();

  @AfterEach
  void stop() {
    intake.close();
  }

  @Test
  void sendsEveryTypeOfEventAsTheServerReadsIt() throws Exception {
    try (PlimsollClient client = client(settings())) {
      Map<String, Object> features = new HashMap<>();
      features.put("age", 41);
      features.put("share", Double.NaN);
      features.put("name", "Zo\u00eb \"Q\" \ud83d\ude00 \ud83d\n");
      UUID prediction =
          client.log(
              EventDraft.prediction("churn", features, Map.of("label", 1))
                  .with("version", "3")
                  .took(2.5)
                  .tag("region", "eu"));
      client.log(EventDraft.failedPrediction("churn", features, new IllegalStateException("no")));
      client.log(EventDraft.feedback("churn", prediction, Map.of("label", 0)));
      client.log(EventDraft.metric("queue.depth", MetricKind.GAUGE, 12));
      client.log(EventDraft.stage("nightly", "load", "r1", 12.5).records(100, 90));
      client.log(EventDraft.stage("nightly", "load", "r1", 1).failure(new RuntimeException("x")));
      client.log(EventDraft.error(new IllegalArgumentException("bad")));
      client.log(EventDraft.dataset("orders", 1_000));
      assertThat(client.flush(Duration.ofSeconds(20))).isTrue();

      ScriptedIntake.Request request = intake.take();
      EventReader reader = new EventReader(Limits.DEFAULTS);
      for (JsonNode event : request.events()) {
        reader.read(event.toString().getBytes(StandardCharsets.UTF_8), Instant.now());
      }
      assertThat(request.events())
          .extracting(event -> event.path("type").asText())
          .containsExactly(
              "prediction",
              "prediction",
              "feedback",
              "metric",
              "stage",
              "stage",
              "error",
              "dataset");
      assertThat(request.events().getFirst().at("/features/name").asText())
          .isEqualTo("Zo\u00eb \"Q\" \ud83d\ude00 \ufffd\n");
      assertThat(request.events().get(5).path("status").asText()).isEqualTo("failed");
      assertThat(request.ids()).isSorted().doesNotHaveDuplicates().contains(prediction.toString());
      assertThat(request.encoding()).isEqualTo("gzip");
      assertThat(request.authorization()).isEqualTo("Bearer plm_test");
      assertThat(client.statistics().accepted()).isEqualTo(8);
      assertThat(client.statistics().queued()).isZero();
    }
  }

  @Test
  void sendsTheSameIdsAgainUntilTheServerHasThem() throws Exception {
    intake.answer(503, "7", "").answer(429).answer(500).answer(408).answer(0);
    try (PlimsollClient client = client(settings().batch(1, 1 << 20))) {
      UUID id = client.log(EventDraft.metric("x", MetricKind.COUNTER, 1));
      assertThat(intake.take().ids()).containsExactly(id.toString());

      // Retry-After outlasts what the backoff would be.
      time.untilSomebodyWaits(Duration.ofSeconds(7));
      assertThat(intake.waiting()).isZero();
      time.advance(Duration.ofSeconds(7));
      for (int attempt = 2; attempt <= 5; attempt++) {
        assertThat(intake.take().ids()).containsExactly(id.toString());
        time.untilSomebodyWaits(Duration.ofMillis(100L << (attempt - 1)));
        time.advance(Duration.ofSeconds(30));
      }
      assertThat(intake.take().ids()).containsExactly(id.toString());
      assertThat(client.flush(Duration.ofSeconds(20))).isTrue();

      assertThat(client.statistics().accepted()).isEqualTo(1);
      assertThat(client.statistics().retries()).isEqualTo(5);
      assertThat(warnings).hasSize(1);
    }
  }

  @Test
  void givesUpABatchThatTheServerChokesOnSoThatOthersGetThrough() throws Exception {
    for (int attempt = 0; attempt < Sender.ATTEMPTS; attempt++) {
      intake.answer(500);
    }
    try (PlimsollClient client = client(settings().batch(1, 1 << 20))) {
      client.log(EventDraft.metric("bad", MetricKind.COUNTER, 1));
      for (int attempt = 1; attempt <= Sender.ATTEMPTS; attempt++) {
        intake.take();
        if (attempt < Sender.ATTEMPTS) {
          time.untilSomebodyWaits(Duration.ofMillis(100L << (attempt - 1)));
          time.advance(Duration.ofSeconds(30));
        }
      }
      client.log(EventDraft.metric("good", MetricKind.COUNTER, 1));
      assertThat(intake.take().events().getFirst().path("name").asText()).isEqualTo("good");
      assertThat(client.flush(Duration.ofSeconds(20))).isTrue();
      assertThat(client.statistics().dropped()).containsExactly(entry("server_error", 1L));
      assertThat(client.statistics().accepted()).isEqualTo(1);
    }
  }

  @Test
  void keepsTheNewestEventsWithinItsBoundsAndSaysOnceWhatGoes() throws Exception {
    intake.answer(503, "3600", "");
    PlimsollClient client = client(settings().batch(1, 1 << 20).queue(100, 1 << 20));
    client.log(EventDraft.metric("first", MetricKind.COUNTER, 1));
    intake.take();
    for (int number = 0; number < 1_000; number++) {
      client.log(EventDraft.metric("m" + number, MetricKind.COUNTER, 1));
    }
    assertThat(client.statistics().dropped()).containsExactly(entry("queue_full", 900L));
    assertThat(client.statistics().queued()).isEqualTo(101);
    assertThat(warnings).filteredOn(warning -> warning.contains("queue_full")).hasSize(1);

    PlimsollClient narrow = client(settings().queue(1_000, 2_000));
    for (int number = 0; number < 50; number++) {
      narrow.log(EventDraft.error("kind", "x".repeat(400)));
    }
    assertThat(narrow.statistics().queued()).isBetween(1L, 4L);
    assertThat(narrow.statistics().lost() + narrow.statistics().queued()).isEqualTo(50);
  }

  @Test
  void throwsNothingAtTheCaller() {
    try (PlimsollClient client = client(settings())) {
      Object hostile =
          new Object() {
            @Override
            public String toString() {
              throw new IllegalStateException("no text");
            }
          };
      Map<String, Object> cycle = new HashMap<>();
      cycle.put("self", cycle);
      client.log(EventDraft.prediction("churn", Map.of("x", hostile), Map.of()));
      client.log(EventDraft.prediction("churn", cycle, Map.of()));
      client.log(EventDraft.error("kind", "m").with("stack", "x".repeat(300_000)));
      assertThat(client.statistics().dropped()).containsExactly(entry("internal_error", 2L));
      assertThat(client.statistics().refused()).containsExactly(entry("event_too_large", 1L));
      client.close(Duration.ofSeconds(1));
      client.log(EventDraft.metric("late", MetricKind.GAUGE, 1));
      assertThat(client.statistics().dropped()).containsEntry("after_close", 1L);
    }
  }

  @Test
  void throwsNothingWhereTheLogFails() {
    Settings settings =
        settings()
            .warnTo(
                warning -> {
                  throw new IllegalStateException("the log is broken");
                });
    try (PlimsollClient client = client(settings)) {
      client.log(EventDraft.error("kind", "m").with("stack", "x".repeat(300_000)));
      assertThat(client.statistics().refused()).containsExactly(entry("event_too_large", 1L));
    }
  }

  @Test
  void countsWhatTheServerRefusesByItsCode() throws Exception {
    intake.answer(
        202,
        "",
        "{\"accepted\":1,\"refused\":[{\"index\":0,\"code\":\"invalid_name\",\"message\":\"m\"}]}");
    intake.answer(400, "", "{\"code\":\"all_events_refused\",\"refused\":[]}");
    try (PlimsollClient client = client(settings())) {
      client.log(EventDraft.metric("a", MetricKind.GAUGE, 1));
      client.log(EventDraft.metric("b", MetricKind.GAUGE, 1));
      client.flush(Duration.ofSeconds(20));
      client.log(EventDraft.metric("c", MetricKind.GAUGE, 1));
      client.flush(Duration.ofSeconds(20));
      assertThat(client.statistics().accepted()).isEqualTo(1);
      assertThat(client.statistics().refused())
          .containsOnly(entry("invalid_name", 1L), entry("all_events_refused", 1L));
    }
  }

  @Test
  void cutsARequestThatIsTooLarge() throws Exception {
    intake.answer(413);
    try (PlimsollClient client = client(settings())) {
      for (int number = 0; number < 4; number++) {
        client.log(EventDraft.metric("m" + number, MetricKind.GAUGE, 1));
      }
      assertThat(client.flush(Duration.ofSeconds(20))).isTrue();
      assertThat(List.of(intake.take(), intake.take(), intake.take()))
          .extracting(request -> request.events().size())
          .containsExactly(4, 2, 2);
      assertThat(client.statistics().accepted()).isEqualTo(4);
    }
  }

  @Test
  void saysWhatIsWrongWithTheKeyOrTheAddress() throws Exception {
    intake.answer(401).answer(403).answer(404).answer(302);
    try (PlimsollClient client = client(settings())) {
      for (int number = 0; number < 4; number++) {
        client.log(EventDraft.metric("m", MetricKind.GAUGE, 1));
        assertThat(client.flush(Duration.ofSeconds(20))).isTrue();
      }
      assertThat(client.statistics().dropped())
          .containsOnlyKeys("unauthorised", "forbidden", "http_404", "http_302");
      assertThat(warnings).hasSize(4).noneMatch(warning -> warning.contains("plm_test"));
    }
  }

  @Test
  void closesWithinItsDeadlineAlthoughTheServerHangs() throws Exception {
    intake.answer(-1);
    PlimsollClient client =
        new PlimsollClient(settings().batch(1, 1 << 20), new Backoff(() -> 0), Ticker.SYSTEM);
    client.log(EventDraft.metric("a", MetricKind.GAUGE, 1));
    client.log(EventDraft.metric("b", MetricKind.GAUGE, 1));
    intake.take();
    assertThat(client.flush(Duration.ofMillis(1))).isFalse();

    long start = System.nanoTime();
    client.close(Duration.ofMillis(200));

    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
    assertThat(client.statistics().dropped()).containsExactly(entry("shutdown", 2L));
  }

  @Test
  void sendsWhatWaitsWhenItIsClosed() throws Exception {
    PlimsollClient client = client(settings());
    client.log(EventDraft.metric("a", MetricKind.GAUGE, 1));
    client.close();
    assertThat(intake.take().events()).hasSize(1);
    assertThat(client.statistics().accepted()).isEqualTo(1);
    assertThat(client.statistics().lost()).isZero();
  }

  @Test
  void keepsNoJvmAlive() throws Exception {
    try (PlimsollClient client = client(settings().batch(1, 1 << 20))) {
      client.log(EventDraft.metric("a", MetricKind.GAUGE, 1));
      intake.take();
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(thread -> thread.getName().equals("plimsoll-sender"))
          .isNotEmpty()
          .allMatch(Thread::isDaemon);
    }
  }

  @Test
  void findsItsSettingsInTheEnvironmentOrInTheFileOfALocalServer(@TempDir Path home)
      throws Exception {
    Map<String, String> local = Map.of("PLIMSOLL_HOME", home.toString());
    assertThat(Settings.find(local)).isEmpty();
    Files.writeString(
        home.resolve("credentials.json"),
        "{\"url\": \"http://127.0.0.1:8080\", \"apiKey\": \"plm_1\", \"project\": null}");
    assertThat(Settings.find(local))
        .hasValueSatisfying(found -> assertThat(found.url()).isEqualTo("http://127.0.0.1:8080"));
    assertThat(
            Settings.find(
                Map.of("PLIMSOLL_HOME", home.toString(), "PLIMSOLL_URL", "https://other.example")))
        .isEmpty();
    assertThat(
            Settings.find(
                Map.of("PLIMSOLL_URL", "https://p.example/", "PLIMSOLL_API_KEY", "plm_2")))
        .hasValueSatisfying(found -> assertThat(found.url()).isEqualTo("https://p.example"));
    assertThatThrownBy(() -> Settings.of("p.example", "plm"))
        .hasMessageContaining("p.example")
        .hasMessageContaining("http://");
    assertThatThrownBy(() -> Settings.of("http://p.example", " \n"))
        .hasMessageContaining("API key");
    assertThat(Settings.of("http://p.example", "plm_secret").toString()).doesNotContain("secret");
  }

  @Test
  void readsRetryAfterInBothForms() {
    assertThat(HttpCarrier.retryAfter(null)).isZero();
    assertThat(HttpCarrier.retryAfter("7")).isEqualTo(TimeUnit.SECONDS.toNanos(7));
    assertThat(HttpCarrier.retryAfter("Fri, 31 Dec 1999 23:59:59 GMT")).isZero();
    assertThat(HttpCarrier.retryAfter("Fri, 31 Dec 2100 23:59:59 GMT")).isPositive();
    assertThat(HttpCarrier.retryAfter("soon")).isZero();
  }

  private Settings settings() {
    return Settings.of(intake.url(), "plm_test").flushAtExit(false).warnTo(warnings::add);
  }

  private PlimsollClient client(Settings settings) {
    return new PlimsollClient(settings, new Backoff(() -> 0), time);
  }
}
