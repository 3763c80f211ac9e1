package io.plimsoll.inference.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.python.Batching;
import io.plimsoll.inference.python.ModelForm;
import io.plimsoll.inference.python.WorkerScale;
import io.plimsoll.inference.repository.PerformanceSettings.Segment;
import io.plimsoll.inference.repository.PerformanceSettings.Source;
import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.inference.tensor.FeatureType;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelRepositoryTest {

  /** Protocol 4: None. */
  private static final byte[] PICKLE = {(byte) 0x80, 4, 'N', '.'};

  private final Path folder;

  ModelRepositoryTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void writesTestData() throws IOException {
    write("test_data.json", "[{\"temp\": 1, \"carrier\": \"UA\", \"wet\": true, \"note\": null}]");
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
  }

  private void writePickle(String name) throws IOException {
    Files.write(folder.resolve(name), PICKLE);
    write("requirements.txt", "scikit-learn==1.7.2");
  }

  private void writeOnnx(String name) throws IOException {
    try (InputStream model = getClass().getResourceAsStream("/onnx/binary.onnx")) {
      Files.write(folder.resolve(name), Objects.requireNonNull(model).readAllBytes());
    }
  }

  private Inspection inspect() throws IOException, InvalidRepositoryException {
    return ModelRepository.inspect(folder);
  }

  private void refuses(String message) {
    assertThatThrownBy(this::inspect)
        .isInstanceOf(InvalidRepositoryException.class)
        .hasMessageContaining(message);
  }

  @Test
  void readsAnEstimatorWithItsTestData() throws Exception {
    writePickle("model.joblib");
    write("baseline.csv", "temp\n1\n");

    Inspection inspection = inspect();

    assertThat(inspection.framework()).isEqualTo(Framework.SKLEARN);
    assertThat(inspection.needsPython()).isTrue();
    assertThat(inspection.modelFile())
        .hasValueSatisfying(file -> assertThat(file).hasFileName("model.joblib"));
    assertThat(inspection.baseline())
        .hasValueSatisfying(file -> assertThat(file).hasFileName("baseline.csv"));
    assertThat(inspection.pickles()).hasSize(1);
    assertThat(inspection.requirements().orElseThrow().lines())
        .containsExactly("scikit-learn==1.7.2");
    Map<String, ?> row = inspection.testData().rows().getFirst();
    assertThat(row.keySet()).containsExactly("temp", "carrier", "wet", "note");
    assertThat(row.get("temp")).isEqualTo(1L);
    assertThat(row.get("note")).isNull();
  }

  @Test
  void tellsOnnxByItsContentWhateverItIsCalled() throws Exception {
    writeOnnx("model.pkl");

    assertThat(inspect().framework()).isEqualTo(Framework.ONNX);
  }

  @Test
  void tellsPmmlByItsRootElement() throws Exception {
    write("model.txt", "\n<!-- PMML --><PMML xmlns='http://www.dmg.org/PMML-4_4'/>");

    assertThat(inspect().framework()).isEqualTo(Framework.PMML);
    assertThat(inspect().needsPython()).isFalse();
    write("plimsoll.yaml", "engine: python");
    refuses("PMML runs inside the server");
  }

  @Test
  void takesPredictPyAsTheModel() throws Exception {
    write("predict.py", "def predict(rows): return [1] * len(rows)");

    Inspection inspection = inspect();

    assertThat(inspection.framework()).isEqualTo(Framework.PYTHON);
    assertThat(inspection.modelFile()).isEmpty();
    assertThat(inspection.requirements()).isEmpty();
  }

  @Test
  void readsEverySetting() throws Exception {
    Files.createDirectory(folder.resolve("files"));
    writeOnnx("files/best.bin");
    write("data.csv", "a\n1\n");
    write(
        "plimsoll.yaml",
        """
        framework: onnx
        engine: jvm
        model: files/best.bin
        baseline: data.csv
        python: "3.11"
        features: {temp: number, carrier: string}
        outputs: [label]
        timeouts: {load: 2m, infer: 500ms}
        log: {sample: 0.1, mask: [temp], hash: [carrier], maxBytes: 8192}
        """);

    ModelSettings settings = inspect().settings();

    assertThat(settings.features())
        .containsExactly(
            new Feature("temp", FeatureType.NUMBER), new Feature("carrier", FeatureType.STRING));
    assertThat(settings.engine()).isEqualTo(EngineChoice.JVM);
    assertThat(settings.python()).contains("3.11");
    assertThat(settings.outputs()).containsExactly("label");
    assertThat(settings.loadTimeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.inferTimeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(settings.log())
        .isEqualTo(new LogSettings(0.1, Set.of("temp"), Set.of("carrier"), 8_192));
  }

  @Test
  void readsThePythonOfRuntimeTxt() throws Exception {
    write("predict.py", "def predict(rows): return [1] * len(rows)");
    write("runtime.txt", "python-3.12.4\n");
    assertThat(inspect().settings().python()).contains("3.12.4");

    write("plimsoll.yaml", "python: \"3.12.4\"");
    assertThat(inspect().settings().python()).contains("3.12.4");

    write("plimsoll.yaml", "python: \"3.11\"");
    refuses("runtime.txt names Python 3.12.4 and plimsoll.yaml 3.11; leave one of them out");

    write("runtime.txt", "pypy-7.3\n");
    refuses("runtime.txt has to hold a version of Python such as python-3.11, not \"pypy-7.3\"");
  }

  @Test
  void refusesTheJvmForCodeOfItsOwn() throws Exception {
    write("predict.py", "def predict(rows): return [1] * len(rows)");
    write("plimsoll.yaml", "engine: jvm");

    refuses("engine: jvm, but predict.py is code of its own, which cannot be converted");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "modle: x|unknown key \"modle\"; known are [baseline, batching, engine, features,",
        "timeouts: {lod: 1s}|unknown key \"timeouts.lod\"; known are [infer, load]",
        "timeouts: {load: soon}|timeouts.load has to be a duration such as 30s",
        "timeouts: {load: 3h}|timeouts.load has to be a duration",
        "features: {temp: float}|features.temp: unknown feature type \"float\"; known are [number,",
        "python: 3.10|in quotes",
        "framework: caffe|unknown framework \"caffe\"; known are [sklearn, xgboost, lightgbm,"
            + " torch, keras, tensorflow, onnx, pmml, python]",
        "framework: sklearn|plimsoll.yaml says framework: sklearn, but the repository holds onnx",
        "engine: gpu|unknown engine \"gpu\"; known are [auto, jvm, python]",
        "engine: python|plimsoll.yaml says engine: python, but ONNX runs inside the server",
        "model: ../../etc/passwd|model: \"../../etc/passwd\" is not a file of this repository",
        "baseline: /etc/passwd|baseline: \"/etc/passwd\" is not a file of this repository",
        "log: {sampel: 1}|unknown key \"log.sampel\"; known are [hash, mask, maxBytes, sample]",
        "log: {sample: 10}|log.sample has to be from 0 to 1, not 10.0",
        "log: {sample: half}|log.sample has to be a number",
        "log: {mask: name}|log.mask has to be a list of names",
        "log: {mask: [a, b], hash: [b]}|[b] cannot be both under log.mask and under log.hash",
        "log: {maxBytes: 10}|log.maxBytes has to be from 256 to 262144, not 10",
        "workers: {min: -1}|workers.min has to be a whole number from 0 to 256, not \"-1\"",
        "workers: {min: 3, max: 2}|workers.min has to be at most workers.max, 2, not \"3\"",
        "workers: {memory: 2GB}|workers.memory has to be a size such as 800MiB or 2GiB",
        "workers: {idle: soon}|workers.idle has to be a duration such as 30s",
        "workers: {cores: 2}|unknown key \"workers.cores\"; known are [idle, max, memory, min]",
        "batching: maybe|batching has to be on, off or a goal such as {goal: 20ms}",
        "performance: {taks: x}|unknown key \"performance.taks\"",
        "performance: {task: sorting}|performance.task has to be auto, classification, regression"
            + " or ranking",
        "performance: {depth: 0}|performance.depth has to be from 1 to 100, not 0",
        "performance: {segments: [a, a]}|performance.segments names \"a\" twice",
        "performance: {segments: [{feature: a, tag: b}]}|either a feature or a tag",
        "performance: {segments: [{feature: a, edges: [2, 1]}]}|the edges of \"a\" have to ascend",
        "model: [|not valid YAML",
        "!!javax.script.ScriptEngineManager [x]|not valid YAML",
      })
  void refusesSettingsThatCannotBeMeant(String yaml, String message) throws IOException {
    writeOnnx("model.onnx");
    write("plimsoll.yaml", yaml);

    refuses(message);
  }

  @Test
  void readsHowLabelsAreCompared() throws Exception {
    writeOnnx("model.onnx");
    assertThat(inspect().settings().performance()).isEmpty();
    write(
        "plimsoll.yaml",
        "performance: {task: classification, actual: final, positive: 1,"
            + " segments: [plan, {tag: shop}, {feature: age, edges: [18, 65.5]}]}");

    PerformanceSettings settings = inspect().settings().performance().orElseThrow();

    assertThat(settings.task()).isEqualTo(PerformanceSettings.Task.CLASSIFICATION);
    assertThat(settings.actual()).isEqualTo("final");
    assertThat(settings.positive()).isEqualTo("1");
    assertThat(settings.depth()).isEqualTo(10);
    assertThat(settings.segments())
        .containsExactly(
            new Segment("plan", Source.FEATURE, List.of()),
            new Segment("shop", Source.TAG, List.of()),
            new Segment("age", Source.FEATURE, List.of(18.0, 65.5)));
  }

  @Test
  void readsHowCallsAreRun() throws Exception {
    writeOnnx("model.onnx");
    write("plimsoll.yaml", "{workers: {min: 0, max: 8, idle: 90s}, batching: {goal: 20ms}}");

    RunSettings running = inspect().settings().running();

    assertThat(running.batching()).isEqualTo(new Batching(true, Duration.ofMillis(20)));
    assertThat(running.scale(WorkerScale.upTo(4)))
        .isEqualTo(new WorkerScale(0, 4, Duration.ofSeconds(90), WorkerScale.UNLIMITED));
    write("plimsoll.yaml", "batching: off");
    assertThat(inspect().settings().running().batching().isOn()).isFalse();
    write("plimsoll.yaml", "workers: {memory: 800MiB, min: 9}");
    assertThat(inspect().settings().running().scale(WorkerScale.upTo(2)))
        .isEqualTo(new WorkerScale(2, 2, Duration.ofMinutes(5), 800L << 20));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|holds no list of rows",
        "[]|has 0 rows",
        "[1]|row 0 is neither an object nor a list",
        "[{\"a\": {\"b\": 1}}]|row 0: `a` is nested",
        "[{\"a\": 1}, [1]]|mixes objects and lists",
        "[{\"a\": 1, \"a\": 2}]|not valid JSON",
        "[{\"a\": 1}|not valid JSON",
      })
  void refusesTestDataThatIsNoRows(String json, String message) throws IOException {
    writeOnnx("model.onnx");
    write("test_data.json", json);

    refuses("test_data.json");
    refuses(message);
  }

  @Test
  void readsPlainRowsAndTheFormsOfOtherServers() throws Exception {
    writeOnnx("model.onnx");
    write("test_data.json", "{\"instances\": [[1, 2.5], [3, null]]}");
    assertThat(inspect().testData().matrix()).hasSize(2);

    write("test_data.json", "{\"rows\": [{\"a\": 1}]}");
    assertThat(inspect().testData().names()).containsExactly("a");
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    refuses("there is no model");
    Files.write(folder.resolve("model.pkl"), PICKLE);
    refuses("requirements.txt is missing");
    writePickle("model.pkl");
    Files.delete(folder.resolve("test_data.json"));
    refuses("test_data.json is missing");
    writePickle("model.joblib");
    refuses("several model files (model.joblib, model.pkl)");
  }

  private void writeArchive(String name, String entry) throws IOException {
    try (ZipOutputStream archive =
        new ZipOutputStream(Files.newOutputStream(folder.resolve(name)))) {
      archive.putNextEntry(new ZipEntry(entry));
      archive.closeEntry();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "net/data.pkl, a zip archive, as torch.save writes it",
    "holiday.jpg, neither ONNX nor PMML nor a pickle",
  })
  void namesTheWayOutForArchivesOfOtherTools(String entry, String words) throws IOException {
    writeArchive("model.pt", entry);

    refuses("model.pt is " + words);
  }

  @ParameterizedTest
  @CsvSource({
    "net/code/__torch__.py, TORCH, TORCH_SCRIPT, torch>=2",
    "net/constants.pkl, TORCH, TORCH_SCRIPT, torch==2.5.1",
    "net/archive_format, TORCH, TORCH_EXPORT, torch",
    "serialized_exported_program.json, TORCH, TORCH_EXPORT, torch",
    "model.weights.h5, KERAS, KERAS, tensorflow-cpu==2.21.0",
    "model.weights.h5, KERAS, KERAS, keras",
  })
  void tellsNetworksByWhatIsInTheirArchive(
      String entry, Framework framework, ModelForm form, String requirement) throws Exception {
    writeArchive("model.any", entry);
    refuses("requirements.txt is missing");
    write("requirements.txt", "torchvision\nkeras-tuner\n");
    refuses(
        "which requirements.txt does not list; add "
            + (framework == Framework.TORCH ? "torch==" : "tensorflow-cpu=="));
    write("requirements.txt", requirement);

    assertThat(inspect().framework()).isEqualTo(framework);
    assertThat(FileKind.of(folder.resolve("model.any")).form()).contains(form);

    write("plimsoll.yaml", "engine: jvm");
    refuses("models of " + framework.word() + " are not converted here");
  }

  @Test
  void takesHdf5ForKeras() throws Exception {
    Files.write(folder.resolve("model.dat"), new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n'});
    write("requirements.txt", "tensorflow");

    assertThat(inspect().framework()).isEqualTo(Framework.KERAS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<?xml version='1.0'?><svg><PMML/></svg>|model.any is neither ONNX nor PMML nor a pickle",
        "binf and more|model.any is XGBoost's old binary form",
        "PK\u0003\u0004 cut off|model.any is neither ONNX nor PMML nor a pickle",
        "whatever|model.any is neither ONNX nor PMML nor a pickle, joblib, skops, XGBoost,"
            + " LightGBM, torch or Keras file",
      })
  void namesTheWayOutForFilesOfOtherTools(String content, String words) throws IOException {
    write("model.any", content);

    refuses(words);
  }

  @Test
  void takesTheFolderThatTensorFlowWrites() throws Exception {
    Files.createDirectories(folder.resolve("net/1"));
    Files.write(folder.resolve("net/1/saved_model.pb"), new byte[] {8, 1, 0x12, 0});
    write("requirements.txt", "tensorflow-cpu");

    assertThat(inspect().framework()).isEqualTo(Framework.TENSORFLOW);
    assertThat(inspect().modelFile()).contains(folder.resolve("net/1/saved_model.pb"));

    Files.createDirectories(folder.resolve("net/2"));
    write("net/2/saved_model.pb", "x");
    refuses("there are several SavedModels (net/1/saved_model.pb, net/2/saved_model.pb)");
    write("plimsoll.yaml", "model: net/1/saved_model.pb");
    assertThat(inspect().framework()).isEqualTo(Framework.TENSORFLOW);
  }

  @Test
  void refusesSymbolicLinks() throws IOException {
    writePickle("model.pkl");
    Files.createSymbolicLink(folder.resolve("data"), Path.of("/etc"));

    refuses("data is a symbolic link");
  }

  @Test
  void refusesGitLfsPointers() throws IOException {
    write("model.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n");

    refuses("model.onnx is only a Git LFS pointer, not the file itself; run \"git lfs");
  }

  @Test
  void refusesWhatIsTooLarge() throws IOException {
    writePickle("model.pkl");

    assertThatThrownBy(() -> ModelRepository.inspect(folder, new RepositoryLimits(10, 3, 100)))
        .hasMessageContaining("a file may have");
    assertThatThrownBy(() -> ModelRepository.inspect(folder, new RepositoryLimits(2, 500, 500)))
        .hasMessageContaining("more than 2 files");
  }

  @Test
  void readsNoTestDataThatWouldFillTheMemory() throws IOException {
    writePickle("model.pkl");
    write("requirements.txt", "scikit-learn\n");
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve("test_data.json").toFile(), "rw")) {
      file.setLength(17 << 20);
    }

    refuses("test_data.json has 17,825,792 bytes, and 16,777,216 at most are read");
  }

  @Test
  void takesNoArchiveWhoseListOfFilesWouldFillTheMemory() throws IOException {
    Path archive = folder.resolve("model.zip");
    byte[] end = {'P', 'K', 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0};
    try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
      file.write(new byte[] {'P', 'K', 3, 4});
      file.seek(40 << 20);
      file.write(end);
    }

    assertThat(ArchiveEnd.hasSmallList(archive)).isFalse();
    assertThat(FileKind.of(archive)).isEqualTo(FileKind.OTHER);
  }

  @Test
  void leavesGitsOwnFolderAlone() throws Exception {
    writePickle("model.pkl");
    write(".git/objects/model.pkl", "x");

    assertThat(inspect().pickles()).hasSize(1);
  }
}
