package io.plimsoll.server.performance;

import static io.plimsoll.server.testing.TestServerEvents.batch;
import static io.plimsoll.server.testing.TestServerEvents.feedback;
import static io.plimsoll.server.testing.TestServerEvents.prediction;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Labels on their way through the whole server, and what is refused. */
class PerformanceResourceIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "performance");
  private static final String PATH = TENANT.path() + "/models/storm/performance";

  @Test
  void tellsWhatTheLabelsOfEventsSay() {
    List<Object> labels = new ArrayList<>();
    List<Object> predictions = new ArrayList<>();
    for (int row = 0; row < 40; row++) {
      String id = UUID.randomUUID().toString();
      Map<String, Object> prediction = prediction("storm");
      prediction.put("id", id);
      prediction.put("prediction", Map.of("label", row % 2, "probability", row % 2 * 0.8 + 0.1));
      predictions.add(prediction);
      Map<String, Object> label = feedback("storm", id);
      label.put("actual", row % 4 == 0 ? 1 : row % 2);
      labels.add(label);
    }
    // The labels are there first, and one of them twice.
    labels.add(labels.getFirst());
    TENANT.machine().post("/api/v1/events", batch(labels)).expect(202);
    TENANT.machine().post("/api/v1/events", batch(predictions)).expect(202);
    TestServerPatience.until(
        "the labels",
        () ->
            TENANT.count(
                    "SELECT coalesce(sum(labelled), 0) FROM performance_states"
                        + " WHERE project_id = :project AND segment = ''")
                == 40);

    JsonNode report = TENANT.owner().get(PATH + "?chunk=hour").expect(200).json();
    assertThat(report.path("state").asText()).isEqualTo("ready");
    assertThat(report.at("/labels/labelled").asLong()).isEqualTo(40);
    assertThat(report.at("/total/0/metric").asText()).isEqualTo("accuracy");
    assertThat(report.at("/total/0/realised/value").asDouble()).isEqualTo(0.75);
    JsonNode segments = TENANT.owner().get(PATH + "/segments?limit=1").expect(200).json();
    assertThat(segments.path("items")).hasSize(1);
    String cursor = segments.path("nextCursor").asText();
    assertThat(
            TENANT
                .owner()
                .get(PATH + "/segments?limit=1&cursor=" + cursor)
                .expect(200)
                .json()
                .at("/items/0/segment"))
        .isNotEqualTo(segments.at("/items/0/segment"));
    JsonNode course =
        TENANT
            .owner()
            .get(PATH + "/segments/course?chunk=hour&segment=carrier&value=UA")
            .expect(200)
            .json();
    assertThat(course.path("metric").asText()).isEqualTo("accuracy");
    assertThat(course.path("chunks")).isNotEmpty();
    assertThat(TENANT.owner().get(PATH + "/causes").expect(200).json().path("reason").asText())
        .contains("3 are needed");
    settingsAreKeptAndRefused();
    decayIsWatchedAsIsSaid();
  }

  private static void decayIsWatchedAsIsSaid() {
    String path = PATH + "/decay";
    JsonNode usual = TENANT.owner().get(path).expect(200).json();
    assertThat(usual.path("chunk").asText()).isEqualTo("day");
    assertThat(usual.path("changedBy").isNull()).isTrue();
    JsonNode set =
        TENANT
            .owner()
            .put(path, Map.of("chunk", "hour", "metrics", List.of("recall"), "referenceChunks", 3))
            .expect(200)
            .json();
    assertThat(set.at("/metrics/0").asText()).isEqualTo("recall");
    assertThat(set.path("state").asText()).isIn("waiting", "learning");
    assertThat(
            TENANT
                .owner()
                .put(path, Map.of("enabled", false))
                .expect(200)
                .json()
                .path("state")
                .asText())
        .isEqualTo("off");
    for (Map<String, Object> unfit :
        List.<Map<String, Object>>of(
            Map.of("chunk", "rows:5000"),
            Map.of("chunk", "year"),
            Map.of("metrics", List.of("luck")),
            Map.of("referenceChunks", 1))) {
      String field = unfit.keySet().iterator().next();
      JsonNode problem = TENANT.owner().put(path, unfit).expect(400).json();
      assertThat(problem.path("field").asText()).isEqualTo(field);
    }
    assertThat(TENANT.owner().delete(path).expect(200).json().path("enabled").asBoolean()).isTrue();
  }

  private static void settingsAreKeptAndRefused() {
    JsonNode set =
        TENANT
            .owner()
            .put(
                PATH + "/settings",
                Map.of("positive", "0", "segments", List.of(Map.of("name", "carrier"))))
            .expect(200)
            .json();
    assertThat(set.path("positive").asText()).isEqualTo("0");
    assertThat(set.at("/segments/0/source").asText()).isEqualTo("feature");
    assertThat(set.path("isRecounting").asBoolean()).isTrue();
    JsonNode report = TENANT.owner().get(PATH + "?chunk=hour").expect(200).json();
    assertThat(report.path("positive").asText()).isEqualTo("0");
    refuses("threshold", Map.of("threshold", 2));
    refuses("segments", Map.of("segments", List.of(Map.of("source", "tag"))));
    refuses("depth", Map.of("depth", 0));
    assertThat(
            TENANT.owner().delete(PATH + "/settings").expect(200).json().path("changedBy").isNull())
        .isTrue();
    for (String query :
        List.of(
            "?chunk=year",
            "?chunk=rows:0",
            "?from=yesterday",
            "?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
            "?referenceFrom=2026-01-02T00:00:00Z",
            "?referenceChunks=1",
            "/segments?metric=luck",
            "/segments?cursor=x",
            "/segments/course?segment=carrier",
            "/segments/course?segment=carrier&value=a%00b",
            "/segments?limit=0")) {
      TENANT.owner().get(PATH + query).expect(400);
    }
    TENANT.owner().get(TENANT.path() + "/models/nobody/performance").expect(404);
  }

  private static void refuses(String field, Map<String, Object> settings) {
    JsonNode problem = TENANT.owner().put(PATH + "/settings", settings).expect(400).json();
    assertThat(problem.path("field").asText()).isEqualTo(field);
  }
}
