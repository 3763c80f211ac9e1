package io.plimsoll.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.inference.convert.Compilation;
import io.plimsoll.inference.convert.CompileReport;
import io.plimsoll.inference.convert.CompileReport.Attempt;
import io.plimsoll.inference.convert.CompileReport.Compared;
import io.plimsoll.inference.convert.Precision;
import io.plimsoll.inference.convert.RowSource;
import io.plimsoll.inference.python.PythonEnvironment;
import io.plimsoll.inference.python.WorkerScale;
import io.plimsoll.inference.repository.EngineChoice;
import io.plimsoll.inference.repository.Inspection;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real models through the real converters, in the real sandbox. A model is pushed and compiled
 * once, whatever number of tests look at it, and two at a time: a compilation keeps one processor
 * busy.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class CompileIT {
  private static final InferenceEngine ENGINE = engine();
  private static final Map<String, Compiled> COMPILED = new ConcurrentHashMap<>();

  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  @TempDir
  private static Path shared;

  private final Path work;

  CompileIT(@TempDir Path work) {
    this.work = work;
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

  /** A model as a push has it before the step: copied, inspected, probed. */
  private record Pushed(
      Inspection inspection, Probe probe, List<Map<String, @Nullable Object>> rows) {}

  /** What became of a model that was pushed, and what was said on the way. */
  private record Compiled(Pushed pushed, Compilation outcome, List<String> log) {
    Compilation.Proved proved() {
      assertThat(outcome).as(() -> String.join("\n", log)).isInstanceOf(Compilation.Proved.class);
      return (Compilation.Proved) outcome;
    }

    String reason() {
      assertThat(outcome).isInstanceOf(Compilation.Refused.class);
      return ((Compilation.Refused) outcome).reason();
    }

    Model open() throws Exception {
      String stored = pushed.probe().manifest().withCompiled(proved().form()).toJson();
      return ENGINE.openCompiled(proved().onnx(), ModelManifest.fromJson(stored));
    }

    Model openOriginal() throws Exception {
      return ENGINE.open(pushed.inspection().directory(), pushed.probe().manifest(), log::add);
    }
  }

  private static Compiled compiled(String name) {
    return COMPILED.computeIfAbsent(
        name,
        model -> {
          try {
            List<String> log = Collections.synchronizedList(new ArrayList<>());
            Path folder = Files.createDirectories(shared.resolve(model));
            Pushed pushed = pushed(model, folder, log);
            return new Compiled(pushed, compile(pushed, TestHome.environment(), folder, log), log);
          } catch (Exception failure) {
            throw new IllegalStateException(model + " could not be pushed", failure);
          }
        });
  }

  private static Pushed pushed(String name, Path folder, List<String> log) throws Exception {
    Path made = TestHome.compiledModels().resolve(name);
    Path model = Files.createDirectories(folder.resolve("model"));
    try (Stream<Path> files = Files.list(made)) {
      for (Path file : files.toList()) {
        if (!file.endsWith("rows.json")) {
          Files.copy(file, model.resolve(file.getFileName()));
        }
      }
    }
    Inspection inspection =
        new RepositoryFolder(model).with("requirements.txt", TestHome.requirements()).inspect();
    Probe probe = ENGINE.probe(inspection, Optional.of(TestHome.environment()), log::add);
    List<Map<String, @Nullable Object>> rows =
        new ObjectMapper().readValue(made.resolve("rows.json").toFile(), new TypeReference<>() {});
    return new Pushed(inspection, probe, rows);
  }

  private static Compilation compile(
      Pushed pushed, PythonEnvironment environment, Path folder, List<String> log)
      throws Exception {
    return ENGINE.compile(
        pushed.inspection(),
        pushed.probe(),
        environment,
        pushed.rows(),
        folder.resolve("model.onnx"),
        log::add);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "logistic",
        "forest",
        "forest_of_words",
        "forest_regressor",
        "scaled_forest",
        "gradient_boosting",
        "histogram",
        "histogram_missing",
        "histogram_regressor",
        "network",
        "ridge",
        "columns",
        "columns_histogram",
        "text",
        "text_columns",
        "text_forest",
        "text_condensed",
        "text_bayes",
        "text_xgboost",
        "xgboost",
        "xgboost_counts",
        "xgboost_booster",
        "xgboost_dart",
        "xgboost_categories",
        "xgboost_sparse",
        "lightgbm",
        "lightgbm_words",
        "lightgbm_categories",
        "lightgbm_forest"
      })
  void provesTheModelAndAnswersAsPythonDoes(String name) throws Exception {
    Compiled model = compiled(name);
    Probe probe = model.pushed().probe();
    Attempt last = model.proved().report().attempts().getLast();
    assertThat(last.isProved()).isTrue();
    assertThat(last.rows()).extracting(Compared::differing).containsOnly(0);
    assertThat(last.rows())
        .extracting(Compared::source)
        .contains(RowSource.TEST_DATA, RowSource.BASELINE, RowSource.EDGE);
    assertThat(last.msPerRow()).isPositive();
    try (Model compiled = model.open()) {
      assertThat(compiled.signature()).isEqualTo(probe.signature());
      assertAlike(InferenceEngine.predictRows(compiled, probe.inputRows()), probe.outputRows());
    }
  }

  private static void assertAlike(
      List<Map<String, @Nullable Object>> actual, List<Map<String, @Nullable Object>> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i).keySet()).isEqualTo(expected.get(i).keySet());
      Map<String, @Nullable Object> row = actual.get(i);
      expected
          .get(i)
          .forEach(
              (output, value) -> {
                if (value instanceof Double number) {
                  assertThat((Double) row.get(output))
                      .isCloseTo(number, within(1e-5 * Math.max(1, Math.abs(number))));
                } else {
                  assertThat(row.get(output)).isEqualTo(value);
                }
              });
    }
  }

  @Test
  void testsBothSidesOfTheSplitsOfTrees() throws Exception {
    CompileReport report = compiled("forest").proved().report();
    Attempt attempt = report.attempts().getLast();
    assertThat(report.splits()).isPositive();
    assertThat(report.testedSplits()).isGreaterThan(report.splits() / 4);
    assertThat(attempt.rows())
        .filteredOn(part -> part.source() == RowSource.BOUNDARY)
        .allMatch(part -> part.rows() > report.testedSplits());
    assertThat(report.converters())
        .extracting(version -> version.split(" ")[0])
        .containsExactly("skl2onnx", "onnx", "scikit-learn");
  }

  @Test
  void takesDoublesWhereFloatsFallOnTheWrongSideOfASplit() throws Exception {
    Compilation.Proved proved = compiled("histogram").proved();
    assertThat(proved.form().precision()).isEqualTo(Precision.FLOAT64);
    Attempt floats = proved.report().attempts().getFirst();
    assertThat(floats.isProved()).isFalse();
    assertThat(floats.reason()).contains("boundary rows differ");
    assertThat(floats.rows())
        .filteredOn(part -> part.source() == RowSource.BOUNDARY)
        .allMatch(part -> part.differing() > 0);
  }

  /** Each library has a precision of its own, in which every split falls where it did. */
  @ParameterizedTest
  @CsvSource({"xgboost, FLOAT32", "lightgbm, FLOAT64"})
  void computesBoostedTreesInTheirLibrarysPrecision(String name, Precision precision)
      throws Exception {
    Compilation.Proved proved = compiled(name).proved();
    CompileReport report = proved.report();
    assertThat(proved.form().precision()).isEqualTo(precision);
    assertThat(report.testedSplits()).isGreaterThan(report.splits() / 2);
    assertThat(report.converters())
        .extracting(version -> version.split(" ")[0])
        .containsExactly("onnx", name);
  }

  @Test
  void namesTheKindOfBoostedModelThatIsNotConverted() throws Exception {
    assertThat(compiled("xgboost_linear").reason()).contains("gblinear");
  }

  @Test
  void refusesMissingValuesInTheOriginalsWordsWhereItDoes() throws Exception {
    Compiled model = compiled("logistic");
    Map<String, @Nullable Object> row =
        new LinkedHashMap<>(model.pushed().probe().inputRows().getFirst());
    row.put(row.keySet().iterator().next(), null);
    try (Model compiled = model.open();
        Model original = model.openOriginal()) {
      String words = refusal(original, row);
      assertThat(words).contains("NaN");
      assertThat(refusal(compiled, row)).isEqualTo(words);
    }
  }

  private static String refusal(Model model, Map<String, @Nullable Object> row) {
    List<String> words = new ArrayList<>();
    assertThatThrownBy(() -> InferenceEngine.predictRows(model, List.of(row)))
        .isInstanceOfSatisfying(
            InferenceException.class, e -> words.add(String.valueOf(e.getMessage())));
    return words.getFirst();
  }

  @Test
  void answersMissingValuesWhereTheOriginalDoes() throws Exception {
    Compiled model = compiled("forest");
    Map<String, @Nullable Object> row =
        new LinkedHashMap<>(model.pushed().probe().inputRows().getFirst());
    row.put("temp", null);
    try (Model compiled = model.open();
        Model original = model.openOriginal()) {
      assertAlike(
          InferenceEngine.predictRows(compiled, List.of(row)),
          InferenceEngine.predictRows(original, List.of(row)));
    }
  }

  @Test
  void takesAllFeaturesAsOneMatrixAsThePythonModelDoes() throws Exception {
    try (Model compiled = compiled("ridge").open()) {
      float[] values = {50f, 10f, 12f, 20f, 3f, 4f};
      List<Tensor> answer = compiled.predict(List.of(Tensor.of("input", values, 2, 3)));
      assertThat(answer).singleElement().extracting(Tensor::rows).isEqualTo(2);
    }
  }

  @Test
  void leavesAModelInPythonWhoseConversionDisagrees() throws Exception {
    Compiled model = compiled("categories");
    assertThat(model.reason()).contains("rows differ; the first: ");
    assertThat(model.outcome().report().attempts())
        .extracting(Attempt::isProved)
        .containsOnly(false);
  }

  /** Letters, accents, scripts and gaps that programs disagree about, among the model's terms. */
  @Test
  void provesTextsOnOddOnes() throws Exception {
    Compiled model = compiled("text_columns");
    assertThat(model.proved().report().attempts().getLast().rows())
        .filteredOn(part -> part.source() == RowSource.BOUNDARY)
        .singleElement()
        .matches(part -> part.rows() >= 1_000);
    try (Model compiled = model.open();
        Model original = model.openOriginal()) {
      Map<String, @Nullable Object> row =
          new LinkedHashMap<>(model.pushed().probe().inputRows().getFirst());
      row.put("note", null);
      assertThat(refusal(compiled, row)).isEqualTo(refusal(original, row));
    }
  }

  @Test
  void namesThePatternThatIsNotRead() throws Exception {
    assertThat(compiled("text_pattern").reason())
        .contains("the token_pattern '(?:on|fog)+' is more than repeated characters");
  }

  @Test
  void doesNotConvertCodeOfAModelsOwn() throws Exception {
    List<String> log = new ArrayList<>();
    Path folder = Files.createDirectories(work.resolve("code"));
    Inspection inspection =
        RepositoryFolder.ofCode(folder, "def predict(rows):\n  return [1.5 for r in rows]\n")
            .inspect();
    Probe probe = ENGINE.probe(inspection, Optional.of(TestHome.environment()), log::add);
    Compilation outcome =
        compile(new Pushed(inspection, probe, List.of()), TestHome.environment(), work, log);
    assertThat(((Compilation.Refused) outcome).reason()).contains("predict.py is code of its own");
  }

  @Test
  void leavesTheModelInPythonWhereTheConvertersCannotBeInstalled() throws Exception {
    Pushed pushed = compiled("logistic").pushed();
    PythonEnvironment real = TestHome.environment();
    PythonEnvironment unknown =
        new PythonEnvironment(
            real.digest(), real.directory(), "3.99.1", real.basePrefix(), real.lock(), true);
    Compilation outcome =
        ENGINE.compile(
            pushed.inspection(),
            pushed.probe(),
            unknown,
            List.of(),
            work.resolve("model.onnx"),
            line -> {});
    assertThat(((Compilation.Refused) outcome).reason())
        .startsWith("the converters cannot be installed: Python 3.99.1 is not installed");
  }

  @Test
  void readsThePinnedEngine() throws Exception {
    Pushed pushed = pushed("pinned_to_jvm", work, new ArrayList<>());
    assertThat(pushed.inspection().settings().engine()).isEqualTo(EngineChoice.JVM);
  }
}
