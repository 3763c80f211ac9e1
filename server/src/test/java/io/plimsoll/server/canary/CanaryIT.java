package io.plimsoll.server.canary;

import static io.plimsoll.server.testing.TestServerEvents.batch;
import static io.plimsoll.server.testing.TestServerEvents.prediction;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Canaries over the API, judged by events as serving processes log them. */
class CanaryIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "canary");

  private String model = "";

  @BeforeEach
  void pushTwoVersionsAndGoBackToTheFirst(TestInfo info, @TempDir Path folder) {
    model = info.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    TestServerGit git = new TestServerGit(folder).withOnnxModel().commit("first");
    git.push(TENANT.gitUrl(model), TENANT.key()).expectSuccess();
    git.commit("second").push(TENANT.gitUrl(model), TENANT.key()).expectSuccess();
    move(1);
  }

  @Test
  void rollsBackACandidateThatFails() {
    JsonNode started = start(Map.of("steps", List.of(100, 500))).expect(200).json();
    assertThat(started.path("state").asText()).isEqualTo("running");
    assertThat(shares())
        .isEqualTo("[{\"version\":1,\"perMille\":900},{\"version\":2,\"perMille\":100}]");

    send("1", 400, 0);
    send("2", 60, 40);
    TestServerPatience.until("the roll back", () -> !state().equals("running"));

    assertThat(latest().path("state").asText()).isEqualTo("rolled_back");
    assertThat(latest().path("reason").asText()).contains("predictions failed, against 0 %");
    assertThat(latest().at("/measures/0/candidate/bad").asInt()).isPositive();
    assertThat(latest().at("/history").findValuesAsText("by"))
        .containsExactly("canary", "owner@canary.example");
    assertThat(shares()).isEqualTo("[{\"version\":1,\"perMille\":1000}]");
    TestServerPatience.until(
        "an alert",
        () ->
            TENANT.count(
                    "SELECT count(*) FROM alerts WHERE project_id = :project AND rule = 'canary' AND model = '%s'"
                        .formatted(model))
                == 1);
    start(Map.of("steps", List.of(100))).expect(200);
    TestServerPatience.until(
        "the end of the alert",
        () ->
            TENANT.count(
                    "SELECT count(*) FROM alerts WHERE project_id = :project AND model = '%s' AND state = 'resolved'"
                        .formatted(model))
                == 1);
  }

  @Test
  void rollsBackACandidateThatAnswersOtherwise() {
    start(Map.of("steps", List.of(500), "disagreementLimit", 0.2, "mirrorPerMille", 1000))
        .expect(200);
    Map<String, Object> row = Map.of("features", Map.of("temp", 2, "wind", 1, "rain", 0));
    TestServerPatience.until(
        "pairs of either way",
        () -> {
          TENANT.machine().post("/v2/models/" + model + "/predict", row).expect(200);
          return mirrored("1") > 0 && mirrored("2") > 0;
        });
    TestServerPatience.until(
        "the measure", () -> disagreement().at("/candidate/rows").asInt() >= 2);
    // Both versions are the same model.
    assertThat(disagreement().at("/candidate/bad").asInt()).isZero();

    List<Object> pairs = new ArrayList<>();
    for (int pair = 0; pair < 150; pair++) {
      Map<String, Object> answered = new HashMap<>(prediction(model));
      answered.put("version", "1");
      answered.put("prediction", Map.of("label", 1, "probability", 0.7));
      Map<String, Object> other = new HashMap<>(prediction(model));
      other.put("version", "2");
      other.put("occurredAt", answered.get("occurredAt"));
      other.put("shadowOf", answered.get("id"));
      other.put("prediction", Map.of("label", pair % 3 == 0 ? 1 : 0, "probability", 0.7));
      pairs.add(answered);
      pairs.add(other);
    }
    TENANT.machine().post("/api/v1/events", batch(pairs)).expect(202);
    TestServerPatience.until("the roll back", () -> !state().equals("running"));
    assertThat(state()).isEqualTo("rolled_back");
    assertThat(latest().path("reason").asText()).contains("were answered differently: at least");
  }

  private long mirrored(String version) {
    return TENANT.count(
        "SELECT count(*) FROM predictions WHERE project_id = :project AND model = '%s' AND version = '%s' AND shadow_of IS NOT NULL"
            .formatted(model, version));
  }

  private JsonNode disagreement() {
    for (JsonNode measure : latest().path("measures")) {
      if (measure.path("kind").asText().equals("disagreement")) {
        return measure;
      }
    }
    return latest().path("none");
  }

  @Test
  void promotesACandidateThatIsNoWorse() {
    start(
            Map.of(
                "steps",
                List.of(100, 500),
                "errorTolerance",
                0.1,
                "latencyTolerance",
                0.2,
                "minimumRows",
                10,
                "stepSeconds",
                0,
                "sticky",
                Map.of("by", "header")))
        .expect(200);

    send("1", 400, 0);
    send("2", 200, 0);
    TestServerPatience.until("the second step", () -> latest().path("step").asInt() == 1);
    assertThat(shares())
        .isEqualTo("[{\"version\":1,\"perMille\":500},{\"version\":2,\"perMille\":500}]");
    assertThat(split().at("/sticky/by").asText()).isEqualTo("header");
    send("2", 20, 0);
    TestServerPatience.until("the promotion", () -> !state().equals("running"));

    assertThat(state()).isEqualTo("promoted");
    assertThat(shares()).isEqualTo("[{\"version\":2,\"perMille\":1000}]");
    assertThat(latest().path("slowMs").asDouble()).isEqualTo(10);
  }

  @Test
  void keepsItsHandsOffWhatSomebodyElseHasChanged() {
    start(Map.of()).expect(200);
    assertThat(start(Map.of()).expect(409).code()).isEqualTo("conflict");
    move(2);
    TestServerPatience.until("the end", () -> !state().equals("running"));

    assertThat(state()).isEqualTo("superseded");
    assertThat(shares()).isEqualTo("[{\"version\":2,\"perMille\":1000}]");
  }

  @Test
  void isAborted() {
    start(Map.of()).expect(200);
    JsonNode aborted = TENANT.owner().post(canaries() + "/abort", Map.of()).expect(200).json();

    assertThat(aborted.path("state").asText()).isEqualTo("aborted");
    assertThat(aborted.path("endedBy").asText()).isEqualTo("owner@canary.example");
    assertThat(shares()).isEqualTo("[{\"version\":1,\"perMille\":1000}]");
    TENANT.owner().post(canaries() + "/abort", Map.of()).expect(409);
  }

  @Test
  void saysWhatIsWrongWithAPlan() {
    assertThat(start(Map.of("steps", List.of(500, 100))).expect(400).body()).contains("100");
    assertThat(start(Map.of("candidate", 1)).expect(400).body()).contains("already");
    start(Map.of("candidate", 9)).expect(404);
    TENANT.owner().post(canaries(), Map.of()).expect(400);
    TENANT.member("viewer").post(canaries(), Map.of("candidate", 2)).expect(403);
    TENANT.owner().get(TENANT.path() + "/models/no-such/canaries").expect(404);
  }

  private void send(String version, int good, int failed) {
    List<Object> events = new ArrayList<>();
    for (int row = 0; row < good + failed; row++) {
      Map<String, Object> event = new HashMap<>(prediction(model));
      event.put("version", version);
      if (row < failed) {
        event.remove("prediction");
        event.put("error", Map.of("kind", "failed", "message", "division by zero"));
      }
      events.add(event);
    }
    TENANT.machine().post("/api/v1/events", batch(events)).expect(202);
  }

  private TestServerAnswer start(Map<String, Object> more) {
    Map<String, Object> body = new HashMap<>(Map.of("candidate", 2));
    body.putAll(more);
    return TENANT.owner().post(canaries(), body);
  }

  private void move(int version) {
    String alias = TENANT.path() + "/models/" + model + "/aliases/production";
    TENANT.owner().put(alias, Map.of("version", version)).expect(200);
  }

  private String canaries() {
    return TENANT.path() + "/models/" + model + "/canaries";
  }

  private JsonNode latest() {
    return TENANT.owner().get(canaries()).expect(200).json().at("/items/0");
  }

  private String state() {
    return latest().path("state").asText();
  }

  private JsonNode split() {
    return TENANT.owner().get(TENANT.path() + "/models/" + model + "/split").expect(200).json();
  }

  private String shares() {
    return split().path("shares").toString();
  }
}
