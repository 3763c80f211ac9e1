package io.plimsoll.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerTenant;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an owner allows pickles to import, from the refusal to the revocation. */
@Timeout(180)
class AllowedGlobalsIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "vouching");
  private static final String ALLOWED = TENANT.path() + "/allowed-globals";
  private static final Map<String, Object> WISH =
      Map.of("global", "os.getcwd", "model", "trusted", "reason", "It only reads a path.");
  private static final String CODE =
      """
      import pickle

      def load(directory):
          with open(directory + "/model.pkl", "rb") as file:
              return pickle.load(file)

      def predict(model, rows):
          return [float(len(model())) for row in rows]
      """;

  @Test
  void letsAPushPassForWhatAnOwnerAnswersForUntilItIsRevoked(@TempDir Path folder) {
    TestServerGit git =
        new TestServerGit(folder)
            .with("model.pkl", "cos\ngetcwd\n.")
            .with("predict.py", CODE)
            .with("test_data.json", "[{\"temp\": 39.2}]")
            .commit("a function in a pickle");
    assertThat(push(git, "trusted").expectFailure().said())
        .contains("it imports os.getcwd")
        .contains("an owner of the project can allow os.getcwd under Settings → Pickle imports");

    JsonNode made = TENANT.owner().post(ALLOWED, WISH).expect(200).json();

    assertThat(push(git, "trusted").expectSuccess().said())
        .contains("os.getcwd is allowed by owner@vouching.example since ")
        .contains("It only reads a path.")
        .contains("all allowed; by exception os.getcwd");
    assertThat(push(git, "another").expectFailure().said()).contains("it imports os.getcwd");

    TENANT.owner().delete(ALLOWED + "/" + made.path("id").asText()).expect(204);

    git.with("test_data.json", "[{\"temp\": 1}]").commit("again");
    assertThat(push(git, "trusted").expectFailure().said()).contains("it imports os.getcwd");
    JsonNode record = entry("os.getcwd");
    assertThat(record.path("allowedBy").asText()).isEqualTo("owner@vouching.example");
    assertThat(record.path("revokedBy").asText()).isEqualTo("owner@vouching.example");
    assertThat(record.path("revokedAt").asText()).isNotEmpty();
    TENANT.owner().delete(ALLOWED + "/" + made.path("id").asText()).expect(404);
  }

  @Test
  void isForOwnersOnlyAndSeenByAllOfTheProject() {
    Map<String, Object> wish = Map.of("global", "a.Clip", "reason", "ours");
    TENANT.member("admin").post(ALLOWED, wish).expect(403);
    TENANT.member("engineer").post(ALLOWED, wish).expect(403);
    TENANT.machine().post(ALLOWED, wish).expect(403);
    TestServerTenant.in(SERVER, "vouching-not").owner().post(ALLOWED, wish).expect(404);
    JsonNode made = TENANT.owner().post(ALLOWED, wish).expect(200).json();
    assertThat(TENANT.owner().post(ALLOWED, wish).expect(409).code()).isEqualTo("conflict");

    TENANT.member("admin").delete(ALLOWED + "/" + made.path("id").asText()).expect(403);

    assertThat(TENANT.member("auditor").get(ALLOWED).expect(200).json().toString())
        .contains("a.Clip");
  }

  @Test
  void wantsTheDottedNameOfOneThingAndAReason() {
    for (String global : List.of("os", "os.*", "os system", ".os.getcwd", "")) {
      TENANT.owner().post(ALLOWED, Map.of("global", global, "reason", "why")).expect(400);
    }
    TENANT.owner().post(ALLOWED, Map.of("global", "b.Clip", "reason", " ")).expect(400);
    TENANT.owner().post(ALLOWED, Map.of("global", "b.Clip")).expect(400);
    Map<String, Object> nowhere = Map.of("global", "b.Clip", "model", "No Model", "reason", "why");
    assertThat(TENANT.owner().post(ALLOWED, nowhere).expect(400).code()).isEqualTo("invalid_field");
  }

  private static TestServerGit.Outcome push(TestServerGit git, String model) {
    return git.push(TENANT.gitUrl(model), TENANT.key());
  }

  /** The entry of the project's record. */
  private static JsonNode entry(String global) {
    return TENANT
        .owner()
        .get(ALLOWED)
        .expect(200)
        .json()
        .path("items")
        .valueStream()
        .filter(each -> each.path("global").asText().equals(global))
        .findFirst()
        .orElseThrow();
  }
}
