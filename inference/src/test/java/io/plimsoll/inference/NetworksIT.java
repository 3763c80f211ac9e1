package io.plimsoll.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.inference.python.PythonEnvironment;
import io.plimsoll.inference.python.PythonEnvironments;
import io.plimsoll.inference.python.Requirements;
import io.plimsoll.inference.python.WorkerScale;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Networks in a worker. torch and TensorFlow are large, so a stand-in for torch shows each time
 * what a worker makes of a network; the real ones are tried where -Dnetworks=tensorflow, or torch,
 * asks.
 */
@Timeout(900)
class NetworksIT {

  private static final InferenceEngine ENGINE = engine();

  private static final String ROWS = "[{\"temp\": 2, \"wind\": 1.5}, {\"temp\": -1, \"wind\": 0}]";

  /** As much of torch as a worker calls; its network answers the share of what is above zero. */
  private static final String TORCH =
      """
      import contextlib
      import numpy

      class Tensor:
          def __init__(self, values):
              self.values = values
          def detach(self):
              return self
          def cpu(self):
              return self
          def numpy(self):
              return self.values

      class jit:
          def load(path, map_location):
              return Network()

      class Network:
          def eval(self):
              pass
          def __call__(self, tensor):
              assert tensor.values.dtype == numpy.float32, tensor.values.dtype
              above = (tensor.values > 0).mean(axis=1)
              return Tensor(numpy.stack([1 - above, above], axis=1))

      def set_num_threads(count):
          assert count == 1
      inference_mode = contextlib.nullcontext
      from_numpy = Tensor
      """;

  private final Path folder;

  NetworksIT(@TempDir Path folder) {
    this.folder = folder;
  }

  private static InferenceEngine engine() {
    try {
      return new InferenceEngine(
          InferenceSettings.defaults(TestHome.path()).withWorkers(WorkerScale.fixed(1), 2));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeAll
  static void needsBubblewrap() {
    TestHome.assumeSandbox();
  }

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  private RepositoryFolder standIn() throws IOException {
    try (ZipOutputStream archive =
        new ZipOutputStream(Files.newOutputStream(folder.resolve("model.pt")))) {
      archive.putNextEntry(new ZipEntry("net/code/__torch__.py"));
      archive.closeEntry();
    }
    return new RepositoryFolder(folder)
        .with("torch.py", TORCH)
        .with("requirements.txt", "torch")
        .with("test_data.json", ROWS);
  }

  private static Probe probe(RepositoryFolder repository, PythonEnvironment environment)
      throws Exception {
    return ENGINE.probe(repository.inspect(), Optional.of(environment), line -> {});
  }

  @Test
  void answersOneOutputForEachNumberOfARow() throws Exception {
    Probe probe = probe(standIn(), TestHome.environment());

    assertThat(probe.outputRows())
        .containsExactly(
            Map.of("prediction_0", 0.0, "prediction_1", 1.0),
            Map.of("prediction_0", 1.0, "prediction_1", 0.0));
  }

  @Test
  void answersAsAClassifierWhereThatIsSaid() throws Exception {
    RepositoryFolder repository = standIn().with("plimsoll.yaml", "outputs: [label, probability]");

    Probe probe = probe(repository, TestHome.environment());

    assertThat(probe.outputRows())
        .containsExactly(
            Map.of("label", 1L, "probability", 1.0), Map.of("label", 0L, "probability", 0.0));
    ModelManifest stored = ModelManifest.fromJson(probe.manifest().toJson());
    try (Model model = ENGINE.open(folder, stored, line -> {})) {
      assertThat(InferenceEngine.predictRows(model, probe.inputRows()))
          .isEqualTo(probe.outputRows());
    }
  }

  @Test
  void saysThatANetworkTakesNoText() throws Exception {
    RepositoryFolder repository =
        standIn().with("test_data.json", "[{\"temp\": 2, \"carrier\": \"UA\"}]");

    assertThatThrownBy(() -> probe(repository, TestHome.environment()))
        .hasMessageContaining("carrier is text; the network takes numbers");
  }

  @Test
  @EnabledIfSystemProperty(named = "networks", matches = ".*tensorflow.*")
  void servesWhatTensorFlowAndKerasSave() throws Exception {
    PythonEnvironment environment = environment("tensorflow-cpu==2.21.0");
    Path made = make(environment, "make_keras.py");
    for (String form : List.of("model.keras", "model.h5", "saved")) {
      assertAnswersAsSaved(made, form, "tensorflow-cpu==2.21.0", environment);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "networks", matches = ".*torch.*")
  void servesWhatTorchSaves() throws Exception {
    PythonEnvironment environment = environment("torch==2.5.1", "numpy");
    Path made = make(environment, "make_torch.py");
    for (String form : List.of("script.pt", "export.pt2")) {
      assertAnswersAsSaved(made, form, "torch==2.5.1\nnumpy", environment);
    }
  }

  private void assertAnswersAsSaved(
      Path made, String form, String requirements, PythonEnvironment environment) throws Exception {
    Path place = Files.createDirectory(folder.resolve(form));
    Path saved = made.resolve(form);
    if (Files.isDirectory(saved)) {
      copy(saved, place.resolve("net"));
    } else {
      Files.copy(saved, place.resolve("model.bin"));
    }
    JsonNode expected = new ObjectMapper().readTree(made.resolve("expected.json").toFile());
    RepositoryFolder repository =
        new RepositoryFolder(place)
            .with("requirements.txt", requirements)
            .with("test_data.json", expected.path("rows").toString())
            .with("plimsoll.yaml", "outputs: [label, probability]\ntimeouts: {load: 2m}");

    Probe probe = probe(repository, environment);

    for (int i = 0; i < probe.outputRows().size(); i++) {
      Map<String, @Nullable Object> row = probe.outputRows().get(i);
      assertThat((Double) row.get("probability"))
          .as("%s, row %d", form, i)
          .isCloseTo(expected.path("probability").path(i).asDouble(), within(1e-6));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static PythonEnvironment environment(String... requirements) throws Exception {
    return new PythonEnvironments(TestHome.path().resolve("environments"))
        .prepare(Requirements.parse(String.join("\n", requirements)), Optional.empty(), line -> {});
  }

  private Path make(PythonEnvironment environment, String script) throws Exception {
    Path made = Files.createDirectory(folder.resolve("made"));
    Process process =
        new ProcessBuilder(
                environment.directory().resolve("bin/python").toString(),
                Path.of("src/test/python", script).toAbsolutePath().toString(),
                made.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return made;
  }
}
