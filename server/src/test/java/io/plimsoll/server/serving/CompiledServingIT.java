package io.plimsoll.server.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.inference.python.PythonEnvironment;
import io.plimsoll.inference.python.PythonEnvironments;
import io.plimsoll.inference.python.Requirements;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerTenant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A scikit-learn model that was pushed twice: compiled, and pinned to Python. */
@Timeout(300)
class CompiledServingIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "compiled");
  private static final String PACKAGES = "scikit-learn>=1.5\njoblib>=1.4\n";
  private static final String JVM = "/v2/models/in-jvm";
  private static final String PYTHON = "/v2/models/in-python";

  private static TestServerGit.Outcome push = new TestServerGit.Outcome(-1, "");

  private final TestServerClient machine = TENANT.machine();

  @BeforeAll
  static void push(@TempDir Path folder) throws Exception {
    TestServerGit git =
        new TestServerGit(folder)
            .with("requirements.txt", PACKAGES)
            .with("test_data.json", "[{\"temp\": 39.2, \"wind\": 4}, {\"temp\": 8, \"wind\": 6}]");
    train(folder.resolve("model.joblib"));
    push = git.commit("first").push(TENANT.gitUrl("in-jvm"), TENANT.key()).expectSuccess();
    git.with("plimsoll.yaml", "engine: python\n")
        .commit("pinned")
        .push(TENANT.gitUrl("in-python"), TENANT.key())
        .expectSuccess();
  }

  private static void train(Path file) throws Exception {
    PythonEnvironment environment =
        new PythonEnvironments(Path.of("target/test-inference/environments").toAbsolutePath())
            .prepare(Requirements.parse(PACKAGES), Optional.empty(), line -> {});
    String program =
        """
        import joblib, numpy
        from sklearn.ensemble import RandomForestClassifier
        x = numpy.random.default_rng(3).uniform(0, 50, (200, 2))
        y = (x[:, 0] + 3 * x[:, 1] > 90).astype(int)
        joblib.dump(RandomForestClassifier(20, random_state=1).fit(x, y), '%s')
        """
            .formatted(file);
    Process process =
        new ProcessBuilder(environment.directory().resolve("bin/python").toString(), "-c", program)
            .inheritIO()
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(Files.size(file)).isPositive();
  }

  @Test
  void tellsThePusherWhereItRuns() {
    assertThat(push.said()).contains("compile").contains("runs in the JVM: ");
  }

  @Test
  void answersAsThePythonWorkerDoes() {
    Map<String, Object> call =
        Map.of(
            "rows",
            List.of(
                Map.of("temp", 40.5, "wind", 16.25),
                Map.of("temp", 1, "wind", 2),
                Map.of("temp", 24.1, "wind", 21.9)));
    JsonNode compiled = machine.post(JVM + "/predict", call).expect(200).json().path("predictions");
    JsonNode python =
        machine.post(PYTHON + "/predict", call).expect(200).json().path("predictions");
    assertThat(compiled.size()).isEqualTo(3);
    for (int i = 0; i < 3; i++) {
      JsonNode expected = python.get(i).path("outputs");
      JsonNode actual = compiled.get(i).path("outputs");
      assertThat(actual.path("label")).isEqualTo(expected.path("label"));
      assertThat(actual.path("probability").asDouble())
          .isCloseTo(expected.path("probability").asDouble(), within(1e-5));
    }
  }

  @Test
  void describesItselfAsThePythonWorkerDoes() {
    JsonNode compiled = machine.get(JVM).expect(200).json();
    JsonNode python = machine.get(PYTHON).expect(200).json();
    assertThat(compiled.path("inputs")).isEqualTo(python.path("inputs"));
    assertThat(compiled.path("outputs")).isEqualTo(python.path("outputs"));
    assertThat(compiled.path("platform")).isEqualTo(python.path("platform"));
  }

  @Test
  void showsTheProofWithTheVersion() {
    JsonNode version = version("in-jvm");
    assertThat(version.path("engine").asText()).isEqualTo("jvm");
    JsonNode compilation = version.at("/evidence/compilation");
    assertThat(compilation.path("proved").asBoolean()).isTrue();
    assertThat(compilation.path("testedSplits").asInt()).isPositive();
    assertThat(compilation.at("/attempts/0/rows").findValuesAsText("source"))
        .containsExactly("test data", "boundary", "edge");
    assertThat(version("in-python").path("engine").asText()).isEqualTo("python");
  }

  private static JsonNode version(String model) {
    return TENANT
        .owner()
        .get(TENANT.path() + "/models/" + model + "/versions")
        .expect(200)
        .json()
        .at("/items/0");
  }
}
