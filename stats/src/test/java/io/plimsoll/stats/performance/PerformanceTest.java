package io.plimsoll.stats.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plimsoll.stats.Interval;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What the oracles do not ask: sampling errors, what is undefined, and what is refused. */
class PerformanceTest {
  @Test
  void aFigureWithoutRowsIsUndefined() {
    ConfusionMatrix confusion = new ConfusionMatrix(3);
    assertThat(confusion.accuracy()).isEqualTo(Estimate.UNDEFINED);
    confusion.add(0, 0);

    assertThat(confusion.precision(1).isDefined()).isFalse();
    assertThat(confusion.f1(2).isDefined()).isFalse();
    assertThat(new RegressionErrors().rmse().isDefined()).isFalse();
    assertThat(new RankedLists(3).ndcg().isDefined()).isFalse();
    assertThat(scored(0.1, 0.9).rocAuc().isDefined()).isFalse();
  }

  @Test
  void tiesCountHalf() {
    ScoredLabels tied =
        new ScoredLabels(
            new double[] {0.5, 0.5, 0.5, 0.5}, new boolean[] {true, false, true, false});

    assertThat(tied.rocAuc().value()).isEqualTo(0.5);
    assertThat(tied.averagePrecision().value()).isEqualTo(0.5);
  }

  /** The stated errors beside the spread of the figure over a thousand samples. */
  @Test
  void samplingErrorsAreThoseOfRepeatedSamples() {
    SplittableRandom random = new SplittableRandom(11);

    assertHonest(() -> sample(random, 400).rocAuc());
    assertHonest(() -> sample(random, 400).brier());
    assertHonest(() -> confusion(random, 400).f1(1));
    assertHonest(() -> confusion(random, 400).precision(1));
    assertHonest(() -> errors(random, 300).rmse());
    assertHonest(() -> errors(random, 300).mae());
  }

  /**
   * As NannyML has it in tests/sampling_error/test_binary_classification_sampling_error.py: of
   * 10,000 rows with this confusion, a chunk of 50.
   */
  @Test
  void theErrorOfAnAccuracyIsTheOneThatIsPublished() {
    ConfusionMatrix chunk = new ConfusionMatrix(2);
    double part = 50.0 / 10_000;
    chunk.add(1, 1, 2_608 * part);
    chunk.add(0, 1, 2_498 * part);
    chunk.add(1, 0, 2_404 * part);
    chunk.add(0, 0, 2_490 * part);

    assertThat(chunk.accuracy().standardError()).isCloseTo(0.0707, within(5e-5));
  }

  private static void assertHonest(Supplier<Estimate> figure) {
    Moments values = new Moments();
    Moments stated = new Moments();
    for (int i = 0; i < 1_000; i++) {
      Estimate estimate = figure.get();
      values.add(estimate.value(), 1);
      stated.add(estimate.standardError(), 1);
    }
    double spread = Math.sqrt(values.variance());
    assertThat(stated.mean() / spread).isCloseTo(1, within(0.1));
  }

  @Test
  void theEstimateFollowsAShiftOfTheInputs() {
    SplittableRandom random = new SplittableRandom(3);
    ScoredRows reference = ScoredRows.draw(random, 20_000, 0);
    ScoredRows shifted = ScoredRows.draw(random, 20_000, 1);
    Calibration calibration = Calibration.needed(reference.scores(), reference.positives());

    EstimatedPerformance estimated =
        EstimatedPerformance.ofTwo(shifted.scores(), shifted.answers(), calibration);

    double realised = shifted.confusion().accuracy().value();
    double before = reference.confusion().accuracy().value();
    double error = shifted.confusion().accuracy().standardError();
    assertThat(Math.abs(realised - before)).isGreaterThan(10 * error);
    assertThat(estimated.confusion().accuracy().value()).isCloseTo(realised, within(4 * error));
    assertThat(estimated.rocAuc().value())
        .isCloseTo(
            new ScoredLabels(shifted.scores(), shifted.positives()).rocAuc().value(), within(0.02));
  }

  @Test
  void calibrationIsLeftOutWhereItWouldNotHelp() {
    double[] scores = new double[2_000];
    boolean[] positives = new boolean[2_000];
    for (int row = 0; row < 2_000; row++) {
      scores[row] = row < 1_000 ? 0.01 : 0.99;
      positives[row] = row >= 1_000;
    }

    assertThat(Calibration.needed(scores, positives).isNeeded()).isFalse();
    assertThat(Calibration.needed(new double[] {0.2, 0.7}, new boolean[] {false, true}).isNeeded())
        .isFalse();
    assertThat(
            Calibration.needed(
                    new double[] {-2, -1, 3, 4}, new boolean[] {false, true, false, true})
                .isNeeded())
        .isTrue();
  }

