package io.plimsoll.server.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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

/** A version on its way through the environments, as a team that gates production moves it. */
class EnvironmentsIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "environments");
  private static final Map<String, Object> ROW =
      Map.of("features", Map.of("temp", 2, "wind", 1, "rain", 0));

  private final TestServerClient owner = TENANT.owner();
  private final TestServerClient machine = TENANT.machine();

  @Test
  void theVeryVersionThatWasLookedAtReachesProduction(@TempDir Path folder) {
    TestServerGit git = new TestServerGit(folder).withOnnxModel().commit("first");
    String url = TENANT.gitUrl("storm");
    Map<String, Object> gated =
        Map.of("deployBranch", "staging", "branches", Map.of("develop", "dev"));
    TENANT.member("engineer").put(TENANT.path() + "/landing", gated).expect(403);
    owner.put(TENANT.path() + "/landing", gated).expect(200);
    assertThat(owner.get(TENANT.path() + "/landing").expect(200).json().at("/branches/develop"))
        .hasToString("\"dev\"");

    String said = git.push(url, TENANT.key()).expectSuccess().said();
    assertThat(said).contains("is in staging after").contains("/v2/models/storm/versions/staging");
    // The push has waited until staging answers; production has nothing yet.
    assertThat(asked("staging")).isEqualTo("1");
    machine.post("/v2/models/storm/predict", ROW).expect(404);
    machine.post("/v2/models/storm/versions/production/predict", ROW).expect(404);
    machine.post("/v2/models/storm/versions/dev/predict", ROW).expect(404);

    git.commit("second").push(url, TENANT.key(), "develop").expectSuccess();
    assertThat(asked("dev")).isEqualTo("2");
    assertThat(asked("staging")).isEqualTo("1");
    said = git.push(url, TENANT.key(), "staging").expectSuccess().said();
    assertThat(said).contains("/versions/preview-staging");
    assertThat(asked("staging")).isEqualTo("1");

    promote("production", Map.of("from", "staging", "version", 7)).expect(409);
    promote("production", Map.of("from", "production")).expect(400);
    promote("nowhere", Map.of("version", 1)).expect(404);
    TENANT
        .member("viewer")
        .put(TENANT.path() + "/models/storm/aliases/staging", Map.of("version", 1))
        .expect(403);
    int jobs = owner.get(TENANT.path() + "/jobs").expect(200).json().path("items").size();
    promote("production", Map.of("from", "staging", "version", 1)).expect(200);
    TestServerPatience.until("production", () -> answers("/v2/models/storm/predict", "1"));
    assertThat(asked("production")).isEqualTo("1");
    promote("staging", Map.of("from", "dev")).expect(200);
    TestServerPatience.until("staging", () -> asked("staging").equals("2"));
    promote("staging", Map.of("version", 1)).expect(200);
    TestServerPatience.until("staging back", () -> asked("staging").equals("1"));
    assertThat(owner.get(TENANT.path() + "/jobs").expect(200).json().path("items")).hasSize(jobs);

    JsonNode shown = environments();
    assertThat(shown.at("/environments/0/environment").asText()).isEqualTo("dev");
    assertThat(shown.at("/environments/0/version").asInt()).isEqualTo(2);
    assertThat(shown.at("/environments/1/version").asInt()).isEqualTo(1);
    assertThat(shown.at("/environments/2/version").asInt()).isEqualTo(1);
    assertThat(shown.at("/moves"))
        .extracting(move -> move.path("environment").asText() + " " + move.path("kind").asText())
        .containsExactly(
            "staging rollback",
            "staging promote",
            "production promote",
            "dev deploy",
            "staging deploy");
  }

  @Test
  void whatStagingIsAskedDoesNotCountAsProduction(@TempDir Path folder) {
    new TestServerGit(folder)
        .withOnnxModel()
        .commit("first")
        .push(TENANT.gitUrl("gale"), TENANT.key(), "main")
        .expectSuccess();
    owner.put(TENANT.path() + "/models/gale/aliases/production", Map.of("version", 1)).expect(200);
    owner.put(TENANT.path() + "/models/gale/aliases/dev", Map.of("version", 1)).expect(200);
    TestServerPatience.until(
        "both",
        () ->
            answers("/v2/models/gale/versions/dev/predict", "1")
                && answers("/v2/models/gale/predict", "1"));
    for (int call = 0; call < 5; call++) {
      machine.post("/v2/models/gale/versions/dev/predict", ROW).expect(200);
    }
    TestServerPatience.until(
        "the rows",
        () ->
            TENANT.count(
                    "SELECT count(*) FROM predictions WHERE project_id = :project AND model = 'gale'"
                        + " AND environment = 'dev'")
                >= 6);
    assertThat(
            TENANT.count(
                """
                SELECT coalesce(sum(r.count), 0) FROM series s JOIN rollups r ON r.series_id = s.id
                WHERE s.project_id = :project AND s.name = 'prediction.rows' AND s.tags ->> 'model' = 'gale'
                """))
        .isEqualTo(
            TENANT.count(
                "SELECT count(*) FROM predictions WHERE project_id = :project AND model = 'gale'"
                    + " AND environment IS NULL"));
    JsonNode listed =
        owner
            .get(TENANT.path() + "/models/gale/predictions?environment=dev")
            .expect(200)
            .json()
            .path("items");
    assertThat(listed.size()).isGreaterThanOrEqualTo(6);
    assertThat(
            owner
                .get(TENANT.path() + "/models/gale/environments")
                .expect(200)
                .json()
                .at("/environments/0/rows")
                .asInt())
        .isEqualTo(listed.size());
  }

  private TestServerAnswer promote(String to, Map<String, Object> body) {
    return owner.put(TENANT.path() + "/models/storm/aliases/" + to, body);
  }

  private String asked(String environment) {
    return machine
        .post("/v2/models/storm/versions/" + environment + "/predict", ROW)
        .expect(200)
        .json()
        .path("version")
        .asText();
  }

  private boolean answers(String path, String version) {
    TestServerAnswer answer = machine.post(path, ROW);
    return answer.status() == 200 && answer.json().path("version").asText().equals(version);
  }

  private static JsonNode environments() {
    return TENANT.owner().get(TENANT.path() + "/models/storm/environments").expect(200).json();
  }
}
