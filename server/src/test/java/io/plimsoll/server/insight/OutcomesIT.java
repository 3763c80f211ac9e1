package io.plimsoll.server.insight;

import static io.plimsoll.server.testing.TestServerEvents.batch;
import static io.plimsoll.server.testing.TestServerEvents.feedback;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of two versions and the truth that comes in for them, over the whole server. */
class OutcomesIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "outcomes");
  private static final Map<String, Object> ROW = Map.of("temp", 2, "wind", 1, "rain", 0);

  @Test
  void comparesTheVersionsOfASplitByTheirFeedback(@TempDir Path folder) {
    TestServerGit git = new TestServerGit(folder).withOnnxModel().commit("first");
    git.push(TENANT.gitUrl("storm"), TENANT.key()).expectSuccess();
    git.commit("second").push(TENANT.gitUrl("storm"), TENANT.key()).expectSuccess();
    String split = TENANT.path() + "/models/storm/split";
    assertThat(outcomes(split).path("metrics")).isEmpty();
    TENANT
        .owner()
        .put(
            split,
            Map.of(
                "shares",
                List.of(
                    Map.of("version", 1, "perMille", 500), Map.of("version", 2, "perMille", 500))))
        .expect(200);

    List<Object> truths = new ArrayList<>();
    for (int call = 0; call < 120; call++) {
      JsonNode answer =
          TENANT
              .machine()
              .post("/v2/models/storm/predict", Map.of("features", ROW))
              .expect(200)
              .json();
      boolean isFirst = answer.path("version").asText().equals("1");
      Map<String, Object> truth = feedback("storm", answer.at("/predictions/0/id").asText());
      // The label is 1: version 1 is always wrong, version 2 always right.
      truth.put("actual", isFirst ? 0 : 1);
      truths.add(truth);
    }
    TENANT.machine().post("/api/v1/events", batch(truths)).expect(202);
    TestServerPatience.until(
        "the feedback in both versions",
        () ->
            outcomes(split).at("/metrics/0/arms").size() == 2
                && outcomes(split).at("/metrics/0/arms/0/rows").asLong()
                        + outcomes(split).at("/metrics/0/arms/1/rows").asLong()
                    == 120);

    JsonNode metric = outcomes(split).at("/metrics/0");
    assertThat(outcomes(split).path("production").asText()).isEqualTo("2");
    assertThat(metric.path("kind").asText()).isEqualTo("accuracy");
    assertThat(metric.at("/arms/0/value").asDouble()).isZero();
    assertThat(metric.at("/arms/0/difference/verdict").asText()).isEqualTo("worse");
    assertThat(metric.at("/arms/1/value").asDouble()).isEqualTo(1);
    assertThat(metric.at("/arms/1/difference").isNull()).isTrue();
  }

  private static JsonNode outcomes(String split) {
    return TENANT.owner().get(split + "/outcomes").expect(200).json();
  }
}
