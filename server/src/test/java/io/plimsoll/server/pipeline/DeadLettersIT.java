package io.plimsoll.server.pipeline;

import static io.plimsoll.server.testing.TestServerEvents.batch;
import static io.plimsoll.server.testing.TestServerEvents.metric;
import static io.plimsoll.server.testing.TestServerEvents.prediction;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Records that came into the log past the door: what cannot become rows is buried, not lost. */
class DeadLettersIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "buried");
  private static final KafkaProducer<byte[], byte[]> KAFKA =
      new KafkaProducer<>(SERVER.kafka(), new ByteArraySerializer(), new ByteArraySerializer());

  @AfterAll
  static void close() {
    KAFKA.close();
  }

  @Test
  void buriesWhatIsNoEventWithReasonAndPayload() throws Exception {
    write("plimsoll.metrics", TENANT.projectId(), "{\"type\":\"metric\",");

    awaitLetters("code = 'not_json' AND topic = 'plimsoll.metrics'", 1);

    JsonNode letter =
        TENANT
            .owner()
            .get(TENANT.path() + "/dead-letters?code=not_json")
            .expect(200)
            .json()
            .at("/items/0");
    assertThat(letter.path("payload").asText()).isEqualTo("{\"type\":\"metric\",");
    assertThat(letter.path("reason").asText()).isNotBlank();
    assertThat(letter.path("truncated").asBoolean()).isFalse();
  }

  @Test
  void keepsTheBeginningOfALongRecord() throws Exception {
    write("plimsoll.errors", TENANT.projectId(), "x".repeat(50_000));

    awaitLetters("topic = 'plimsoll.errors' AND truncated AND length(payload) = 16384", 1);
  }

  @Test
  void buriesAnEventThatTheDoorWouldHaveRefused() throws Exception {
    Map<String, Object> event = metric("no value", 1);
    event.remove("value");

    write("plimsoll.metrics", TENANT.projectId(), json(event));

    awaitLetters("code IN ('missing_field', 'invalid_name') AND payload LIKE '%no value%'", 1);
  }

  @Test
  void showsARecordWithoutATenantToNobodyAndItsSecretsNotEvenToWhoReadsTheTable() throws Exception {
    Map<String, Object> event = metric("tenant.none", 1);
    event.put("tags", Map.of("api_key", "hunter2hunter2"));
    write("plimsoll.metrics", null, json(event));

    TestServerPatience.until(
        "a letter without a project",
        () ->
            count(
                    """
                    SELECT count(*) FROM dead_letters
                    WHERE project_id IS NULL AND code = 'unknown_tenant' AND payload LIKE '%tenant.none%'
                      AND payload NOT LIKE '%hunter2%' AND sealed IS NOT NULL
                    """)
                == 1);
    assertThat(TENANT.owner().get(TENANT.path() + "/dead-letters").body())
        .doesNotContain("tenant.none");
  }

  @Test
  void buriesARecordOfATenantThatDoesNotExistAndGoesOn() throws Exception {
    UUID nobody = UUID.randomUUID();
    write("plimsoll.metrics", nobody, json(metric("tenant.unknown", 1)));

    TENANT.machine().post("/api/v1/events", batch(metric("after.unknown", 1))).expect(202);

    awaitRows("metrics", "name = 'after.unknown'", 1);
    TestServerPatience.until(
        "the letter of the unknown tenant",
        () ->
            count("SELECT count(*) FROM dead_letters WHERE payload LIKE '%tenant.unknown%'") == 1);
    assertThat(count("SELECT count(*) FROM metrics WHERE name = 'tenant.unknown'")).isZero();
  }

  @Test
  void storesEventsWithTheLongestTagsThatTheDoorTakes() {
    Random random = new Random(7);
    Map<String, String> tags = new TreeMap<>();
    for (int i = 0; i < 16; i++) {
      tags.put("tag" + i, letters(random, 200));
    }
    Map<String, Object> event = metric("long.tags", 1);
    event.put("tags", tags);

    TENANT.machine().post("/api/v1/events", batch(event)).expect(202);

    awaitRows("metrics", "name = 'long.tags'", 1);
    awaitRows("series", "name = 'long.tags'", 1);
  }

  @Test
  void storesTheGoodRecordsAroundABadOne() throws Exception {
    write("plimsoll.metrics", TENANT.projectId(), json(metric("around.first", 1)));
    write("plimsoll.metrics", TENANT.projectId(), "{}");
    write("plimsoll.metrics", TENANT.projectId(), json(metric("around.last", 1)));

    awaitRows("metrics", "name LIKE 'around.%'", 2);
    awaitLetters("payload = '{}'", 1);
  }

  @Test
  void sendsAMendedEventAgainAndCountsItOnce() throws Exception {
    Map<String, Object> event = metric("mended", 4);
    event.remove("value");
    event.put("unknown", "kept");
    write("plimsoll.metrics", TENANT.projectId(), json(event));
    awaitLetters("payload LIKE '%\"mended\"%'", 1);
    String letter = TENANT.path() + "/dead-letters/" + idOf("mended");
    JsonNode seen = TENANT.owner().get(letter).expect(200).json();
    assertThat(seen.path("code").asText()).isEqualTo("missing_field");

    assertThat(
            TENANT
                .owner()
                .post(letter + "/replay", Map.of())
                .expect(400)
                .json()
                .path("refusal")
                .asText())
        .isEqualTo("missing_field");
    event.put("value", 4);
    JsonNode replayed =
        TENANT.owner().post(letter + "/replay", Map.of("payload", json(event))).expect(200).json();

    assertThat(replayed.path("replayedBy").asText()).contains("@");
    awaitRows("metrics", "name = 'mended' AND value = 4", 1);
    TENANT.owner().post(letter + "/replay", Map.of("payload", json(event))).expect(409);
    assertThat(listed("state=open")).doesNotContain(idOf("mended"));
    assertThat(listed("state=replayed&topic=plimsoll.metrics")).contains(idOf("mended"));
  }

  @Test
  void sendsAllLettersAgainThatCanBeReadNow() throws Exception {
    TestServerTenant tenant = TestServerTenant.in(SERVER, "buried-many");
    write("plimsoll.metrics", tenant.projectId(), "{\"again\":");
    bury(tenant, json(metric("again.one", 1)), false);
    bury(tenant, json(metric("again.two", 1)), false);
    bury(tenant, "{\"type\":\"metric\"", true);
    TestServerPatience.until(
        "the letter that came by itself",
        () -> tenant.count("SELECT count(*) FROM dead_letters WHERE project_id = :project") == 4);

    JsonNode outcome =
        tenant.machine().post(tenant.path() + "/dead-letters/replay", Map.of()).expect(200).json();

    assertThat(outcome.path("replayed").asInt()).isEqualTo(2);
    assertThat(outcome.path("refused").findValuesAsText("code"))
        .containsExactlyInAnyOrder("not_json", "truncated");
    TestServerPatience.until(
        "both events",
        () ->
            tenant.count(
                    "SELECT count(*) FROM metrics WHERE project_id = :project AND name LIKE 'again.%'")
                == 2);
    assertThat(
            tenant.machine("read").post(tenant.path() + "/dead-letters/replay", Map.of()).status())
        .isEqualTo(403);
  }

  @Test
  void hidesFieldsThatAModelHidesAndSecretsAndPutsThemBackWhenItIsSentAgain() throws Exception {
    TestServerTenant tenant = TestServerTenant.in(SERVER, "buried-hidden");
    HidingModel.insert(
        SERVER.database(),
        tenant.projectId(),
        "{\"log\": {\"sample\": 1, \"mask\": [\"name\"], \"hash\": [\"city\"]}}");
    Map<String, Object> event = prediction("flights");
    event.put("features", Map.of("name", "Lovelace", "city", "London", "age", 36));
    event.put("tags", Map.of("api_key", "hunter2hunter2"));
    event.remove("prediction");
    write("plimsoll.predictions", tenant.projectId(), json(event));
    TestServerPatience.until(
        "the letter",
        () -> tenant.count("SELECT count(*) FROM dead_letters WHERE project_id = :project") == 1);

    String list = tenant.owner().get(tenant.path() + "/dead-letters").expect(200).body();
    JsonNode letter = new ObjectMapper().readTree(list).at("/items/0");
    String path = tenant.path() + "/dead-letters/" + letter.path("id").asText();
    String one = tenant.owner().get(path).expect(200).body();
    String payload = letter.path("payload").asText();

    assertThat(list + one).doesNotContain("Lovelace", "London", "hunter2").contains("[hidden ");
    assertThat(payload).contains("\"age\":36", "\"model\":\"flights\"");
    assertThat(rows(tenant)).doesNotContain("Lovelace", "London", "hunter2").contains("[hidden ");
    TestServerPatience.until(
        "the letter in the topic of letters",
        () -> log("plimsoll.dead-letters").stream().anyMatch(text -> text.contains("flights")));
    assertThat(log("plimsoll.dead-letters"))
        .noneMatch(text -> text.contains("Lovelace") || text.contains("hunter2"));

    String mended = payload.replaceFirst("\\{", "{\"prediction\":{\"label\":1},");
    JsonNode unknown =
        tenant
            .owner()
            .post(path + "/replay", Map.of("payload", mended + "[hidden 99999]"))
            .expect(400)
            .json();
    assertThat(unknown.path("detail").asText()).contains("[hidden 99999]");
    tenant.owner().post(path + "/replay", Map.of("payload", mended)).expect(200);

    TestServerPatience.until(
        "the event with all of its features",
        () ->
            tenant.count(
                    """
                    SELECT count(*) FROM predictions WHERE project_id = :project AND features ->> 'name' = 'Lovelace'
                      AND features ->> 'city' = 'London' AND tags ->> 'api_key' = 'hunter2hunter2'
                    """)
                == 1);
  }

  @Test
  void hidesNothingOfWhatOnlyAnotherProjectHides() throws Exception {
    TestServerTenant tenant = TestServerTenant.in(SERVER, "buried-open");
    TestServerTenant closed = TestServerTenant.in(SERVER, "buried-closed");
    HidingModel.insert(SERVER.database(), closed.projectId(), "{\"log\": {\"mask\": [\"name\"]}}");
    HidingModel.insert(SERVER.database(), tenant.projectId(), "{\"log\": {\"mask\": null}}");
    write("plimsoll.metrics", tenant.projectId(), "{\"name\":\"Babbage\"}");

    TestServerPatience.until(
        "the letter as it came",
        () ->
            tenant
                .owner()
                .get(tenant.path() + "/dead-letters")
                .expect(200)
                .json()
                .at("/items/0/payload")
                .asText()
                .equals("{\"name\":\"Babbage\"}"));
  }

  @Test
  void sendsAnEventOfOpenLineageAgainAsItsOwnKindOfEvent() throws Exception {
    String event =
        """
        {"eventTime": "2020-12-28T19:52:00.001+10:00", "eventType": "COMPLETE",
         "run": {"runId": "01890000-0000-7000-8000-0000000000f1"}, "job": {"namespace": "n"%s}}""";
    write("plimsoll.lineage", TENANT.projectId(), event.formatted(""));
    awaitLetters("topic = 'plimsoll.lineage' AND code = 'missing_field'", 1);
    JsonNode letter =
        TENANT
            .owner()
            .get(TENANT.path() + "/dead-letters?topic=plimsoll.lineage")
            .expect(200)
            .json()
            .at("/items/0");
    assertThat(letter.path("reason").asText()).isEqualTo("job.name: is missing.");
    String replay = TENANT.path() + "/dead-letters/" + letter.path("id").asText() + "/replay";

    TENANT.owner().post(replay, Map.of()).expect(400);
    TENANT
        .owner()
        .post(replay, Map.of("payload", event.formatted(", \"name\": \"mended\"")))
        .expect(200);

    awaitRows("lineage_runs", "id = '01890000-0000-7000-8000-0000000000f1'", 1);
    awaitRows("lineage_jobs", "name = 'mended'", 1);
  }

  @Test
  void keepsFieldsThatThisServerDoesNotKnowInWhatItAppends() throws Exception {
    Map<String, Object> event = metric("from.the.future", 1);
    event.put("invented", "later");
    TENANT.machine().post("/api/v1/events", batch(event)).expect(202);
    awaitRows("metrics", "name = 'from.the.future'", 1);

    assertThat(log("plimsoll.metrics")).anyMatch(text -> text.contains("\"invented\":\"later\""));
  }

  /** A letter that would be read now: of a time in which the server knew less. */
  private static void bury(TestServerTenant tenant, String payload, boolean truncated) {
    SERVER
        .database()
        .useHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        INSERT INTO dead_letters (project_id, received_at, code, reason, topic, kafka_partition,
                                                  kafka_offset, payload, truncated)
                        VALUES (:project, now(), 'unknown_type', 'of old', 'plimsoll.metrics', 9,
                                (SELECT count(*) FROM dead_letters), :payload, :truncated)
                        """)
                    .bind("project", tenant.projectId())
                    .bind("payload", payload)
                    .bind("truncated", truncated)
                    .execute());
  }

  private static String idOf(String text) {
    return SERVER
        .database()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT id::text FROM dead_letters WHERE payload LIKE '%\"' || :text || '\"%'")
                    .bind("text", text)
                    .mapTo(String.class)
                    .one());
  }

  /** All that stands in the rows of a tenant's letters. */
  private static String rows(TestServerTenant tenant) {
    return SERVER
        .database()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT string_agg(d::text || encode(sealed, 'escape'), ' ') FROM dead_letters d
                        WHERE project_id = :project
                        """)
                    .bind("project", tenant.projectId())
                    .mapTo(String.class)
                    .one());
  }

  private static String listed(String query) {
    return TENANT
        .owner()
        .get(TENANT.path() + "/dead-letters?limit=200&" + query)
        .expect(200)
        .body();
  }

  /** Everything that a topic holds. */
  private static List<String> log(String topic) {
    List<String> values = new java.util.ArrayList<>();
    try (var consumer =
        new org.apache.kafka.clients.consumer.KafkaConsumer<>(
            SERVER.kafka(),
            new org.apache.kafka.common.serialization.ByteArrayDeserializer(),
            new org.apache.kafka.common.serialization.ByteArrayDeserializer())) {
      List<org.apache.kafka.common.TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(
                  each ->
                      new org.apache.kafka.common.TopicPartition(each.topic(), each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<org.apache.kafka.common.TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream()
          .anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
        consumer
            .poll(java.time.Duration.ofSeconds(1))
            .forEach(record -> values.add(new String(record.value(), StandardCharsets.UTF_8)));
      }
    }
    return values;
  }

  private static void write(
      String topic, @org.jspecify.annotations.Nullable UUID project, String value)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<Header> headers =
        project == null
            ? List.of()
            : List.of(
                new RecordHeader(
                    "project",
                    ByteBuffer.allocate(16)
                        .putLong(project.getMostSignificantBits())
                        .putLong(project.getLeastSignificantBits())
                        .array()));
    KAFKA
        .send(
            new ProducerRecord<>(
                topic,
                0,
                "poison".getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8),
                headers))
        .get(30, TimeUnit.SECONDS);
  }

  /** Counts over all tenants. */
  private static long count(String query) {
    return SERVER
        .database()
        .withHandle(handle -> handle.createQuery(query).mapTo(Long.class).one());
  }

  private static void awaitLetters(String condition, long wanted) {
    awaitRows("dead_letters", condition, wanted);
  }

  private static void awaitRows(String table, String condition, long wanted) {
    String query =
        "SELECT count(*) FROM %s WHERE project_id = :project AND %s".formatted(table, condition);
    TestServerPatience.until(
        wanted + " rows of " + table + " with " + condition, () -> TENANT.count(query) == wanted);
  }

  /** Text that does not get shorter by compression. */
  private static String letters(Random random, int length) {
    return random
        .ints(length, 0x4e00, 0x9fff)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String json(Map<String, Object> event) throws JsonProcessingException {
    return new ObjectMapper().writeValueAsString(event);
  }
}
