package io.plimsoll.inference.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PickleScannerTest {

  private final Path folder;

  PickleScannerTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("model.pkl"), bytes);
  }

  /** One byte a character, so that opcodes can be written as text. */
  private Path file(String pickle) throws IOException {
    return file(pickle.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String shortText(String text) {
    return "\u008c" + (char) text.length() + text;
  }

  private void refuses(Path file, String... parts) {
    assertThatThrownBy(() -> PickleScanner.scan(file, GlobalPolicy.standard()))
        .isInstanceOf(UnsafePickleException.class)
        .hasMessageStartingWith("model.pkl: ")
        .hasMessageContainingAll(parts);
  }

  @Test
  void refusesACommandInTheTextProtocolAndNamesItsByte() throws IOException {
    refuses(file("cos\nsystem\n(S'rm -rf /'\ntR."), "imports os.system (at byte 0)");
  }

  @Test
  void letsExactlyThatPassWhichSomebodyAnswersFor() throws Exception {
    String pickle = "\u0080\u0004" + shortText("os") + shortText("getcwd") + "\u0093.";
    GlobalPolicy standard = GlobalPolicy.standard();

    assertThat(
            PickleScanner.scan(file(pickle), standard.vouchingFor(Set.of("os.getcwd"))).globals())
        .extracting(GlobalReference::qualified)
        .containsExactly("os.getcwd");
    assertThatThrownBy(
            () -> PickleScanner.scan(file(pickle), standard.vouchingFor(Set.of("os.system", "os"))))
        .isInstanceOfSatisfying(
            UnsafePickleException.class,
            e ->
                assertThat(e.global())
                    .map(GlobalReference::qualified)
                    .isEqualTo(Optional.of("os.getcwd")));
  }

  @Test
  void refusesAnImportByStackGlobal() throws IOException {
    String pickle = "\u0080\u0004" + shortText("subprocess") + shortText("Popen") + "\u0093.";

    refuses(file(pickle), "imports subprocess.Popen (at byte 21)", "run commands");
  }

  @Test
  void followsNamesThroughTheMemo() throws IOException {
    String pickle =
        "\u0080\u0004"
            + shortText("builtins")
            + "\u00940"
            + shortText("eval")
            + "\u00940h\0h\u0001\u0093.";

    refuses(file(pickle), "imports builtins.eval");
  }

  @Test
  void refusesTheOldInstanceOpcode() throws IOException {
    refuses(file("(S'id'\nios\nsystem\n."), "imports os.system");
  }

  @Test
  void refusesAnImportWhoseNameIsComputed() throws IOException {
    // The name is what a call returns, so that no text of it stands in the file.
    String pickle = "\u0080\u0004" + shortText("os") + "cbuiltins\nstr\n)R\u0093.";

    refuses(file(pickle), "cannot be scanned", "is computed, not named");
  }

  @Test
  void refusesDottedNamesThatWalkThroughAttributes() throws IOException {
    String pickle =
        "\u0080\u0004"
            + shortText("sklearn.base")
            + shortText("BaseEstimator.__init__")
            + "\u0093.";

    refuses(file(pickle), "sklearn.base.BaseEstimator.__init__");
  }

  @ParameterizedTest
  @CsvSource({
    "os,system",
    "posix,system",
    "nt,system",
    "subprocess,Popen",
    "builtins,eval",
    "builtins,exec",
    "builtins,getattr",
    "__builtin__,eval",
    "builtins,__import__",
    "socket,socket",
    "importlib,import_module",
    "operator,attrgetter",
    "runpy,run_module",
    "pickle,loads",
    "numpy,load",
    "numpy.testing._private.utils,runstring",
    "pandas,read_pickle",
    "pandas.core.computation.eval,eval",
    "joblib,load",
    "joblib.numpy_pickle,load",
    "sklearn.datasets._base,load_files",
    "sklearn.datasets._base,Bunch",
    "sklearn.utils,os",
    "torch,load",
    "cloudpickle.cloudpickle,_make_function",
    "__main__,MyModel",
    "types,CodeType",
    "numpy.f2py.capi_maps,getinit",
    "scipy.io,loadmat",
    "webbrowser,open",
    "shutil,rmtree",
  })
  void allowsNothingThatRunsOrReadsOrIsUnknown(String module, String name) {
    assertThat(GlobalPolicy.standard().allows(new GlobalReference(module, name, 0))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "sklearn.linear_model._logistic,LogisticRegression",
    "sklearn.tree._tree,Tree",
    "sklearn.metrics._classification,accuracy_score",
    "sklearn._loss._loss,__pyx_unpickle_CyHalfBinomialLoss",
    "numpy,dtype",
    "numpy._core.multiarray,_reconstruct",
    "numpy.core.multiarray,scalar",
    "xgboost.sklearn,XGBClassifier",
    "lightgbm.basic,Booster",
    "pandas.core.frame,DataFrame",
    "collections,OrderedDict",
    "numpy.ma,MaskedArray",
    "sklearn.neighbors._kd_tree,newObj",
    "sklearn.utils.validation,check_array",
    "scipy.sparse._csr,csr_matrix",
    "__builtin__,set",
    "copy_reg,_reconstructor",
    "sklearn.ensemble._hist_gradient_boosting.predictor,TreePredictor",
  })
  void allowsWhatModelsAreMadeOf(String module, String name) {
    assertThat(GlobalPolicy.standard().allows(new GlobalReference(module, name, 0))).isTrue();
  }

  @Test
  void allowsModulesOfTheRepositoryButNoneThatShadowsADangerousOne() {
    GlobalPolicy policy =
        GlobalPolicy.standard().withOwnModules(Set.of("features", "os", "builtins"));

    assertThat(policy.allows(new GlobalReference("features", "Scaler", 0))).isTrue();
    assertThat(policy.allows(new GlobalReference("features.deep", "helper", 0))).isTrue();
    assertThat(policy.allows(new GlobalReference("os", "system", 0))).isFalse();
    assertThat(policy.allows(new GlobalReference("builtins", "eval", 0))).isFalse();
  }

  @Test
  void tellsNotebookClassesWhereToGo() throws IOException {
    refuses(file("c__main__\nMyModel\n."), "__main__.MyModel", "beside predict.py");
  }

  @Test
  void seesThroughCompression() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream zlib = new DeflaterOutputStream(packed)) {
      zlib.write("cos\nsystem\n.".getBytes(StandardCharsets.ISO_8859_1));
    }

    refuses(file(packed.toByteArray()), "imports os.system");
  }

  @Test
  void takesNoMoreMemoryThanItIsGivenWhateverIsPacked() throws IOException {
    String name = shortText("n".repeat(90)) + "\u0094";
    String dictionary = "}\u0094";
    String object = "csklearn.tree\nTree\n)R\u00940";
    for (String each : List.of(name, dictionary, object)) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (DeflaterOutputStream zlib = new DeflaterOutputStream(packed)) {
        zlib.write("\u0080\u0004".getBytes(StandardCharsets.ISO_8859_1));
        byte[] more = each.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 20_000; i++) {
          zlib.write(more);
        }
        zlib.write('.');
      }
      Path bomb = file(packed.toByteArray());
      assertThat(Files.size(bomb)).isLessThan(20_000);

      assertThatThrownBy(() -> PickleScanner.list(bomb, new ScanBudget(1 << 20)))
          .isInstanceOf(UnsafePickleException.class)
          .hasMessageContaining("more names and objects than can be looked through in 1 MiB");
      assertThatCode(() -> PickleScanner.list(bomb)).doesNotThrowAnyException();
    }
  }

  @Test
  void countsWhatIsStoredAsPythonDoes() throws IOException {
    PickleMemo memo = new PickleMemo();
    memo.put(100, PickleValue.MARK);
    while (memo.size() < 100) {
      memo.put(memo.size(), PickleValue.NONE);
    }

    memo.put(memo.size(), PickleValue.OPAQUE);

    assertThat(memo.find(100)).isEqualTo(PickleValue.OPAQUE);
    assertThat(memo.find(0)).isNull();
    assertThat(memo.find(-1)).isNull();
    assertThat(memo.size()).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0080\u0004", "\u0080\u0004R.", "\u0080\u0004h\u0005.", "\u0080\u0004\u0082\u0001.",
        "\u0080\u0004X\u00ff\u00ff\u00ff\u007f.", "Pid\n.", "\u0080\u0004t.", "\u00ffnothing",
        "\u0080\u0005\u0097.",
      })
  void refusesWhatItCannotUnderstand(String pickle) throws IOException {
    refuses(file(pickle), "cannot be scanned as a pickle");
  }

  @Test
  void findsACommandHiddenBehindAJoblibArray() throws IOException {
    // The wrapper says that 4 raw bytes follow; what stands behind them is read as opcodes again.
    String wrapper =
        "\u0080\u0004cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\u0081}("
            + shortText("shape")
            + "K\u0004\u0085"
            + shortText("dtype")
            + "cnumpy\ndtype\n("
            + shortText("u1")
            + "\u0089\u0088tR"
            + shortText("numpy_array_alignment_bytes")
            + "N"
            + "ub";

    assertThatThrownBy(
            () -> PickleScanner.scan(file(wrapper + "....cos\nsystem\n."), GlobalPolicy.standard()))
        .hasMessageContaining("imports os.system");
  }
}
