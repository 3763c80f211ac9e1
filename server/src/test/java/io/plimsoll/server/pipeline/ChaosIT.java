package io.plimsoll.server.pipeline;

import static io.plimsoll.server.testing.TestServerEvents.batch;
import static io.plimsoll.server.testing.TestServerEvents.error;
import static io.plimsoll.server.testing.TestServerEvents.metric;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerPatience;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What is acknowledged is stored exactly once, whatever happens to a door, three pipelines, their
 * PostgreSQL and their Kafka: kill -9, cut networks, full disks, wrong clocks, rebalances, one
 * after another and under load. Clients do what the wire asks of them: they send again, with the
 * same ids, what was not acknowledged.
 *
 * <p>{@code -Dchaos.duration=PT5M} goes on for longer, {@code -Dchaos.seed=7} repeats the order of
 * what goes wrong; what comes of it also depends on the machine.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChaosIT {
  private static final int SENDERS = 8;
  private static final int AFTERWARDS = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration DURATION =
      Duration.parse(System.getProperty("chaos.duration", "PT60S"));

  private static final ChaosPlatform PLATFORM = ChaosPlatform.start();

  @AfterAll
  static void stop() {
    PLATFORM.close();
  }

  /** So that what went wrong in one test does not go on in the next. */
  @AfterEach
  void heal() throws Exception {
    PLATFORM.heal();
  }

  @Test
  @Order(1)
  void storesWhatWasAcknowledgedOnceWhateverHappens() throws Exception {
    nameASegment();
    Acknowledged acknowledged = new Acknowledged();
    try (ExecutorService threads = Executors.newFixedThreadPool(SENDERS)) {
      List<Sender> senders = new ArrayList<>();
      List<Future<?>> running = new ArrayList<>();
      for (int number = 0; number < SENDERS; number++) {
        Sender sender = new Sender(PLATFORM.door().server(), PLATFORM.key(), number, acknowledged);
        senders.add(sender);
        running.add(threads.submit(sender));
      }
      try {
        disturb();
        PLATFORM.heal();
        acknowledged.awaitMore(AFTERWARDS);
        senders.forEach(Sender::finish);
        for (Future<?> each : running) {
          each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
      } finally {
        senders.forEach(Sender::abandon);
      }
    }
    awaitStored(acknowledged);

    Set<String> stored = stored();
    assertThat(without(acknowledged.ids(), stored)).as("acknowledged and lost").isEmpty();
    assertThat(without(stored, acknowledged.ids())).as("stored and never sent").isEmpty();
    assertThat(PLATFORM.count("SELECT count(*) FROM (%s) AS raw".formatted(Recount.ALL_IDS)))
        .as("stored twice")
        .isEqualTo(stored.size());
    assertThat(Recount.differences(PLATFORM.ground().database(), PLATFORM.projectId())).isEmpty();
    assertThat(PLATFORM.count("SELECT count(*) FROM profile_parts WHERE project_id = :project"))
        .isPositive();
    assertThat(PLATFORM.count("SELECT count(*) FROM dead_letters WHERE project_id = :project"))
        .isZero();
    say("%d events were acknowledged, and each is stored once".formatted(stored.size()));
    for (ChaosMember pipeline : PLATFORM.pipelines()) {
      awaitHealth(pipeline, 200);
      assertThat(status(pipeline, "/q/health/live")).isEqualTo(200);
    }
  }

  /** So that profiles of parts of the rows are among what is counted again. */
  private static void nameASegment() {
    PLATFORM
        .ground()
        .database()
        .useHandle(
            handle ->
                handle.execute(
                    """
                    INSERT INTO profile_segments (project_id, model, name, place, source, edges, closed, changed_by,
                                                  changed_at)
                    VALUES (?, 'kill-0', 'b', 0, 'feature', '[]', false, 'ada', now())
                    """,
                    PLATFORM.projectId()));
  }

  @Test
  @Order(2)
  void comesBackWhenAClockIsSetBackWhileKafkaIsAway() throws Exception {
    TestServerClient machine =
        TestServerClient.of(PLATFORM.door().server()).withKey(PLATFORM.key());
    PLATFORM.toKafka().strand();
    for (ChaosMember pipeline : PLATFORM.pipelines()) {
      pipeline.clock().ifPresent(clock -> clock.set(Duration.ofDays(-4)));
      awaitHealth(pipeline, 503);
    }
    PLATFORM.toKafka().heal();

    for (ChaosMember pipeline : PLATFORM.pipelines()) {
      awaitHealth(pipeline, 200);
    }
    TestServerPatience.until(
        "the door is open again",
        PATIENCE,
        () ->
            machine.trySend("POST", "/api/v1/events", json(batch(metric("after", 1)))).status()
                == 202);
    TestServerPatience.until(
        "what came after is stored",
        PATIENCE,
        () ->
            PLATFORM.count(
                    "SELECT count(*) FROM metrics WHERE project_id = :project AND name = 'after'")
                > 0);
  }

  @Test
  @Order(3)
  void goesOnTakingEventsWithoutADatabaseUntilTooMuchWaits() throws Exception {
    TestServerClient machine =
        TestServerClient.of(PLATFORM.door().server()).withKey(PLATFORM.key());
    machine.post("/api/v1/events", batch(metric("pressure", 1))).expect(202);
    fillThePool(machine);
    long before = liveBytes();
    long since = System.nanoTime();
    PLATFORM.toPostgres().strand();
    int accepted = 1;
    TestServerAnswer answer = send(machine, 250);
    while (answer.status() == 202) {
      accepted += 250;
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      answer = send(machine, 250);
    }
    Duration lasted = Duration.ofNanos(System.nanoTime() - since);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.json().path("code").asText()).isEqualTo("backlog_full");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(otlp(machine).status()).isEqualTo(503);
    assertThat(otlp(machine).headers().firstValue("Retry-After")).isPresent();
    assertThat(lineage(machine, "").status()).isEqualTo(503);
    assertThat(lineage(machine, "/batch").headers().firstValue("Retry-After")).isPresent();
    assertThat(status(PLATFORM.door(), "/q/health/ready")).isEqualTo(503);
    assertThat(status(PLATFORM.door(), "/q/health/live")).isEqualTo(200);
    assertThat(accepted).isGreaterThan(ChaosPlatform.MAX_BACKLOG / 2);
    long grown = liveBytes() - before;
    say(
        "%d events were taken in %s without a database; live heap %+d KB"
            .formatted(accepted, lasted, grown / 1024));
    assertThat(grown).isLessThan(32L << 20);

    PLATFORM.toPostgres().heal();
    long wanted = accepted;
    TestServerPatience.until(
        "what waited is stored",
        PATIENCE,
        () ->
            PLATFORM.count(
                    "SELECT count(*) FROM metrics WHERE project_id = :project AND name = 'pressure'")
                == wanted);
    TestServerPatience.until(
        "the door is open again", PATIENCE, () -> send(machine, 1).status() == 202);
  }

  /** Many questions at once, so that the door has many connections to PostgreSQL. */
  private static void fillThePool(TestServerClient machine) throws Exception {
    List<Callable<TestServerAnswer>> questions =
        Collections.nCopies(
            64, () -> machine.get("/api/v1/organisations/default/projects/default/models"));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<TestServerAnswer> each : threads.invokeAll(questions)) {
        each.get().expect(200);
      }
    }
  }

  @Test
  @Order(4)
  void refusesEventsAtEveryDoorWithoutKafkaAndHoldsNoMoreThanItsRoom() throws Exception {
    TestServerClient machine =
        TestServerClient.of(PLATFORM.door().server()).withKey(PLATFORM.key());
    byte[] large = large();
    long before = liveBytes();
    PLATFORM.toKafka().strand();
    List<Callable<TestServerAnswer>> calls = new ArrayList<>();
    for (int call = 0; call < 60; call++) {
      calls.add(() -> machine.trySend("POST", "/api/v1/events", large));
    }
    calls.add(() -> otlp(machine));
    calls.add(() -> lineage(machine, ""));
    calls.add(() -> lineage(machine, "/batch"));
    List<TestServerAnswer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<TestServerAnswer> each : threads.invokeAll(calls)) {
        answers.add(each.get());
      }
    }

    assertThat(answers).allMatch(answer -> answer.status() == 503);
    assertThat(answers).allMatch(answer -> answer.headers().firstValue("Retry-After").isPresent());
    assertThat(answers.subList(0, 60))
        .extracting(answer -> answer.json().path("code").asText())
        .containsOnly("event_log_unavailable", "overloaded")
        .contains("event_log_unavailable", "overloaded");
    PLATFORM.toKafka().heal();
    TestServerPatience.until(
        "the door is open again", PATIENCE, () -> send(machine, 1).status() == 202);
    assertThat(lineage(machine, "").status()).isEqualTo(200);
    assertThat(lineage(machine, "/batch").status()).isEqualTo(200);
    long grown = liveBytes() - before;
    say("live heap %+d KB after Kafka was away".formatted(grown / 1024));
    // Kafka's client keeps the buffer that it has filled, of 64 MB at most.
    assertThat(grown).isLessThan(80L << 20);
  }

  /** Of a door that was just started the producer does not even know where the topics are. */
  @Test
  @Order(5)
  void refusesEventsInTimeAtADoorThatNeverReachedKafka() throws Exception {
    PLATFORM.door().stopAndStart();
    PLATFORM.door().awaitSettled(PATIENCE);
    TestServerClient machine =
        TestServerClient.of(PLATFORM.door().server()).withKey(PLATFORM.key());
    PLATFORM.toKafka().strand();

    TestServerAnswer answer = machine.trySend("POST", "/api/v1/events", large());

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.json().path("code").asText()).isEqualTo("event_log_unavailable");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  private static void disturb() {
    long seed = Long.getLong("chaos.seed", new Random().nextInt(1_000_000));
    say("seed %d, %s".formatted(seed, DURATION));
    Disturbances disturbances = new Disturbances(PLATFORM, new Random(seed));
    say("what can go wrong here: %s".formatted(disturbances.names()));
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < DURATION.toNanos()) {
      Disturbances.Disturbance next = disturbances.next();
      say("%5.1f s: %s".formatted((System.nanoTime() - begin) / 1e9, next.name()));
      next.trouble().run();
      disturbances.lull(500, 3_000);
    }
  }

  /** Waits until it says of itself that it is ready, or is not. */
  private static void awaitHealth(ChaosMember member, int status) throws Exception {
    try {
      TestServerPatience.until(
          "readiness of %d".formatted(status),
          PATIENCE,
          () -> status(member, "/q/health/ready") == status);
    } catch (AssertionError late) {
      say("health: %s".formatted(get(member, "/q/health").body()));
      throw late;
    }
  }

  /** Of a route that is no part of the contract. */
  private static int status(ChaosMember member, String path)
      throws IOException, InterruptedException {
    return get(member, path).statusCode();
  }

  private static HttpResponse<String> get(ChaosMember member, String path)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(member.server().url().resolve(path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static TestServerAnswer send(TestServerClient machine, int events) throws IOException {
    List<Map<String, Object>> all = new ArrayList<>();
    for (int number = 0; number < events; number++) {
      all.add(metric("pressure", number));
    }
    return machine.trySend("POST", "/api/v1/events", json(batch(all)));
  }

  /** Some four megabytes of events, which Kafka's client has room for sixteen times. */
  private static byte[] large() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (int number = 0; number < 160; number++) {
      Map<String, Object> event = error("Large", "m".repeat(2_000));
      event.put("stack", "s".repeat(24_000));
      all.add(event);
    }
    return json(batch(all));
  }

  private static TestServerAnswer otlp(TestServerClient machine) throws IOException {
    String point =
        """
        {"resourceMetrics": [{"scopeMetrics": [{"metrics": [{"name": "otel", "gauge": {"dataPoints":
          [{"timeUnixNano": "%d", "asDouble": 1}]}}]}]}]}
        """
            .formatted(Instant.now().toEpochMilli() * 1_000_000);
    return machine.trySend("POST", "/api/otlp/v1/metrics", point.getBytes(StandardCharsets.UTF_8));
  }

  /** An event of OpenLineage at one of its doors. */
  private static TestServerAnswer lineage(TestServerClient machine, String door)
      throws IOException {
    String event =
        """
        {"eventTime": "2020-12-28T19:52:00.001+10:00", "job": {"namespace": "n", "name": "load"}}
        """;
    String body = door.isEmpty() ? event : "[" + event + "]";
    return machine.trySend("POST", "/api/v1/lineage" + door, body.getBytes(StandardCharsets.UTF_8));
  }

  /** What the door's process holds on to, after a collection. */
  private static long liveBytes() throws Exception {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    long pid = PLATFORM.door().server().running().pid();
    Process asked =
        new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return said.lines()
        .filter(line -> line.startsWith("Total"))
        .map(line -> line.strip().split("\\s+"))
        .map(words -> Long.parseLong(words[2]))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no histogram: " + said));
  }

  private static byte[] json(Object body) {
    try {
      return new ObjectMapper().writeValueAsBytes(body);
    } catch (JsonProcessingException unfit) {
      throw new IllegalStateException(unfit);
    }
  }

  private static void awaitStored(Acknowledged acknowledged) {
    long wanted = acknowledged.ids().size();
    TestServerPatience.until(
        wanted + " rows",
        PATIENCE,
        () ->
            PLATFORM.count("SELECT count(*) FROM (%s) AS raw".formatted(Recount.ALL_IDS))
                >= wanted);
  }

  private static Set<String> stored() {
    return PLATFORM
        .ground()
        .database()
        .withHandle(
            handle ->
                new TreeSet<>(
                    handle
                        .createQuery("SELECT id::text FROM (%s) AS raw".formatted(Recount.ALL_IDS))
                        .bind("project", PLATFORM.projectId())
                        .mapTo(String.class)
                        .list()));
  }

  private static Set<String> without(Set<String> all, Set<String> some) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  private static void say(String what) {
    System.out.println("chaos: " + what);
  }
}
