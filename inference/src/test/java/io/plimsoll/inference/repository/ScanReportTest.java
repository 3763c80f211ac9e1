package io.plimsoll.inference.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.inference.pickle.GlobalReference;
import io.plimsoll.inference.pickle.PickleReport;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScanReportTest {
  private static final GlobalReference IMPORT = new GlobalReference("numpy", "ndarray", 0);

  @Test
  void countsPicklesAndImportsInTheSingularWhereThereIsOne() {
    assertThat(new ScanReport(Map.of(Path.of("a.pkl"), pickle(1)), Set.of()).summary())
        .isEqualTo("1 pickle scanned, 1 import, all allowed");
    assertThat(
            new ScanReport(
                    Map.of(Path.of("a.pkl"), pickle(1), Path.of("b.pkl"), pickle(2)), Set.of())
                .summary())
        .isEqualTo("2 pickles scanned, 3 imports, all allowed");
    assertThat(new ScanReport(Map.of(), Set.of()).summary()).isEqualTo("no pickles to scan");
  }

  @Test
  void namesWhatPassedByExceptionOnly() {
    assertThat(
            new ScanReport(Map.of(Path.of("a.pkl"), pickle(1)), Set.of("os.getcwd", "a.B"))
                .summary())
        .isEqualTo("1 pickle scanned, 1 import, all allowed; by exception a.B, os.getcwd");
  }

  private static PickleReport pickle(int imports) {
    return new PickleReport("model.pkl", false, 4, Collections.nCopies(imports, IMPORT));
  }
}
