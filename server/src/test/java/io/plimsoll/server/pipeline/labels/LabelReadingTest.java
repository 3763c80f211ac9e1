package io.plimsoll.server.pipeline.labels;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.inference.repository.PerformanceSettings;
import io.plimsoll.inference.repository.PerformanceSettings.Segment;
import io.plimsoll.inference.repository.PerformanceSettings.Source;
import io.plimsoll.inference.repository.PerformanceSettings.Task;
import io.plimsoll.stats.performance.PerformanceState;
import io.plimsoll.stats.performance.PerformanceState.Misfit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelReadingTest {
  private final LabelReading auto = new LabelReading(PerformanceSettings.AUTO);

  @Test
  void comparesALabelWithTheValueOfItsNameOrTheOnlyOne() {
    assertThat(right(auto, Map.of("label", 1.0), Map.of("label", 1.0))).isTrue();
    assertThat(right(auto, Map.of("label", "cat", "probability", 0.9), Map.of("value", "cat")))
        .isTrue();
    assertThat(right(auto, Map.of("species", "cat"), Map.of("truth", "dog"))).isFalse();
    assertThat(right(auto, Map.of("label", 1.0), Map.of("value", true))).isTrue();
    assertThat(right(auto, Map.of("label", true), Map.of("value", 0.0))).isFalse();
    assertThat(right(auto, Map.of("probability", 0.7), Map.of("value", true))).isTrue();
    assertThat(right(auto, Map.of("prediction", 1.0, "probability", 0.7), Map.of("value", 1.0)))
        .isTrue();
  }

  @Test
  void takesTheScoreOfThePositiveClassOfTwoAndOfTheAnsweredOneOfMore() {
    Map<String, Object> two = Map.of("label", "no", "probability_no", 0.7, "probability_yes", 0.3);
    Map<String, Object> three =
        Map.of("label", "b", "probability_a", 0.2, "probability_b", 0.5, "probability_c", 0.3);

    assertThat(score(two)).isEqualTo(0.3);
    assertThat(score(three)).isEqualTo(0.5);
    assertThat(auto.classScores(three)).isEqualTo(Map.of("a", 0.2, "b", 0.5, "c", 0.3));
    assertThat(auto.classScores(Map.of("label", "b", "probability_a", 0.2))).isEmpty();
  }

  private double score(Map<String, Object> outputs) {
    return ((LabelReading.Answer.OfClass) auto.answer(outputs).orElseThrow()).score();
  }

  @Test
  void aNumberWithoutAProbabilityIsARegression() {
    PerformanceState state = counted(auto, Map.of("prediction", 4.0), Map.of("value", 1.0));

    assertThat(state.regression().mae().value()).isEqualTo(3);
    PerformanceState words = counted(auto, Map.of("prediction", 4.0), Map.of("value", "four"));
    assertThat(words.misfits()).isEqualTo(Map.of(Misfit.NOT_A_NUMBER, 1L));
  }

  @Test
  void placeholdersAreNoNumbers() {
    for (double absurd : List.of(1e200, -1e75, Double.MAX_VALUE, Double.POSITIVE_INFINITY)) {
      assertThat(counted(auto, Map.of("prediction", 4.0), Map.of("value", absurd)).misfits())
          .as("label %s", absurd)
          .isEqualTo(Map.of(Misfit.NOT_A_NUMBER, 1L));
      assertThat(counted(auto, Map.of("item_1", "a"), Map.of("a", absurd)).misfits())
          .as("relevance %s", absurd)
          .isEqualTo(Map.of(Misfit.NOT_A_RELEVANCE, 1L));
      assertThat(auto.actualNumber(number(4), Map.of("value", absurd))).isEmpty();
      assertThat(auto.actualNumber(number(absurd), Map.of("value", 4.0))).isEmpty();
    }
    assertThat(counted(auto, Map.of("prediction", 1e200), Map.of("value", 4.0)).misfits())
        .isEqualTo(Map.of(Misfit.NOT_A_NUMBER, 1L));
    assertThat(counted(auto, Map.of("prediction", 4.0), Map.of("value", 1e-75)).misfits())
        .isEqualTo(Map.of(Misfit.NOT_A_NUMBER, 1L));
    assertThat(auto.actualNumber(number(4), Map.of("value", 0.0))).contains(0.0);
  }

  @Test
  void theLargestNumbersHaveFiniteSums() {
    PerformanceState state = new PerformanceState();
    for (int row = 0; row < 3; row++) {
      double actual = row % 2 == 0 ? 9.9e74 : -9.9e74;
      auto.read(Map.of("prediction", -actual), Map.of("value", actual)).addTo(state, 1);
    }

    assertThat(state.regression().rows()).isEqualTo(3);
    assertThat(state.regression().mse().value()).isFinite();
    assertThat(state.regression().mse().standardError()).isFinite();
    assertThat(state.regression().r2().value()).isFinite();
  }

  private static LabelReading.Answer.OfNumber number(double value) {
    return new LabelReading.Answer.OfNumber("prediction", value);
  }

  @Test
  void namesComeBackFromWhereTheyAreStored() {
    String whole = "\uD83D\uDE00";
    String cut = "a".repeat(199) + whole;

    assertThat(auto.segments(Map.of("plan", cut), Map.of()))
        .isEqualTo(Map.of("plan", "a".repeat(199)));
    assertThat(auto.segments(Map.of("plan", "a".repeat(198) + whole + "b"), Map.of()))
        .isEqualTo(Map.of("plan", "a".repeat(198) + whole));
    assertThat(auto.segments(Map.of("pl\uD83Dan", "\uDE00 half \0"), Map.of()))
        .isEqualTo(Map.of("pl?an", "? half \uFFFD"));
    assertThat(right(auto, Map.of("label", cut), Map.of("label", cut))).isTrue();
    PerformanceState ranked = counted(auto, Map.of("item_1", cut), Map.of(cut, 1.0));
    assertThat(ranked.ranking().meanReciprocalRank().value()).isEqualTo(1);
  }

  @Test
  void settingsWinOverWhatIsSeen() {
    LabelReading named =
        new LabelReading(
            new PerformanceSettings(
                Task.CLASSIFICATION, "grade", "p", "final", null, 0.5, 0.5, 10, null));

    assertThat(right(named, Map.of("grade", 3.0, "p", 0.4), Map.of("final", 3.0, "x", 1.0)))
        .isTrue();
    assertThat(counted(named, Map.of("label", 3.0), Map.of("final", 3.0)).misfits())
        .isEqualTo(Map.of(Misfit.NO_ANSWER, 1L));
    assertThat(counted(named, Map.of("grade", 3.0), Map.of("other", 3.0)).misfits())
        .isEqualTo(Map.of(Misfit.NO_ACTUAL, 1L));
  }

  @Test
  void aLabelOfNullTakesItsTruthBack() {
    Map<String, Object> nothing = new HashMap<>();
    nothing.put("label", null);

    PerformanceState state = counted(auto, Map.of("label", 1.0), nothing);

    assertThat(state.labelledRows()).isZero();
    assertThat(state.misfits()).isEmpty();
  }

  @Test
  void ranksItemsByTheRelevanceOfTheirNames() {
    Map<String, Object> shown = Map.of("item_1", "a", "item_2", "b", "item_3", 7.0);

    PerformanceState state = counted(auto, shown, Map.of("b", true, "7", 2.0, "unseen", 1.0));

    assertThat(state.ranking().meanReciprocalRank().value()).isEqualTo(0.5);
    assertThat(state.ranking().recall().value()).isEqualTo(2.0 / 3);
    assertThat(state.ranking().clickThrough().value()).isEqualTo(2.0 / 3);
    assertThat(counted(auto, shown, Map.of("b", "yes")).misfits())
        .isEqualTo(Map.of(Misfit.NOT_A_RELEVANCE, 1L));
  }

  @Test
  void cutsSegmentsByValuesTagsAndRanges() {
    LabelReading cut =
        new LabelReading(
            new PerformanceSettings(
                Task.AUTO,
                null,
                null,
                null,
                null,
                0.5,
                0.5,
                10,
                List.of(
                    new Segment("age", Source.FEATURE, List.of(18.0, 65.0)),
                    new Segment("shop", Source.TAG, List.of()))));

    assertThat(cut.segments(Map.of("age", 17.5, "plan", "pro"), Map.of("shop", "north")))
        .isEqualTo(Map.of("age", "< 18", "shop", "north"));
    assertThat(cut.segments(Map.of("age", 18.0), Map.of()))
        .isEqualTo(Map.of("age", "18 to 65", "shop", LabelReading.MISSING));
    assertThat(cut.segments(Map.of("age", 70.0), Map.of("shop", "")))
        .isEqualTo(Map.of("age", "≥ 65", "shop", LabelReading.MISSING));
    assertThat(auto.segments(Map.of("plan", "pro", "age", 3.0, "new", true), Map.of("x", "y")))
        .isEqualTo(Map.of("plan", "pro", "new", "true"));
  }

  private static boolean right(
      LabelReading reading, Map<String, Object> outputs, Map<String, Object> actual) {
    PerformanceState state = counted(reading, outputs, actual);
    assertThat(state.labelled().rows()).isEqualTo(1);
    return state.labelled().confusion(state.labelled().classes()).accuracy().value() == 1;
  }

  private static PerformanceState counted(
      LabelReading reading, Map<String, Object> outputs, Map<String, Object> actual) {
    PerformanceState state = new PerformanceState();
    reading.read(outputs, actual).addTo(state, 1);
    return state;
  }
}
