package io.plimsoll.server.pipeline;

import static io.plimsoll.server.testing.TestServerEvents.batch;
import static io.plimsoll.server.testing.TestServerEvents.metric;
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
  void showsARecordWithoutATenantToNobody() throws Exception {
    write("plimsoll.metrics", null, json(metric("tenant.none", 1)));

    TestServerPatience.until(
        "a letter without a project",
        () ->
            count(
                    """
                    SELECT count(*) FROM dead_letters
                    WHERE project_id IS NULL AND code = 'unknown_tenant' AND payload LIKE '%tenant.none%'
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
