package io.plimsoll.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.inference.python.WorkerScale;
import io.plimsoll.inference.repository.Framework;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models in the libraries' own forms, each against what its library answers. */
class ModelFormsIT {

  private static final InferenceEngine ENGINE = engine();

  private final Path folder;

  ModelFormsIT(@TempDir Path folder) {
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

  private static JsonNode expected() throws Exception {
    return new ObjectMapper().readTree(TestHome.forms().resolve("expected.json").toFile());
  }

  private RepositoryFolder repository(String file) throws Exception {
    Files.copy(TestHome.forms().resolve(file), folder.resolve("model.bin"));
    return new RepositoryFolder(folder)
        .with("requirements.txt", TestHome.requirements())
        .with("test_data.json", expected().path("rows").toString());
  }

  private Probe probe(RepositoryFolder repository) throws Exception {
    return ENGINE.probe(repository.inspect(), Optional.of(TestHome.environment()), line -> {});
  }

  private static void assertAnswers(
      List<Map<String, @Nullable Object>> answers, JsonNode expected) {
    assertThat(expected.size()).isPositive();
    expected
        .properties()
        .forEach(
            output -> {
              assertThat(output.getValue()).hasSameSizeAs(answers);
              for (int i = 0; i < answers.size(); i++) {
                Number answer = (Number) answers.get(i).get(output.getKey());
                assertThat(answer).as("%s of row %d", output.getKey(), i).isNotNull();
                assertThat(answer.doubleValue())
                    .isCloseTo(output.getValue().get(i).asDouble(), within(1e-12));
              }
            });
  }

  /** The file has a name that says nothing: what it is has to come from what is in it. */
  @ParameterizedTest
  @CsvSource({
    "xgboost.json, xgboost, XGBOOST",
    "xgboost.ubj, xgboost, XGBOOST",
    "xgboost-classes.json, xgboost-classes, XGBOOST",
    "lightgbm.txt, lightgbm, LIGHTGBM",
    "lightgbm-classes.txt, lightgbm-classes, LIGHTGBM",
  })
  void answersAsItsLibraryDoes(String file, String name, Framework framework) throws Exception {
    RepositoryFolder repository = repository(file);

    Probe probe = probe(repository);

    assertThat(repository.inspect().framework()).isEqualTo(framework);
    assertAnswers(probe.outputRows(), expected().path(name));
    ModelManifest stored = ModelManifest.fromJson(probe.manifest().toJson());
    try (Model model = ENGINE.open(folder, stored, line -> {})) {
      assertAnswers(InferenceEngine.predictRows(model, probe.inputRows()), expected().path(name));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "xgboost-booster.json, xgboost-booster",
    "lightgbm-regression.txt, lightgbm-regression"
  })
  void takesTheNamesOfFeaturesFromTheTestDataWhereTheModelHasNone(String file, String name)
      throws Exception {
    Probe probe = probe(repository(file));

    assertThat(probe.manifest().features()).extracting("name").containsExactly("temp", "wind");
    assertAnswers(probe.outputRows(), expected().path(name));
  }

  @ParameterizedTest
  @CsvSource({"xgboost.joblib, xgboost, XGBOOST", "lightgbm.joblib, lightgbm, LIGHTGBM"})
  void servesTheirEstimatorsFromJoblib(String file, String name, Framework framework)
      throws Exception {
    RepositoryFolder repository = repository(file);

    assertThat(repository.inspect().framework()).isEqualTo(framework);
    assertAnswers(probe(repository).outputRows(), expected().path(name));
  }

  @Test
  void opensSkops() throws Exception {
    RepositoryFolder repository = repository("sklearn.skops");
    String rows = expected().path("rows").toString().replace("null", "10");

    Probe probe = probe(repository.with("test_data.json", rows));

    assertThat(repository.inspect().framework()).isEqualTo(Framework.SKLEARN);
    assertAnswers(probe.outputRows(), expected().path("skops"));
  }

  @Test
  void givesAVectoriserThePlainTextsThatItWorksOn() throws Exception {
    RepositoryFolder repository =
        repository("text.joblib")
            .with("test_data.json", "[{\"text\": \"late again\"}, {\"text\": \"on time\"}]");

    assertAnswers(probe(repository).outputRows(), expected().path("text"));
  }

  @Test
  void saysWhatToDoAboutCategoriesThatTheTextFormDoesNotName() throws Exception {
    assertThatThrownBy(() -> probe(repository("categories.txt")))
        .hasMessageContaining("trained on pandas categories")
        .hasMessageContaining("joblib.dump");
  }

  @Test
  void givesTheLibrarysModelToPredictThatWantsIt() throws Exception {
    RepositoryFolder repository =
        repository("xgboost.ubj")
            .with(
                "predict.py",
                """
                import pandas

                def predict(model, rows):
                    return model.predict(pandas.DataFrame(rows)).tolist()
                """)
            .with("plimsoll.yaml", "model: model.bin");

    List<Integer> labels = new ArrayList<>();
    expected().at("/xgboost/label").forEach(label -> labels.add(label.asInt()));
    assertThat(probe(repository).outputRows())
        .extracting(row -> ((Number) Objects.requireNonNull(row.get("prediction"))).intValue())
        .containsExactlyElementsOf(labels);
  }
}
