package io.plimsoll.server.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerEvents;
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Baselines of a model that was pushed, from every source, through a real server. */
class BaselinesIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "baselines");
  private static final TestServerClient OWNER = TENANT.owner();

  @BeforeAll
  static void push(@TempDir Path folder) {
    StringBuilder csv = new StringBuilder("temp,wind,rain\n");
    for (int row = 0; row < 300; row++) {
      csv.append(row % 20).append(',').append(row % 7).append(",0\n");
    }
    TestServerGit git =
        new TestServerGit(folder)
            .withOnnxModel()
            .with("baseline.csv", csv.toString())
            .commit("first");
    git.push(TENANT.gitUrl("storm"), TENANT.key()).expectSuccess();
    git.push(TENANT.gitUrl("odd"), TENANT.key()).expectSuccess();
    git.with("README", "again").commit("second");
    git.push(TENANT.gitUrl("storm"), TENANT.key()).expectSuccess();
  }

  @Test
  void whatThePushBroughtIsTheFirstAndAFileReplacesIt() throws IOException {
    JsonNode first = OWNER.get(path("storm", 1)).expect(200).json();
    assertThat(first.path("items")).hasSize(1);
    assertThat(first.at("/items/0/source").asText()).isEqualTo("push");
    assertThat(first.at("/items/0/detail").asText()).isEqualTo("baseline.csv");
    assertThat(first.at("/items/0/current").asBoolean()).isTrue();
    assertThat(first.at("/items/0/sampleRows").asInt()).isEqualTo(300);

    JsonNode csv =
        upload(
                "?name=may.csv&reason=spring",
                text("wind,temp,rain,note\n1,NaN,3,x\n2,-1e308,4,y\n"))
            .expect(200)
            .json();
    assertThat(csv.path("number").asInt()).isEqualTo(2);
    assertThat(csv.path("columns").asInt()).isEqualTo(3);
    assertThat(csv.path("rows").asLong()).isEqualTo(2);
    assertThat(csv.path("current").asBoolean()).isFalse();

    JsonNode parquet =
        upload("?name=june.parquet&reason=summer&makeCurrent=true", resource()).expect(200).json();
    assertThat(parquet.path("number").asInt()).isEqualTo(3);
    assertThat(parquet.path("columns").asInt()).isEqualTo(5);
    assertThat(parquet.path("madeBy").asText()).contains("@");

    JsonNode shown = OWNER.get(path("storm", 1) + "/3").expect(200).json();
    assertThat(shown.at("/baseline/current").asBoolean()).isTrue();
    assertThat(column(shown, "probability").path("role").asText()).isEqualTo("prediction");
    assertThat(column(shown, "wind").path("distinct").asInt()).isEqualTo(9);
    assertThat(column(shown, "temp").path("mean").asDouble()).isBetween(9.0, 11.0);
    JsonNode version =
        OWNER.get(TENANT.path() + "/models/storm/versions").json().at("/items/1/baseline");
    assertThat(version.path("source").asText()).isEqualTo("june.parquet");
    assertThat(version.path("rows").asLong()).isEqualTo(400);

    JsonNode comparison = OWNER.get(path("storm", 1) + "/1/comparison").expect(200).json();
    assertThat(comparison.at("/current/number").asInt()).isEqualTo(3);
    assertThat(comparison.at("/columns/0/finding").asText()).isEqualTo("different");

    JsonNode back =
        OWNER
            .put(path("storm", 1) + "/current", Map.of("baseline", 1, "instead", 3, "reason", "no"))
            .expect(200)
            .json();
    assertThat(back.path("from").asInt()).isEqualTo(3);
    JsonNode moves = OWNER.get(path("storm", 1) + "/moves?limit=2").expect(200).json();
    assertThat(moves.path("items"))
        .extracting(each -> each.path("to").asInt())
        .containsExactly(1, 3);
    assertThat(moves.path("nextCursor").asText()).isEqualTo("2");
    JsonNode page = OWNER.get(path("storm", 1) + "?limit=2&cursor=3").expect(200).json();
    assertThat(page.path("items"))
        .extracting(each -> each.path("number").asInt())
        .containsExactly(2, 1);
  }

  @Test
  void saysWhatIsWrongWithAFile() {
    Map<String, String> files = new HashMap<>();
    files.put(
        "temp,wind,rain\n1,2,3\n1,calm,3\n",
        "may.csv line 3: `wind` expects number, got \\\"calm\\\".");
    files.put(
        "temp,rain\n1,2\n",
        "may.csv has no column `wind`, which the model takes; its columns are temp, rain.");
    files.put("temp,wind,rain\n", "may.csv has columns but no rows");
    files.put("temp,wind,rain\n1,2\n", "started in line 2: ");
    files.put("PAR1 is what it begins with", "it was cut off");
    files.forEach(
        (file, message) ->
            assertThat(upload("?name=may.csv&reason=x", text(file)).expect(400).body())
                .contains(message));
    assertThat(upload("?name=may.csv", text("temp,wind,rain\n1,2,3\n")).expect(400).body())
        .contains("reason");
    assertThat(upload("?reason=x", new byte[0]).status()).isEqualTo(400);
    assertThat(OWNER.get(path("storm", 9)).expect(404).code()).isEqualTo("not_found");
    assertThat(OWNER.get(path("storm", 1) + "/77").expect(404).code()).isEqualTo("not_found");
    assertThat(make("storm", Map.of("source", "predictions", "rows", 5)).expect(400).body())
        .contains("from 100 to 100000");
    assertThat(make("storm", Map.of("source", "predictions", "rows", 100)).expect(409).body())
        .contains("0 predictions are stored and not 100");
    assertThat(
            make(
                    "storm",
                    Map.of(
                        "source",
                        "traffic",
                        "from",
                        "2026-01-01T00:00:00Z",
                        "to",
                        "2026-01-02T00:00:00Z"))
                .expect(409)
                .body())
        .contains("choose a window with traffic");
    assertThat(make("storm", Map.of("source", "traffic", "from", "yesterday")).expect(400).body())
        .contains("not a time with a zone");
  }

  @Test
  void anotherVersionGivesItsBaseline() {
    JsonNode copy =
        OWNER
            .post(
                path("storm", 2),
                Map.of("source", "version", "version", 1, "baseline", 1, "reason", "the same data"))
            .expect(200)
            .json();
    assertThat(copy.path("detail").asText()).isEqualTo("baseline 1 of version 1: baseline.csv");
    assertThat(copy.path("sampleRows").asInt()).isEqualTo(300);
    JsonNode same = OWNER.get(path("storm", 2) + "/1/comparison?with=2").expect(200).json();
    assertThat(same.path("columns"))
        .extracting(column -> column.path("finding").asText())
        .containsOnly("alike");

    JsonNode copyOfCopy =
        OWNER
            .post(
                path("storm", 2),
                Map.of(
                    "source",
                    "version",
                    "version",
                    2,
                    "baseline",
                    copy.path("number").asInt(),
                    "reason",
                    "once more"))
            .expect(200)
            .json();
    assertThat(copyOfCopy.path("detail").asText())
        .isEqualTo("baseline %d of version 2: baseline.csv", copy.path("number").asInt());
  }

  /** Through Kafka and PostgreSQL, into a baseline and into the report of drift. */
  @Test
  void oddFeaturesComeOutAsWhatTheyAre() {
    sendOdd(0, 400, 0);
    JsonNode made =
        make("odd", Map.of("source", "predictions", "rows", 400, "makeCurrent", true))
            .expect(200)
            .json();
    assertThat(made.path("detail").asText()).isEqualTo("the first 400 predictions");
    JsonNode shown =
        OWNER.get(path("odd", 1) + "/" + made.path("number").asInt()).expect(200).json();
    assertThat(column(shown, "order").path("type").asText()).isEqualTo("categorical");
    assertThat(column(shown, "order").path("distinct").asInt()).isEqualTo(400);
    assertThat(column(shown, "constant").path("distinct").asInt()).isEqualTo(1);
    assertThat(column(shown, "never").path("missing").asInt()).isEqualTo(400);
    assertThat(column(shown, "huge").path("max").asDouble()).isEqualTo(1.7e308);
    assertThat(column(shown, "huge").path("standardDeviation").isNull()).isTrue();
    assertThat(column(shown, "place").at("/top/0/value").asText()).isEqualTo("北京 🛳");
    assertThat(column(shown, "late").at("/top/1/value").asText()).isEqualTo("true");
    assertThat(column(shown, "code").path("distinct").asInt()).isEqualTo(5);

    Instant before = Instant.now();
    sendOdd(400, 400, 3_000_000);
    JsonNode traffic =
        make("odd", Map.of("source", "traffic", "from", before.minusSeconds(3600).toString()))
            .expect(200)
            .json();
    assertThat(traffic.path("rows").asLong()).isEqualTo(800);
    assertThat(traffic.path("from").asText()).isNotEmpty();
    JsonNode comparison =
        OWNER
            .get(
                path("odd", 1)
                    + "/"
                    + made.path("number").asInt()
                    + "/comparison?with="
                    + traffic.path("number").asInt())
            .expect(200)
            .json();
    assertThat(comparison.path("columns"))
        .extracting(column -> column.path("name").asText() + " " + column.path("finding").asText())
        .contains(
            "order alike",
            "constant alike",
            "never alike",
            "huge alike",
            "place alike",
            "late alike",
            "at alike",
            "epoch alike");
    JsonNode rows =
        OWNER.get(TENANT.path() + "/models/odd/versions/1/multivariate-drift").expect(200).json();
    assertThat(rows.path("baseline").asInt()).isEqualTo(made.path("number").asInt());
    assertThat(rows.path("currentSeen").asLong()).isEqualTo(800);
    assertThat(rows.path("currentRows").asInt()).isBetween(200, 400);
    assertThat(rows.at("/uses/0/name").asText()).isIn("code", "huge");
    assertThat(rows.at("/results/0/method").asText()).isEqualTo("classifier.auc");
    assertThat(rows.at("/results/0/finding").asText()).isEqualTo("drifted");
    assertThat(rows.path("leftOut"))
        .extracting(each -> each.path("name").asText())
        .as("a column that never had a value is none")
        .containsExactly("at", "constant", "epoch", "order");
    assertThat(
            OWNER
                .get(TENANT.path() + "/models/storm/versions/1/multivariate-drift")
                .expect(200)
                .json()
                .path("reason")
                .asText())
        .contains("it has 0 rows, fewer than 50");
    JsonNode drift = OWNER.get(TENANT.path() + "/models/odd/drift").expect(200).json();
    assertThat(drift.at("/baseline/source").asText()).isEqualTo("the first 400 predictions");
    assertThat(drift.path("features"))
        .extracting(each -> each.path("name").asText() + " " + each.path("verdict").asText())
        .contains(
            "code drifted",
            "epoch stable",
            "at stable",
            "order stable",
            "never stable",
            "constant stable");
  }

  private static void sendOdd(int first, int count, long later) {
    List<Object> events = new ArrayList<>();
    Instant now = Instant.now();
    for (int row = first; row < first + count; row++) {
      Map<String, Object> event = TestServerEvents.prediction("odd");
      Map<String, @Nullable Object> features = new HashMap<>();
      features.put("order", "order " + row);
      features.put("constant", 7);
      features.put("never", null);
      features.put("huge", row % 2 == 0 ? 1.7e308 : -1.7e308);
      features.put("place", row % 3 == 0 ? "Zürich" : "北京 🛳");
      features.put("late", row % 4 == 0);
      features.put("code", later == 0 ? row % 5 : row % 2);
      features.put("at", now.plusSeconds(later + row).toString());
      features.put("epoch", now.plusSeconds(later + row).toEpochMilli());
      event.put("features", features);
      event.put("occurredAt", now.minus(Duration.ofMillis(count - (row - first))).toString());
      events.add(event);
    }
    TENANT.machine().post("/api/v1/events", TestServerEvents.batch(events)).expect(202);
    TestServerPatience.until(
        "the odd rows",
        () ->
            TENANT.count(
                    "SELECT count(*) FROM predictions WHERE project_id = :project AND model ="
                        + " 'odd'")
                == first + count);
  }

  private static TestServerAnswer make(String model, Map<String, Object> wish) {
    Map<String, Object> body = new HashMap<>(wish);
    body.put("reason", "because");
    return OWNER.post(path(model, 1), body);
  }

  private static TestServerAnswer upload(String query, byte[] file) {
    return OWNER
        .with("Content-Type", "application/octet-stream")
        .send("POST", path("storm", 1) + "/files" + query, file);
  }

  private static String path(String model, int version) {
    return TENANT.path() + "/models/" + model + "/versions/" + version + "/baselines";
  }

  private static JsonNode column(JsonNode detail, String name) {
    for (JsonNode column : detail.path("columns")) {
      if (column.path("name").asText().equals(name)) {
        return column;
      }
    }
    throw new AssertionError(name + " is not in " + detail);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] resource() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(BaselinesIT.class.getResourceAsStream("/parquet/weather.parquet"))) {
      return in.readAllBytes();
    }
  }
}
