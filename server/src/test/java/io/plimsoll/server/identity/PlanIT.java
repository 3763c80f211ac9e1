package io.plimsoll.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project whose operator has put it on a plan, which all of its keys use up together. */
class PlanIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "plans");
  private static final Map<String, Object> ROW =
      Map.of("features", Map.of("temp", 2, "wind", 1, "rain", 0));

  @Test
  void holdsAllKeysTogetherToThePlan(@TempDir Path folder) {
    new TestServerGit(folder)
        .withOnnxModel()
        .commit("first")
        .push(TENANT.gitUrl("storm"), TENANT.key())
        .expectSuccess();
    TestServerClient one = TENANT.machine("predict");
    TestServerClient other = TENANT.machine("predict");

    TestServerAnswer first = one.post("/v2/models/storm/predict", ROW).expect(200);
    assertThat(first.headers().firstValue("RateLimit-Policy")).contains("\"plan-day\";q=4;w=86400");
    Map<String, Object> large = Map.of("features", Map.of("temp", "x".repeat(2_000)));
    assertThat(one.post("/v2/models/storm/predict", large).expect(413).body())
        .contains("at most 2000 are taken on the plan");
    other.post("/v2/models/storm/predict", ROW).expect(200);
    other.post("/v2/models/storm/predict", ROW).expect(200);

    TestServerAnswer refused = one.post("/v2/models/storm/predict", ROW).expect(429);
    assertThat(refused.body()).contains("plan \\\"trial\\\"", "4 requests a day");
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    assertThat(refused.headers().firstValue("RateLimit").orElseThrow())
        .startsWith("\"plan-day\";r=0;t=");
    TestServerPatience.until(
        "the use to be saved",
        () ->
            TENANT.owner().get(TENANT.path() + "/plan").expect(200).json().path("usedToday").asInt()
                == 4);
    TestServerTenant free = TestServerTenant.in(SERVER, "without-a-plan");
    assertThat(free.owner().get(free.path() + "/plan").expect(200).json().path("name").asText())
        .isEqualTo("unlimited");
  }
}
