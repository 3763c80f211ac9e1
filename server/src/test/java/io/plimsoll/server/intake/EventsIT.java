package io.plimsoll.server.intake;

import static io.plimsoll.server.testing.TestServerEvents.batch;
import static io.plimsoll.server.testing.TestServerEvents.error;
import static io.plimsoll.server.testing.TestServerEvents.feedback;
import static io.plimsoll.server.testing.TestServerEvents.metric;
import static io.plimsoll.server.testing.TestServerEvents.prediction;
import static io.plimsoll.server.testing.TestServerEvents.stage;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.airlift.compress.zstd.ZstdOutputStream;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Events from the door to the tables of one project. */
class EventsIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "events");
  private static final String PATH = "/api/v1/events";

  private final TestServerClient machine = TENANT.machine();

  @Test
  void storesEveryTypeOfEvent() {
    String id = UUID.randomUUID().toString();
    Map<String, Object> prediction = prediction("every-type");
    prediction.put("id", id);

    TestServerAnswer answer =
        machine.post(
            PATH,
            batch(
                prediction,
                feedback("every-type", id),
                metric("every.type", 2.5),
                stage("every-type", "load"),
                error("EveryType", "it broke")));

    assertThat(answer.expect(202).json().path("accepted").asInt()).isEqualTo(5);
    awaitRows("predictions", "model = 'every-type' AND features->>'carrier' = 'UA'", 1);
    awaitRows("feedback", "model = 'every-type' AND (actual->>'value')::float8 = 1", 1);
    awaitRows("metrics", "name = 'every.type' AND value = 2.5 AND kind = 'gauge'", 1);
    awaitRows("stages", "pipeline = 'every-type' AND records_out = 90", 1);
    awaitRows("errors", "kind = 'EveryType' AND message = 'it broke'", 1);
  }

  @Test
  void takesWhatIsGoodAndRefusesTheRestOneByOne() {
    Map<String, Object> noValue = metric("refused.no_value", 1);
    noValue.remove("value");
    Map<String, Object> textValue = metric("refused.text", 1);
    textValue.put("value", "high");
    Map<String, Object> unknownType = metric("refused.unknown", 1);
    unknownType.put("type", "rumour");
    Map<String, Object> badName = prediction("Not A Model!");
    Map<String, Object> badId = metric("refused.id", 1);
    badId.put("id", "17");
    Map<String, Object> old = metric("refused.old", 1);
    old.put("occurredAt", Instant.now().minus(31, ChronoUnit.DAYS).toString());
    Map<String, Object> early = metric("refused.early", 1);
    early.put("occurredAt", Instant.now().plus(2, ChronoUnit.DAYS).toString());
    Map<String, Object> wide = prediction("refused-wide");
    wide.put("features", features(513));
    Map<String, Object> large = error("Large", "x");
    large.put("stack", "y".repeat(300_000));
    Map<String, Object> good = metric("refused.not", 1);

    JsonNode receipt =
        machine
            .post(
                PATH,
                batch(
                    noValue, textValue, unknownType, badName, badId, old, early, wide, large, good))
            .expect(202)
            .json();

    assertThat(receipt.path("accepted").asInt()).isEqualTo(1);
    assertThat(codes(receipt))
        .containsExactly(
            "0 missing_field",
            "1 wrong_type",
            "2 unknown_type",
            "3 invalid_name",
            "4 invalid_id",
            "5 occurred_at_out_of_range",
            "6 occurred_at_out_of_range",
            "7 too_many_features",
            "8 event_too_large");
    assertThat(receipt.at("/refused/0/id").asText()).isEqualTo(noValue.get("id"));
    assertThat(receipt.at("/refused/0/message").asText()).contains("value");
    awaitRows("metrics", "name = 'refused.not'", 1);
  }

  @Test
  void refusesNumbersThatAreNotFinite() {
    String event =
        "{\"type\":\"metric\",\"id\":\"%s\",\"occurredAt\":\"%s\",\"name\":\"x\",\"value\":1e999}"
            .formatted(UUID.randomUUID(), Instant.now());

    TestServerAnswer answer = send("{\"events\":[" + event + "]}").expect(400);

    assertThat(answer.code()).isEqualTo("all_events_refused");
    assertThat(answer.json().at("/refused/0/code").asText()).isEqualTo("not_finite");
  }

  @Test
  void answersAProblemWithEachReasonWhenNoEventIsGood() {
    Map<String, Object> first = metric("none", 1);
    first.remove("occurredAt");
    Map<String, Object> second = metric("none", 1);
    second.remove("id");

    JsonNode problem = machine.post(PATH, batch(first, second)).expect(400).json();

    assertThat(problem.path("code").asText()).isEqualTo("all_events_refused");
    assertThat(codes(problem)).containsExactly("0 missing_field", "1 missing_field");
    assertThat(problem.at("/refused/1/id").isNull()).isTrue();
  }

  @Test
  void takesGzip() throws IOException {
    byte[] body = gzip(new ObjectMapper().writeValueAsBytes(batch(metric("zipped", 1))));

    machine.with("Content-Encoding", "gzip").send("POST", PATH, body).expect(202);

    awaitRows("metrics", "name = 'zipped'", 1);
  }

  @Test
  void takesZstd() throws IOException {
    byte[] body = zstd(new ObjectMapper().writeValueAsBytes(batch(metric("zstandard", 1))));

    machine.with("Content-Encoding", "zstd").send("POST", PATH, body).expect(202);

    awaitRows("metrics", "name = 'zstandard'", 1);
  }

  @Test
  void refusesWhatClaimsToBePackedAndIsNot() {
    for (String encoding : List.of("gzip", "zstd")) {
      TestServerAnswer answer =
          machine.with("Content-Encoding", encoding).send("POST", PATH, bytes("{\"events\":[]}"));

      assertThat(answer.expect(400).code()).isEqualTo("invalid_request");
    }
  }

  @Test
  void keepsWhereAStageBelongsAndWhichErrorsAreOne() {
    Map<String, Object> stage = stage("origins", "load");
    stage.put("parentStage", "nightly");
    stage.put("parentRunId", "run-7");
    Map<String, Object> error = error("Origins", "it broke");
    error.put("fingerprint", "a17f");

    machine.post(PATH, batch(stage, error)).expect(202);

    awaitRows("stages", "parent_stage = 'nightly' AND parent_run_id = 'run-7'", 1);
    awaitRows("errors", "kind = 'Origins' AND fingerprint = 'a17f'", 1);
  }

  @Test
  void refusesASmallBombThatUnpacksToMoreThanTheLimit() throws IOException {
    byte[] bomb = gzip(new byte[6 * 1024 * 1024]);
    assertThat(bomb.length).isLessThan(20_000);

    TestServerAnswer answer = machine.with("Content-Encoding", "gzip").send("POST", PATH, bomb);

    assertThat(answer.expect(413).code()).isEqualTo("too_large");
    bomb = zstd(new byte[6 * 1024 * 1024]);
    assertThat(bomb.length).isLessThan(20_000);
    answer = machine.with("Content-Encoding", "zstd").send("POST", PATH, bomb);
    assertThat(answer.expect(413).code()).isEqualTo("too_large");
  }

  @Test
  void refusesABodyOverTheLimitAndMoreThanAThousandEvents() {
    assertThat(machine.send("POST", PATH, new byte[6 * 1024 * 1024]).expect(413).code())
        .isEqualTo("too_large");
    List<Map<String, Object>> many = new ArrayList<>(Collections.nCopies(1_001, metric("many", 1)));
    assertThat(machine.post(PATH, batch(many)).expect(413).code()).isEqualTo("too_large");
  }

  @Test
  void saysWhatIsWrongWithABodyThatIsNoBatch() {
    assertThat(send("{\"events\":[{]}").expect(400).json().path("detail").asText())
        .contains("not valid JSON");
    assertThat(send("[]").expect(400).json().path("detail").asText()).contains("events");
    assertThat(send("{}").expect(400).json().path("detail").asText()).contains("events");
    assertThat(send("{\"events\":7}").expect(400).json().path("detail").asText())
        .contains("must be a list");
    assertThat(send("").expect(400).code()).isEqualTo("invalid_request");
  }

  @Test
  void takesAnEmptyBatch() {
    assertThat(send("{\"events\":[]}").expect(202).json().path("accepted").asInt()).isZero();
  }

  @Test
  void letsInOnlyKeysWithTheScope() {
    TestServerClient nobody = TestServerClient.of(SERVER);
    Map<String, Object> body = batch(metric("closed", 1));

    assertThat(nobody.post(PATH, body).expect(401).code()).isEqualTo("unauthenticated");
    assertThat(nobody.withKey("plm_wrong").post(PATH, body).expect(401).code())
        .isEqualTo("wrong_credentials");
    assertThat(TENANT.machine("read", "predict", "deploy").post(PATH, body).expect(403).code())
        .isEqualTo("forbidden");
    TENANT.machine("events").post(PATH, body).expect(202);
    nobody.with("X-Api-Key", TENANT.key()).post(PATH, body).expect(202);
  }

  @Test
  void countsAnEventThatIsSentAgainOnce() {
    Map<String, Object> event = metric("twice", 3);

    machine.post(PATH, batch(event, event)).expect(202);
    machine.post(PATH, batch(event)).expect(202);
    Map<String, Object> last = metric("twice.last", 1);
    machine.post(PATH, batch(last)).expect(202);

    awaitRows("metrics", "name = 'twice.last'", 1);
    awaitRows("metrics", "name = 'twice'", 1);
    assertThat(
            TENANT.count(
                "SELECT sum(r.count) FROM rollups r JOIN series s ON s.id = r.series_id"
                    + " WHERE s.project_id = :project AND s.name = 'twice'"))
        .isEqualTo(1);
  }

  private static void awaitRows(String table, String condition, long wanted) {
    String query =
        "SELECT count(*) FROM %s WHERE project_id = :project AND %s".formatted(table, condition);
    TestServerPatience.until(
        wanted + " rows of " + table + " with " + condition, () -> TENANT.count(query) == wanted);
  }

  private TestServerAnswer send(String body) {
    return machine.send("POST", PATH, bytes(body));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> features(int count) {
    Map<String, Object> features = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      features.put("f" + i, i);
    }
    return features;
  }

  private static List<String> codes(JsonNode answer) {
    return answer
        .path("refused")
        .valueStream()
        .map(each -> each.path("index").asInt() + " " + each.path("code").asText())
        .toList();
  }

  private static byte[] zstd(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ZstdOutputStream out = new ZstdOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }
}
