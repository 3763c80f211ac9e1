package io.plimsoll.server.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The preview of a branch, from the push to its end. */
class PreviewIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "previews");
  private static final Map<String, Object> ROW =
      Map.of("features", Map.of("temp", 2, "wind", 1, "rain", 0));

  @Test
  void aBranchAnswersAtItsOwnAddressAndProductionStays(@TempDir Path folder) {
    TestServerGit git = new TestServerGit(folder).withOnnxModel().commit("first");
    String url = TENANT.gitUrl("storm");
    git.push(url, TENANT.key()).expectSuccess();
    String said = git.commit("try").push(url, TENANT.key(), "feature/trees").expectSuccess().said();
    JsonNode preview = previews().path(0);
    assertThat(preview.path("branch").asText()).isEqualTo("feature/trees");
    assertThat(preview.path("version").asInt()).isEqualTo(2);
    assertThat(said).contains(preview.path("endpoint").asText());
    String path = "/v2/models/storm/versions/" + preview.path("name").asText() + "/predict";
    TestServerPatience.until("the preview", () -> TENANT.machine().post(path, ROW).status() == 200);
    assertThat(TENANT.machine().post(path, ROW).expect(200).json().path("version").asText())
        .isEqualTo("2");
    assertThat(
            TENANT
                .machine()
                .post("/v2/models/storm/predict", ROW)
                .expect(200)
                .json()
                .path("version")
                .asText())
        .isEqualTo("1");
    TENANT.machine().post("/v2/models/storm/versions/preview-unknown/predict", ROW).expect(404);
    git.push(url, TENANT.key(), "feature/trees").expectSuccess();
    git.run("push", signedIn(url), ":feature/trees").expectSuccess();
    assertThat(previews()).isEmpty();
    TENANT.machine().post(path, ROW).expect(404);
  }

  private static String signedIn(String url) {
    return url.replace("//", "//any:" + TENANT.key() + "@");
  }

  private static JsonNode previews() {
    return TENANT
        .owner()
        .get(TENANT.path() + "/models/storm/previews")
        .expect(200)
        .json()
        .path("items");
  }
}
