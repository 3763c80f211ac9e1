package io.plimsoll.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BinLabelsTest {

  @Test
  void writesFourDigitsWhereTheyAreEnough() {
    assertThat(labels(0.1 + 0.2, 1 / 3.0, -2.5)).containsExactly("0.3", "0.3333", "-2.5");
  }

  @Test
  void writesMoreDigitsWhereNeighboursWouldLookAlike() {
    assertThat(labels(1.000001, 1.000002)).containsExactly("1.000001", "1.000002");
  }

  @Test
  void keepsEveryDigitBeforeThePoint() {
    assertThat(labels(1_234_567, 20_130_105, 0)).containsExactly("1234567", "20130105", "0");
  }

  @Test
  void writesVeryLargeAndVerySmallNumbersWithAnExponent() {
    assertThat(labels(1.5e300, 2.5e-30, -1e15)).containsExactly("1.5E+300", "2.5E-30", "-1E+15");
  }

  @Test
  void saysOnWhichSideAnOpenRangeIsClosed() {
    BinLabels labels = BinLabels.of(new double[] {3, 99});

    assertThat(labels.range(Cut.LOWEST, new Cut(3, true))).isEqualTo("≤ 3");
    assertThat(labels.range(Cut.LOWEST, new Cut(3, false))).isEqualTo("< 3");
    assertThat(labels.range(new Cut(3, true), new Cut(99, true))).isEqualTo("3 – 99");
    assertThat(labels.range(new Cut(3, false), new Cut(3, true))).isEqualTo("3");
    assertThat(labels.range(new Cut(99, true), Cut.HIGHEST)).isEqualTo("> 99");
    assertThat(labels.range(new Cut(99, false), Cut.HIGHEST)).isEqualTo("≥ 99");
    assertThat(labels.range(Cut.LOWEST, Cut.HIGHEST)).isEqualTo("any");
  }

  private static String[] labels(double... edges) {
    BinLabels labels = BinLabels.of(edges);
    return Arrays.stream(edges).mapToObj(labels::value).toArray(String[]::new);
  }
}
