package io.plimsoll.server.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** A version that is asked what production is asked, and answers nobody. */
class ShadowIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "shadow");
  private static final Map<String, Object> ROW = Map.of("temp", 2, "wind", 1, "rain", 0);

  private final TestServerClient machine = TENANT.machine();
  private String model = "";

  @BeforeEach
  void pushTwoVersions(TestInfo info, @TempDir Path folder) {
    model = info.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    TestServerGit git = new TestServerGit(folder).withOnnxModel().commit("first");
    git.push(TENANT.gitUrl(model), TENANT.key()).expectSuccess();
    git.commit("second").push(TENANT.gitUrl(model), TENANT.key()).expectSuccess();
  }

  @Test
  void isAskedTooAndAnswersNobody() {
    TENANT.owner().put(shadow(), Map.of("version", 1)).expect(200);
    assertThat(TENANT.owner().get(shadow()).expect(200).json().at("/shadow/perMille").asInt())
        .isEqualTo(1000);
    TestServerPatience.until(
        "the shadow to be asked",
        () -> {
          assertThat(predict().path("version").asText()).isEqualTo("2");
          return shadowRows() > 0;
        });
    for (int call = 0; call < 20; call++) {
      assertThat(predict().path("version").asText()).isEqualTo("2");
    }
    TestServerPatience.until("the rows of the shadow", () -> shadowRows() >= 20);

    TestServerPatience.until("the comparison", () -> pair().path("rows").asLong() >= 20);
    JsonNode pair = pair();
    assertThat(pair.path("answeredBy").asText()).isEqualTo("2");
    assertThat(pair.path("shadow").asText()).isEqualTo("1");
    assertThat(pair.path("failed").asLong()).isZero();
    assertThat(pair.at("/outputs").findValuesAsText("name")).contains("label", "probability");
    assertThat(pair.at("/outputs/0/differing").asLong()).isZero();
    assertThat(pair.at("/outputs/0/upper").asDouble()).isBetween(0.05, 0.5);
    assertThat(pair.at("/outputs/0/distance/mean").asDouble()).isZero();
  }

  @Test
  void countsInNothingThatSpeaksOfTheModel() {
    TENANT.owner().put(shadow(), Map.of("version", 1, "perMille", 1000)).expect(200);
    TestServerPatience.until(
        "the shadow to be asked",
        () -> {
          predict();
          return shadowRows() > 0;
        });

    assertThat(
            TENANT.count(
                "SELECT count(*) FROM series WHERE project_id = :project AND tags->>'model' = '%s' AND tags->>'version' = '1'"
                    .formatted(model)))
        .isZero();
    assertThat(
            TENANT.count(
                "SELECT count(*) FROM profiles WHERE project_id = :project AND model = '%s' AND version = '1'"
                    .formatted(model)))
        .isZero();
    JsonNode shown =
        TENANT
            .owner()
            .get(TENANT.path() + "/models/" + model + "/predictions")
            .expect(200)
            .json()
            .path("items");
    assertThat(shown.findValuesAsText("version")).isNotEmpty().containsOnly("2");
  }

  @Test
  void ends() {
    TENANT.owner().put(shadow(), Map.of("version", 1)).expect(200);
    TENANT.owner().delete(shadow()).expect(200);

    assertThat(TENANT.owner().get(shadow()).expect(200).json().path("shadow").isNull()).isTrue();
  }

  @Test
  void saysWhatIsWrong() {
    TENANT.owner().put(shadow(), Map.of("version", 9)).expect(404);
    TENANT.owner().put(shadow(), Map.of()).expect(400);
    TENANT.owner().put(shadow(), Map.of("version", 1, "perMille", 0)).expect(400);
    TENANT.member("viewer").put(shadow(), Map.of("version", 1)).expect(403);
    TENANT.owner().get(TENANT.path() + "/models/no-such/shadow").expect(404);
  }

  private JsonNode pair() {
    return TENANT.owner().get(shadow() + "/disagreement").expect(200).json().at("/pairs/0");
  }

  private long shadowRows() {
    return TENANT.count(
        "SELECT count(*) FROM predictions WHERE project_id = :project AND model = '%s' AND shadow_of IS NOT NULL"
            .formatted(model));
  }

  private JsonNode predict() {
    return machine
        .post("/v2/models/" + model + "/predict", Map.of("features", ROW))
        .expect(200)
        .json();
  }

  private String shadow() {
    return TENANT.path() + "/models/" + model + "/shadow";
  }
}
