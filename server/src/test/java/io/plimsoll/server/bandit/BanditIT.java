package io.plimsoll.server.bandit;

import static io.plimsoll.server.testing.TestServerEvents.batch;
import static io.plimsoll.server.testing.TestServerEvents.feedback;
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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bandit over the whole server: real calls, real feedback, and the weights that follow. */
class BanditIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "bandit");
  private static final Map<String, Object> ROW =
      Map.of("features", Map.of("temp", 2, "wind", 1, "rain", 0));

  @Test
  void sendsTheCallsWhereTheRewardIs(@TempDir Path folder) {
    pushTwoVersions(folder, "storm");
    JsonNode started = start("storm", Map.of()).expect(200).json();
    assertThat(started.at("/arms/0/perMille").asInt()).isEqualTo(500);
    start("storm", Map.of()).expect(409);
    TestServerPatience.until("version 2", () -> call("storm").path("version").asText().equals("2"));

    List<String> second = new ArrayList<>();
    List<Object> truths = new ArrayList<>();
    for (int call = 0; call < 120; call++) {
      JsonNode answer = call("storm");
      boolean isSecond = answer.path("version").asText().equals("2");
      String id = answer.at("/predictions/0/id").asText();
      if (isSecond) {
        second.add(id);
      }
      // The label is 1: version 1 is always wrong, version 2 always right.
      truths.add(truth("storm", id, isSecond ? 1 : 0));
    }
    TENANT.machine().post("/api/v1/events", batch(truths)).expect(202);
    TestServerPatience.until(
        "the rewards",
        () ->
            latest("storm").at("/arms").findValues("rewards").stream()
                    .mapToLong(JsonNode::asLong)
                    .sum()
                == 120);
    JsonNode bandit = latest("storm");
    assertThat(bandit.at("/arms/1/perMille").asInt()).isEqualTo(950);
    assertThat(bandit.at("/arms/1/best").asDouble()).isGreaterThan(0.99);
    assertThat(bandit.at("/history").size()).isGreaterThanOrEqualTo(2);
    assertThat(bandit.at("/history/0/arms/1/perMille").asInt()).isEqualTo(950);
    assertThat(shares("storm"))
        .isEqualTo("[{\"version\":1,\"perMille\":50},{\"version\":2,\"perMille\":950}]");
    TestServerPatience.until(
        "the new weights",
        () -> {
          int ofSecond = 0;
          for (int call = 0; call < 40; call++) {
            ofSecond += call("storm").path("version").asText().equals("2") ? 1 : 0;
          }
          return ofSecond >= 33;
        });

    // Late corrections replace what was said of those answers, and are not counted besides.
    TENANT
        .machine()
        .post(
            "/api/v1/events",
            batch(second.subList(0, 10).stream().map(id -> truth("storm", id, 0)).toList()))
        .expect(202);
    TestServerPatience.until(
        "the corrections", () -> latest("storm").at("/arms/1/mean").asDouble() < 1);
    assertThat(latest("storm").at("/arms/1/rewards").asInt()).isEqualTo(second.size());

    JsonNode promoted =
        TENANT.owner().post(bandits("storm") + "/promote", Map.of()).expect(200).json();
    assertThat(promoted.path("state").asText()).isEqualTo("promoted");
    assertThat(promoted.path("reason").asText()).contains("Version 2 was promoted", "120 rewards");
    assertThat(shares("storm")).isEqualTo("[{\"version\":2,\"perMille\":1000}]");
  }

  @Test
  void isStoppedOrGivesWay(@TempDir Path folder) {
    pushTwoVersions(folder, "gale");
    start("gale", Map.of("versions", List.of(1))).expect(400);
    start("gale", Map.of("reward", "luck")).expect(400);
    start("gale", Map.of("floor", 501)).expect(400);
    TENANT
        .member("viewer")
        .post(bandits("gale"), Map.of("versions", List.of(1, 2), "reward", "match"))
        .expect(403);
    TENANT.owner().post(bandits("gale") + "/stop", Map.of()).expect(409);
    start("gale", Map.of("reward", "number", "goal", "minimise", "field", "cost")).expect(200);
    TENANT.owner().post(bandits("gale") + "/promote", Map.of("version", 7)).expect(400);
    JsonNode stopped = TENANT.owner().post(bandits("gale") + "/stop", Map.of()).expect(200).json();
    assertThat(stopped.path("state").asText()).isEqualTo("stopped");
    assertThat(shares("gale")).isEqualTo("[{\"version\":1,\"perMille\":1000}]");

    start("gale", Map.of()).expect(200);
    // The same weights by another hand are no longer the bandit's.
    TENANT
        .owner()
        .put(
            TENANT.path() + "/models/gale/split",
            Map.of(
                "shares",
                List.of(
                    Map.of("version", 1, "perMille", 500), Map.of("version", 2, "perMille", 500))))
        .expect(200);
    TestServerPatience.until(
        "the end", () -> latest("gale").path("state").asText().equals("superseded"));
    start("gale", Map.of()).expect(200);
    move("gale", 2);
    TestServerPatience.until(
        "the end", () -> latest("gale").path("state").asText().equals("superseded"));
    assertThat(shares("gale")).isEqualTo("[{\"version\":2,\"perMille\":1000}]");

    // A canary whose step has the same weights is another hand, too, and it notices likewise.
    String canaries = TENANT.path() + "/models/gale/canaries";
    TENANT.owner().post(canaries, Map.of("candidate", 1, "steps", List.of(500))).expect(200);
    start("gale", Map.of()).expect(200);
    TestServerPatience.until(
        "the end of the canary",
        () ->
            TENANT
                .owner()
                .get(canaries)
                .expect(200)
                .json()
                .findPath("state")
                .asText()
                .equals("superseded"));
    assertThat(latest("gale").path("state").asText()).isEqualTo("running");
  }

  private static void pushTwoVersions(Path folder, String model) {
    TestServerGit git = new TestServerGit(folder).withOnnxModel().commit("first");
    git.push(TENANT.gitUrl(model), TENANT.key()).expectSuccess();
    git.commit("second").push(TENANT.gitUrl(model), TENANT.key()).expectSuccess();
    move(model, 1);
  }

  private static void move(String model, int version) {
    TENANT
        .owner()
        .put(TENANT.path() + "/models/" + model + "/aliases/production", Map.of("version", version))
        .expect(200);
  }

  private static TestServerAnswer start(String model, Map<String, Object> more) {
    Map<String, Object> body =
        new HashMap<>(Map.of("versions", List.of(1, 2), "reward", "match", "intervalSeconds", 1));
    body.putAll(more);
    return TENANT.owner().post(bandits(model), body);
  }

  private static Map<String, Object> truth(String model, String id, int label) {
    Map<String, Object> truth = feedback(model, id);
    truth.put("actual", label);
    return truth;
  }

  private static JsonNode call(String model) {
    return TENANT.machine().post("/v2/models/" + model + "/predict", ROW).expect(200).json();
  }

  private static String bandits(String model) {
    return TENANT.path() + "/models/" + model + "/bandits";
  }

  private static JsonNode latest(String model) {
    return TENANT.owner().get(bandits(model)).expect(200).json().at("/items/0");
  }

  private static String shares(String model) {
    return TENANT
        .owner()
        .get(TENANT.path() + "/models/" + model + "/split")
        .expect(200)
        .json()
        .path("shares")
        .toString();
  }
}
