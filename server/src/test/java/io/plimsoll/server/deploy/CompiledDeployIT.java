package io.plimsoll.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.inference.InferenceEngine;
import io.plimsoll.inference.Model;
import io.plimsoll.inference.ModelManifest;
import io.plimsoll.inference.python.PythonEnvironment;
import io.plimsoll.inference.python.Requirements;
import io.plimsoll.server.jobs.Job;
import io.plimsoll.server.jobs.JobState;
import io.plimsoll.server.registry.Engine;
import io.plimsoll.server.registry.Evidence;
import io.plimsoll.server.registry.ServedVersion;
import io.plimsoll.server.registry.Version;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deploy jobs of scikit-learn models that are compiled, or are not. */
@Timeout(300)
final class CompiledDeployIT {
  /** Packages are installed once for all tests and runs. */
  private static final Path SHARED = Path.of("target/test-inference").toAbsolutePath();

  private static final String PACKAGES = "scikit-learn>=1.5\njoblib>=1.4\n";

  private final DeployScene scene;

  CompiledDeployIT(@TempDir Path directory) {
    this.scene = DeployScene.in(directory, SHARED);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void compilesAScikitLearnModelAndKeepsTheProof() throws Exception {
    Job job = scene.deploy(logistic("auto"));
    assertThat(job.error()).isNull();
    Version version = scene.versions().getFirst();
    assertThat(version.framework()).isEqualTo("sklearn");
    assertThat(version.engine()).isEqualTo(Engine.JVM);
    Evidence.Compilation compilation =
        Objects.requireNonNull(version.evidence().compilation(), "no evidence");
    assertThat(compilation.proved()).isTrue();
    assertThat(compilation.attempts().getLast().rows())
        .extracting(Evidence.ComparedRows::source)
        .containsExactly("test data", "baseline", "edge");
    ServedVersion served = scene.served();
    Path graph = Files.createDirectories(scene.home.models()).resolve("graph.onnx");
    try (InputStream blob = scene.blobs.open(served.compiled().orElseThrow())) {
      Files.copy(blob, graph);
    }
    ModelManifest manifest = ModelManifest.fromJson(served.manifest());
    try (Model model = scene.engine.openCompiled(graph, manifest)) {
      assertThat(InferenceEngine.predictRows(model, List.of(Map.of("temp", 40, "wind", 5))))
          .singleElement()
          .satisfies(answer -> assertThat(answer).containsOnlyKeys("label", "probability"));
    }
    assertThat(scene.log(job)).anyMatch(line -> line.startsWith("runs in the JVM: "));
  }

  @Test
  void leavesAModelInPythonThatIsPinnedThere() throws Exception {
    scene.deploy(logistic("python"));
    Version version = scene.versions().getFirst();
    assertThat(version.engine()).isEqualTo(Engine.PYTHON);
    assertThat(version.evidence().compilation()).isNull();
    assertThat(scene.served().compiled()).isEmpty();
  }

  @Test
  void refusesAPinnedModelThatCannotBeProved() throws Exception {
    Map<String, byte[]> files = logistic("jvm");
    // Eight neighbours of which many are equally far: who is asked depends on the order.
    files.put(
        "model.joblib",
        trained(
            "from sklearn.neighbors import KNeighborsClassifier as M",
            "M(4).fit(numpy.round(x / 10), y)"));
    Job job = scene.deploy(files);
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.error())
        .startsWith("plimsoll.yaml says engine: jvm, but the model cannot be proved to run there: ")
        .endsWith("Leave engine out to have it served by a Python worker.");
    assertThat(scene.versions()).isEmpty();
  }

  /** A pushed logistic regression, with the engine that plimsoll.yaml asks for. */
  private Map<String, byte[]> logistic(String pinned) throws Exception {
    StringBuilder baseline = new StringBuilder("temp,wind\n");
    for (int i = 0; i < 300; i++) {
      baseline.append(i % 40).append(',').append(i % 7).append('\n');
    }
    Map<String, byte[]> files = new TreeMap<>();
    files.put(
        "model.joblib",
        trained("from sklearn.linear_model import LogisticRegression as M", "M().fit(x, y)"));
    files.put("requirements.txt", DeployScene.text(PACKAGES));
    files.put("plimsoll.yaml", DeployScene.text("engine: " + pinned + "\n"));
    files.put(
        "test_data.json",
        DeployScene.text("[{\"temp\": 39.2, \"wind\": 4}, {\"temp\": 8, \"wind\": 6}]"));
    files.put("baseline.csv", DeployScene.text(baseline.toString()));
    return files;
  }

  private byte[] trained(String imports, String expression) throws Exception {
    PythonEnvironment environment =
        scene
            .engine
            .environments()
            .prepare(Requirements.parse(PACKAGES), Optional.empty(), line -> {});
    Path file = Files.createDirectories(scene.home.root()).resolve("trained.joblib");
    String program =
        String.join(
            "\n",
            "import joblib, numpy",
            imports,
            "x = numpy.random.default_rng(3).uniform(0, 50, (200, 2))",
            "y = (x[:, 0] + 3 * x[:, 1] > 90).astype(int)",
            "joblib.dump(" + expression + ", " + '"' + file + '"' + ")");
    Process process =
        new ProcessBuilder(environment.directory().resolve("bin/python").toString(), "-c", program)
            .inheritIO()
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return Files.readAllBytes(file);
  }
}
