package io.plimsoll.server.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a version's plimsoll.yaml lets be kept of its calls. */
class LogSettingsIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "log-settings");
  private static final String BASELINE =
      """
      temp,wind,rain
      2,1,0
      3,1,1
      4,2,0
      """;

  private final TestServerClient machine = TENANT.machine();

  @Test
  void masksAndHashesInTheLogAndInTheBaseline(@TempDir Path folder) {
    push(folder, "hidden", "log: {mask: [wind], hash: [rain, label]}");
    UUID good = UUID.randomUUID();
    UUID bad = UUID.randomUUID();

    JsonNode answer = predict("hidden", good, Map.of("temp", 2, "wind", 1, "rain", 0));
    JsonNode refused =
        machine
            .post(
                "/v2/models/hidden/predict",
                Map.of("id", bad, "features", Map.of("temp", 2, "wind", "a secret", "rain", 0)))
            .expect(400)
            .json();

    // Whoever calls has sent the values and is told them.
    assertThat(answer.at("/predictions/0/outputs/label").asInt()).isEqualTo(1);
    assertThat(refused.path("error").asText()).contains("a secret");
    awaitOne(
        """
        SELECT count(*) FROM predictions WHERE project_id = :project AND id = '%s'
          AND features->>'temp' = '2.0' AND strpos(features::text, 'wind') = 0
          AND features->>'rain' ~ '^h:[0-9a-f]{16}$' AND prediction->>'label' ~ '^h:[0-9a-f]{16}$'
        """
            .formatted(good));
    awaitOne(
        """
        SELECT count(*) FROM predictions WHERE project_id = :project AND id = '%s'
          AND error_kind = 'invalid_input' AND strpos(predictions::text, 'a secret') = 0
        """
            .formatted(bad));
    assertThat(baselineColumns("temp")).isEqualTo(1);
    assertThat(baselineColumns("rain")).isEqualTo(1);
    assertThat(baselineColumns("wind")).isZero();
    JsonNode log = version("hidden").path("log");
    assertThat(log.path("mask").toString()).isEqualTo("[\"wind\"]");
    assertThat(log.path("hash").toString()).contains("rain", "label");
    assertThat(log.path("sample").asDouble()).isEqualTo(1);
  }

  @Test
  void comparesHashedValuesWithTheHashedBaseline(@TempDir Path folder) {
    push(folder, "compared", "log: {hash: [rain]}");
    predict("compared", UUID.randomUUID(), Map.of("temp", 2, "wind", 1, "rain", 1));

    TestServerPatience.until(
        "the row to be counted into a category of the baseline",
        () -> {
          JsonNode rain = drift("compared", "rain");
          return rain.path("type").asText().equals("categorical")
              && rain.path("currentRows").asLong() == 1
              && rain.path("bins")
                  .valueStream()
                  .anyMatch(
                      bin ->
                          bin.path("label").asText().startsWith("h:")
                              && bin.path("baseline").asDouble() > 0
                              && bin.path("current").asDouble() == 1);
        });
  }

  @Test
  void keepsNoRowThatIsNotChosenAndNoFeaturesOfOneThatIsTooLong(
      @TempDir Path folder, @TempDir Path second) {
    String cut = "rows-longer-than-their-limit-are-cut";
    push(folder, "silent", "log: {sample: 0}");
    push(second, cut, "log: {maxBytes: 256}");
    UUID silent = UUID.randomUUID();
    UUID shortened = UUID.randomUUID();
    predict("silent", silent, Map.of("temp", 2, "wind", 1, "rain", 0));

    predict(cut, shortened, Map.of("temp", 2, "wind", 1, "rain", 0));

    // The second call was made later and is there, so the first will not come any more.
    awaitOne(
        """
        SELECT count(*) FROM predictions WHERE project_id = :project AND id = '%s'
          AND prediction->>'label' = '1' AND (features IS NULL OR features::text = '{}')
        """
            .formatted(shortened));
    assertThat(
            TENANT.count(
                "SELECT count(*) FROM predictions WHERE project_id = :project AND model = 'silent'"))
        .isZero();
  }

  @Test
  void hidesInWhatAShadowAnswersWhatProductionHides(@TempDir Path folder) {
    TestServerGit git = repository(folder, "log: {hash: [label]}");
    git.push(TENANT.gitUrl("doubled"), TENANT.key()).expectSuccess();
    git.with("plimsoll.yaml", "log: {mask: [probability]}")
        .commit("second")
        .push(TENANT.gitUrl("doubled"), TENANT.key())
        .expectSuccess();
    TENANT.owner().put(TENANT.path() + "/models/doubled/shadow", Map.of("version", 1)).expect(200);

    String shadowed =
        """
        SELECT count(*) FROM predictions WHERE project_id = :project AND model = 'doubled'
          AND shadow_of IS NOT NULL
        """;
    TestServerPatience.until(
        "the shadow to be asked",
        () -> {
          predict("doubled", UUID.randomUUID(), Map.of("temp", 2, "wind", 1, "rain", 0));
          return TENANT.count(shadowed) > 0;
        });

    assertThat(
            TENANT.count(
                shadowed
                    + " AND (prediction->'probability' IS NOT NULL OR prediction->>'label' !~ '^h:[0-9a-f]{16}$')"))
        .isZero();
  }

  @Test
  void refusesAPushThatWouldHideNothing(@TempDir Path folder) {
    TestServerGit.Outcome outcome =
        repository(folder, "log: {mask: [wnid]}")
            .push(TENANT.gitUrl("misspelt"), TENANT.key())
            .expectFailure();

    assertThat(outcome.said()).contains("wnid", "rain, temp, wind");
  }

  private static void push(Path folder, String model, String settings) {
    repository(folder, settings).push(TENANT.gitUrl(model), TENANT.key()).expectSuccess();
  }

  private static TestServerGit repository(Path folder, String settings) {
    return new TestServerGit(folder)
        .withOnnxModel()
        .with("baseline.csv", BASELINE)
        .with("plimsoll.yaml", settings)
        .commit("first");
  }

  private JsonNode predict(String model, UUID id, Map<String, Object> features) {
    return machine
        .post("/v2/models/" + model + "/predict", Map.of("id", id, "features", features))
        .expect(200)
        .json();
  }

  private JsonNode version(String model) {
    List<JsonNode> versions =
        TENANT
            .owner()
            .get(TENANT.path() + "/models/" + model + "/versions")
            .expect(200)
            .json()
            .path("items")
            .valueStream()
            .toList();
    return versions.getFirst();
  }

  private static JsonNode drift(String model, String feature) {
    return TENANT
        .owner()
        .get(TENANT.path() + "/models/" + model + "/drift")
        .expect(200)
        .json()
        .path("features")
        .valueStream()
        .filter(each -> each.path("name").asText().equals(feature))
        .findFirst()
        .orElseThrow();
  }

  private static long baselineColumns(String feature) {
    return TENANT.count(
        """
        SELECT count(*) FROM baselines b JOIN model_versions v ON v.id = b.version_id
          JOIN models m ON m.id = v.model_id
        WHERE b.project_id = :project AND m.name = 'hidden' AND b.name = '%s'
        """
            .formatted(feature));
  }

  private static void awaitOne(String query) {
    TestServerPatience.until("one row of: " + query, () -> TENANT.count(query) == 1);
  }
}
