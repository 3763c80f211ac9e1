package io.plimsoll.stats.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FigureWordsTest {
  @Test
  void saysFourDigitsAndNoZerosAfterThem() {
    Map.of(
            0.05,
            "0.05",
            0.0,
            "0",
            12.0,
            "12",
            1_234.56,
            "1235",
            0.123456,
            "0.1235",
            1e-6,
            "1e-06",
            2.345678e-9,
            "2.346e-09",
            -0.25,
            "-0.25",
            1e300,
            "1e+300",
            Double.POSITIVE_INFINITY,
            "Infinity")
        .forEach((value, words) -> assertThat(FigureWords.figure(value)).isEqualTo(words));
  }

  @Test
  void saysOfATinyPValueWhatItIsBelow() {
    assertThat(FigureWords.pValue(0.0312, 0.05)).isEqualTo("p = 0.0312");
    assertThat(FigureWords.pValue(0.001, 0.05)).isEqualTo("p = 0.001");
    assertThat(FigureWords.pValue(0.00099, 0.05)).isEqualTo("p < 0.001");
    assertThat(FigureWords.pValue(0, 0.05)).isEqualTo("p < 0.001");
    assertThat(FigureWords.pValue(1e-300, 0.05)).isEqualTo("p < 0.001");
  }

  @Test
  void leavesTheSideOfAStricterLevelVisible() {
    assertThat(FigureWords.pValue(2e-4, 1e-5)).isEqualTo("p = 0.0002");
    assertThat(FigureWords.pValue(4e-6, 1e-5)).isEqualTo("p = 4e-06");
    assertThat(FigureWords.pValue(0, 1e-5)).isEqualTo("p < 1e-06");
    assertThat(FigureWords.bound(Double.NaN, 0.05)).isEqualTo("NaN");
  }
}
