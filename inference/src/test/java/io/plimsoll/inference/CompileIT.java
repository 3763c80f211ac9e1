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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real models through the real converters, in the real sandbox. */
@Timeout(300)
class CompileIT {

  private static final InferenceEngine ENGINE = engine();

  private final Path work;
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

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

  private Pushed pushed(String name) throws Exception {
    Path made = TestHome.compiledModels().resolve(name);
    Path folder = Files.createDirectories(work.resolve("model"));
    try (Stream<Path> files = Files.list(made)) {
      for (Path file : files.toList()) {
        if (!file.endsWith("rows.json")) {
          Files.copy(file, folder.resolve(file.getFileName()));
        }
      }
    }
    Inspection inspection =
        new RepositoryFolder(folder).with("requirements.txt", TestHome.requirements()).inspect();
    Probe probe = ENGINE.probe(inspection, Optional.of(TestHome.environment()), log::add);
    List<Map<String, @Nullable Object>> rows =
        new ObjectMapper().readValue(made.resolve("rows.json").toFile(), new TypeReference<>() {});
    return new Pushed(inspection, probe, rows);
  }

  private Compilation compile(Pushed pushed) throws Exception {
    return ENGINE.compile(
        pushed.inspection(),
        pushed.probe(),
        TestHome.environment(),
        pushed.rows(),
        work.resolve("model.onnx"),
        log::add);
  }

  private Compilation.Proved proved(Pushed pushed) throws Exception {
    Compilation outcome = compile(pushed);
    assertThat(outcome).as(() -> String.join("\n", log)).isInstanceOf(Compilation.Proved.class);
    return (Compilation.Proved) outcome;
  }

  private static Model open(Pushed pushed, Compilation.Proved proved) throws Exception {
    String stored = pushed.probe().manifest().withCompiled(proved.form()).toJson();
    return ENGINE.openCompiled(proved.onnx(), ModelManifest.fromJson(stored));
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
    Pushed pushed = pushed(name);
    Compilation.Proved proved = proved(pushed);
    Attempt last = proved.report().attempts().getLast();
    assertThat(last.isProved()).isTrue();
    assertThat(last.rows()).extracting(Compared::differing).containsOnly(0);
    assertThat(last.rows())
        .extracting(Compared::source)
        .contains(RowSource.TEST_DATA, RowSource.BASELINE, RowSource.EDGE);
    assertThat(last.msPerRow()).isPositive();
    try (Model compiled = open(pushed, proved)) {
      assertThat(compiled.signature()).isEqualTo(pushed.probe().signature());
      assertAlike(
          InferenceEngine.predictRows(compiled, pushed.probe().inputRows()),
          pushed.probe().outputRows());
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
    CompileReport report = proved(pushed("forest")).report();
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
    Compilation.Proved proved = proved(pushed("histogram"));
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
    Compilation.Proved proved = proved(pushed(name));
    CompileReport report = proved.report();
    assertThat(proved.form().precision()).isEqualTo(precision);
    assertThat(report.testedSplits()).isGreaterThan(report.splits() / 2);
    assertThat(report.converters())
        .extracting(version -> version.split(" ")[0])
        .containsExactly("onnx", name);
  }

  @Test
  void namesTheKindOfBoostedModelThatIsNotConverted() throws Exception {
    Compilation outcome = compile(pushed("xgboost_linear"));
    assertThat(((Compilation.Refused) outcome).reason()).contains("gblinear");
  }

  @Test
  void refusesMissingValuesInTheOriginalsWordsWhereItDoes() throws Exception {
    Pushed pushed = pushed("logistic");
    Map<String, @Nullable Object> row = new LinkedHashMap<>(pushed.probe().inputRows().getFirst());
    row.put(row.keySet().iterator().next(), null);
    try (Model compiled = open(pushed, proved(pushed));
        Model original =
            ENGINE.open(pushed.inspection().directory(), pushed.probe().manifest(), log::add)) {
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
    Pushed pushed = pushed("forest");
    Map<String, @Nullable Object> row = new LinkedHashMap<>(pushed.probe().inputRows().getFirst());
    row.put("temp", null);
    try (Model compiled = open(pushed, proved(pushed));
        Model original =
            ENGINE.open(pushed.inspection().directory(), pushed.probe().manifest(), log::add)) {
      assertAlike(
          InferenceEngine.predictRows(compiled, List.of(row)),
          InferenceEngine.predictRows(original, List.of(row)));
    }
  }

  @Test
  void takesAllFeaturesAsOneMatrixAsThePythonModelDoes() throws Exception {
    Pushed pushed = pushed("ridge");
    try (Model compiled = open(pushed, proved(pushed))) {
      float[] values = {50f, 10f, 12f, 20f, 3f, 4f};
      List<Tensor> answer = compiled.predict(List.of(Tensor.of("input", values, 2, 3)));
      assertThat(answer).singleElement().extracting(Tensor::rows).isEqualTo(2);
    }
  }

  @Test
  void leavesAModelInPythonWhoseConversionDisagrees() throws Exception {
    Compilation outcome = compile(pushed("categories"));
    assertThat(outcome).isInstanceOf(Compilation.Refused.class);
    assertThat(((Compilation.Refused) outcome).reason()).contains("rows differ; the first: ");
    assertThat(outcome.report().attempts()).extracting(Attempt::isProved).containsOnly(false);
  }

  /** Letters, accents, scripts and gaps that programs disagree about, among the model's terms. */
  @Test
  void provesTextsOnOddOnes() throws Exception {
    Pushed pushed = pushed("text_columns");
    Compilation.Proved proved = proved(pushed);
    assertThat(proved.report().attempts().getLast().rows())
        .filteredOn(part -> part.source() == RowSource.BOUNDARY)
        .singleElement()
        .matches(part -> part.rows() >= 1_000);
    try (Model compiled = open(pushed, proved);
        Model original =
            ENGINE.open(pushed.inspection().directory(), pushed.probe().manifest(), log::add)) {
      Map<String, @Nullable Object> row =
          new LinkedHashMap<>(pushed.probe().inputRows().getFirst());
      row.put("note", null);
      assertThat(refusal(compiled, row)).isEqualTo(refusal(original, row));
    }
  }

  @Test
  void namesThePatternThatIsNotRead() throws Exception {
    Compilation outcome = compile(pushed("text_pattern"));
    assertThat(((Compilation.Refused) outcome).reason())
        .contains("the token_pattern '(?:on|fog)+' is more than repeated characters");
  }

  @Test
  void doesNotConvertCodeOfAModelsOwn() throws Exception {
    Path folder = Files.createDirectories(work.resolve("code"));
    Inspection inspection =
        RepositoryFolder.ofCode(folder, "def predict(rows):\n  return [1.5 for r in rows]\n")
            .inspect();
    Probe probe = ENGINE.probe(inspection, Optional.of(TestHome.environment()), log::add);
    Compilation outcome = compile(new Pushed(inspection, probe, List.of()));
    assertThat(((Compilation.Refused) outcome).reason()).contains("predict.py is code of its own");
  }

  @Test
  void leavesTheModelInPythonWhereTheConvertersCannotBeInstalled() throws Exception {
    Pushed pushed = pushed("logistic");
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
            log::add);
    assertThat(((Compilation.Refused) outcome).reason())
        .startsWith("the converters cannot be installed: Python 3.99.1 is not installed");
  }

  @Test
  void readsThePinnedEngine() throws Exception {
    Inspection inspection = pushed("pinned_to_jvm").inspection();
    assertThat(inspection.settings().engine()).isEqualTo(EngineChoice.JVM);
  }
}
