package io.plimsoll.inference.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.TestHome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealPicklesIT {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void readsEveryProtocol(int protocol) throws Exception {
    Path file = TestHome.pickles().resolve("protocol" + protocol + ".pkl");

    PickleReport report = PickleScanner.scan(file, GlobalPolicy.standard());

    assertThat(report.globals()).extracting(GlobalReference::name).contains("LogisticRegression");
    assertThat(report.joblib()).isFalse();
    assertThat(report.protocol()).isEqualTo(protocol < 2 ? 0 : protocol);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "forest.joblib",
        "zlib.joblib",
        "gzip.joblib",
        "words.joblib",
        "regression.joblib",
        "three.joblib",
        "mixed.joblib",
        "histogram.joblib",
      })
  void readsArraysInTheStreamAndCompression(String name) throws Exception {
    PickleReport report =
        PickleScanner.scan(TestHome.pickles().resolve(name), GlobalPolicy.standard());

    assertThat(report.joblib()).isTrue();
    assertThat(report.globals())
        .extracting(GlobalReference::module)
        .contains("joblib.numpy_pickle");
  }

  @Test
  void readsTheNestedPickleOfAnArrayOfObjects() throws Exception {
    PickleReport report = PickleScanner.list(TestHome.pickles().resolve("objects.joblib"));

    assertThat(report.joblib()).isTrue();
    assertThat(report.globals())
        .extracting(GlobalReference::qualified)
        .anyMatch(name -> name.endsWith("multiarray._reconstruct"));
  }

  @Test
  void namesTheRemedyForOtherCompressions() throws Exception {
    Path file = TestHome.pickles().resolve("lzma.joblib");

    assertThatThrownBy(() -> PickleScanner.list(file))
        .isInstanceOf(UnsafePickleException.class)
        .hasMessageContaining("compress=3");
  }
}
