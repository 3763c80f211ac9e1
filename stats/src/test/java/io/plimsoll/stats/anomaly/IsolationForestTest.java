package io.plimsoll.stats.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IsolationForestTest {
  private static final double[][] ROWS = rows();

  @Test
  void isTheSameForTheSameSeed() {
    IsolationForest one = IsolationForest.grow(ROWS, 50, 64, 3);
    IsolationForest same = IsolationForest.grow(ROWS, 50, 64, 3);
    IsolationForest other = IsolationForest.grow(ROWS, 50, 64, 4);

    assertThat(one.score(ROWS[0])).isEqualTo(same.score(ROWS[0]));
    assertThat(one.score(ROWS[0])).isNotEqualTo(other.score(ROWS[0]));
  }

  @Test
  void namesTheFeatureThatMakesARowOdd() {
    IsolationForest forest =
        IsolationForest.grow(ROWS, IsolationForest.TREES, IsolationForest.SAMPLE, 1);
    double[] odd = ROWS[7];
    double[] contributions = forest.contributions(odd);

    assertThat(forest.score(odd)).isGreaterThan(0.55);
    assertThat(forest.score(ROWS[8])).isLessThan(0.5);
    assertThat(contributions[2]).isEqualTo(Arrays.stream(contributions).max().orElseThrow());
    assertThat(Arrays.stream(contributions).sum()).isCloseTo(forest.shortening(odd), within(1e-9));
  }

  @Test
  void takesRowsThatAreAllEqual() {
    double[][] equal = new double[20][3];

    assertThat(IsolationForest.grow(equal, 10, 256, 1).score(equal[0]))
        .isCloseTo(0.5, within(0.01));
  }

  @Test
  void saysWhatRowsItNeeds() {
    assertThatThrownBy(() -> IsolationForest.grow(new double[1][2], 10, 256, 1))
        .hasMessageContaining("1 rows");
    assertThatThrownBy(() -> IsolationForest.grow(new double[][] {{1}, {Double.NaN}}, 10, 256, 1))
        .hasMessageContaining("finite");
    assertThatThrownBy(() -> IsolationForest.grow(new double[][] {{1}, {1, 2}}, 10, 256, 1))
        .hasMessageContaining("1 finite");
  }

  private static double[][] rows() {
    Random random = new Random(5);
    double[][] rows = new double[400][5];
    for (double[] row : rows) {
      Arrays.setAll(row, column -> random.nextGaussian());
    }
    rows[7] = new double[] {0, 0, 7, 0, 0};
    rows[8] = new double[5];
    return rows;
  }
}