  @Test
  void severalClassesAreScaledToASumOfOne() {
    double[][] scores = {{0.5, 0}, {0.25, 0}, {0.25, 0}};

    EstimatedPerformance performance =
        EstimatedPerformance.ofMany(
            scores,
            new int[] {0, 1},
            List.of(Calibration.NONE, Calibration.NONE, Calibration.NONE));

    assertThat(performance.confusion().rows()).isCloseTo(2, within(1e-12));
    assertThat(performance.confusion().count(0, 0)).isEqualTo(0.5);
    assertThat(performance.confusion().count(2, 1)).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(performance.confusion().accuracy().value())
        .isCloseTo((0.5 + 1 / 3.0) / 2, within(1e-12));
    assertThat(performance.rocAuc().isDefined()).isTrue();
  }

  @Test
  void rankedLists() {
    RankedLists lists = new RankedLists(3);
    lists.add(new double[] {0, 1, 0, 1}, 4);
    lists.add(new double[] {0, 0}, 2);
    lists.add(new double[] {0, 0, 0, 0, 1}, 4);

    assertThat(lists.map().value()).isCloseTo((0.5 / 2 + 0) / 2, within(1e-12));
    assertThat(lists.recall().value()).isCloseTo((0.5 + 0) / 2, within(1e-12));
    assertThat(lists.meanReciprocalRank().value()).isCloseTo((0.5 + 0) / 2, within(1e-12));
    assertThat(lists.clickThrough().value()).isCloseTo(2 / 10.0, within(1e-12));
    assertThat(lists.recall().rows()).isEqualTo(2);
  }

  @Test
  void rowsThatHaveNoShareAreCounted() {
    RegressionErrors errors = new RegressionErrors();
    errors.add(0, 1);
    errors.add(2, 1);
    errors.add(-3, -3);

    assertThat(errors.mape().value()).isCloseTo(0.25, within(1e-12));
    assertThat(errors.zeros()).isEqualTo(1);
    assertThat(errors.negatives()).isEqualTo(1);
    assertThat(errors.bias().value()).isCloseTo(0, within(1e-12));
  }

  @Test
  void anIntervalStaysWithinItsBounds() {
    Interval interval = Estimate.share(9, 10).interval(0.95, 0, 1);

    assertThat(interval.estimate()).isEqualTo(0.9);
    assertThat(interval.lower()).isCloseTo(0.9 - 1.959964 * Math.sqrt(0.009), within(1e-6));
    assertThat(interval.upper()).isEqualTo(1);
  }

  @Test
  void refusesWhatHasNoMeaning() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scored(0.5, Double.NaN))
        .withMessageContaining("row 1 is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scored(0.5, 1.5).brier())
        .withMessageContaining("0.5 to 1.5");
    assertThatIllegalArgumentException().isThrownBy(() -> new ConfusionMatrix(1));
    assertThatIllegalArgumentException().isThrownBy(() -> new QuantileLoss(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RankedLists(3).add(new double[] {1, -1}, 2))
        .withMessageContaining("item 1 is -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RegressionErrors().add(1, Double.POSITIVE_INFINITY));
  }

  private static ScoredLabels scored(double... scores) {
    return new ScoredLabels(scores, new boolean[scores.length]);
  }

  private static ScoredLabels sample(SplittableRandom random, int rows) {
    ScoredRows drawn = ScoredRows.draw(random, rows, 0);
    return new ScoredLabels(drawn.scores(), drawn.positives());
  }

  private static ConfusionMatrix confusion(SplittableRandom random, int rows) {
    return ScoredRows.draw(random, rows, 0).confusion();
  }

  private static RegressionErrors errors(SplittableRandom random, int rows) {
    RegressionErrors errors = new RegressionErrors();
    for (int row = 0; row < rows; row++) {
      double actual = 10 * random.nextDouble();
      errors.add(actual, actual + random.nextGaussian());
    }
    return errors;
  }

  /** A model whose scores are too bold: the odds are squared. */
  private record ScoredRows(double[] scores, boolean[] positives) {
    static ScoredRows draw(SplittableRandom random, int rows, double shift) {
      double[] scores = new double[rows];
      boolean[] positives = new boolean[rows];
      for (int row = 0; row < rows; row++) {
        double odds = random.nextGaussian() + shift;
        scores[row] = 1 / (1 + Math.exp(-2 * odds));
        positives[row] = random.nextDouble() < 1 / (1 + Math.exp(-odds));
      }
      return new ScoredRows(scores, positives);
    }

    boolean[] answers() {
      boolean[] answers = new boolean[scores.length];
      for (int row = 0; row < scores.length; row++) {
        answers[row] = scores[row] >= 0.5;
      }
      return answers;
    }

    ConfusionMatrix confusion() {
      ConfusionMatrix confusion = new ConfusionMatrix(2);
      boolean[] answers = answers();
      for (int row = 0; row < scores.length; row++) {
        confusion.add(positives[row] ? 1 : 0, answers[row] ? 1 : 0);
      }
      return confusion;
    }
  }
}
