package io.plimsoll.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.repository.Framework;
import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A document as the engine tries and serves it. */
class PmmlModelIT {

  private static final String ROW =
      "[{\"sepal_length\": 5, \"sepal_width\": 3.5, \"petal_length\": 1.5, \"petal_width\": null}]";

  private final Path folder;
  private final InferenceEngine engine;

  PmmlModelIT(@TempDir Path folder, @TempDir Path home) {
    this.folder = folder;
    this.engine = new InferenceEngine(InferenceSettings.defaults(home));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private RepositoryFolder repository(String name, String testData) throws Exception {
    Path source = Path.of(Objects.requireNonNull(getClass().getResource("/pmml/" + name)).toURI());
    // Neither the name of the file nor its ending says what it is.
    Files.copy(source, folder.resolve("model.xml"));
    return new RepositoryFolder(folder).with("test_data.json", testData);
  }

  private Probe probe(RepositoryFolder repository) throws Exception {
    return engine.probe(repository.inspect(), Optional.empty(), line -> {});
  }

  @Test
  void isTriedAndServedLikeAnyOther() throws Exception {
    Probe probe = probe(repository("forest.pmml", ROW));

    assertThat(probe.manifest().framework()).isEqualTo(Framework.PMML);
    assertThat(probe.signature().inputs())
        .first()
        .isEqualTo(TensorSpec.column("sepal_length", DataType.FP64));
    assertThat(probe.signature().outputs())
        .startsWith(
            TensorSpec.column("label", DataType.BYTES),
            TensorSpec.column("probability", DataType.FP64));
    // So says scikit-learn, which puts the mean in the place of the width that is missing.
    assertThat(probe.outputRows().getFirst())
        .containsEntry("label", "versicolor")
        .containsEntry("probability", 0.75);
    assertThat(probe.card().curve()).hasSize(4);
    ModelManifest stored = ModelManifest.fromJson(probe.manifest().toJson());
    assertThat(stored).isEqualTo(probe.manifest());

    try (Model model = engine.open(folder, stored, line -> {})) {
      assertThat(InferenceEngine.predictRows(model, probe.inputRows()))
          .isEqualTo(probe.outputRows());
      assertThat(model.answersAtOnce()).isTrue();
      assertThat(engine.models().counts().models()).isEqualTo(1);
      Tensor matrix = Tensor.of("X", new double[] {5, 3.5, 1.5, 0.25, 7, 3, 6, 2.25}, 2, 4);
      assertThat(model.predict(List.of(matrix)).getFirst().strings())
          .containsExactly("setosa", "virginica");
    }
    assertThat(engine.models().counts().usedBytes()).isZero();
  }

  @Test
  void namesTheRowThatTheModelCannotAnswer() throws Exception {
    Probe probe = probe(repository("logistic.pmml", ROW.replace("null", "0.25")));
    Map<String, @Nullable Object> missing = new HashMap<>(probe.inputRows().getFirst());
    missing.put("petal_width", null);

    try (Model model = engine.open(folder, probe.manifest(), line -> {})) {
      assertThatThrownBy(
              () ->
                  InferenceEngine.predictRows(
                      model, List.of(probe.inputRows().getFirst(), missing)))
          .isInstanceOfSatisfying(
              InferenceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_INPUT))
          .hasMessageStartingWith("row 1: the model has no answer to these values");
    }
  }

  @Test
  void takesTypesFromTheDocumentAndNoOthers() throws Exception {
    RepositoryFolder repository =
        repository("linear.pmml", ROW.replace("null", "0.25"))
            .with("plimsoll.yaml", "features: {petal_width: string}");

    assertThatThrownBy(() -> probe(repository))
        .hasMessage(
            "plimsoll.yaml says that `petal_width` is string, but in the document it is number");
  }
}
