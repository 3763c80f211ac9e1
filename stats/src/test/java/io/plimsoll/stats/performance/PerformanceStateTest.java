package io.plimsoll.stats.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** States that rows are added to, taken back from, merged and stored. */
class PerformanceStateTest {
  private final Random random = new Random(11);

  private record Row(String actual, String answered, double score) {
    boolean isPositive() {
      return actual.equals("1");
    }
  }

  @Test
  void merelyCountedRowsGiveTheFiguresOfTheRowsThemselves() {
    List<Row> rows = rows(1_500);
    PerformanceState state = stored(rows);

    ScoredLabels expected = labels(rows);
    ScoredCounts counts = state.labelled().scoredFor("1");
    assertThat(counts.isExact()).isTrue();
    assertThat(counts.rocAuc().value()).isCloseTo(expected.rocAuc().value(), within(1e-12));
    assertThat(counts.rocAuc().standardError())
        .isCloseTo(expected.rocAuc().standardError(), within(1e-12));
    assertThat(counts.brier().value()).isCloseTo(expected.brier().value(), within(1e-12));
    assertThat(state.labelled().confusion(List.of("0", "1")).rows()).isEqualTo(1_500);
  }

  @Test
  void manyScoresAreBinnedWithinTheBoundThatIsStated() {
    List<Row> rows = rows(20_000);
    ScoredCounts binned = stored(rows).labelled().scoredFor("1");
    ScoredLabels exact = labels(rows);

    assertThat(binned.isExact()).isFalse();
    assertThat(binned.rocAucBound()).isBetween(1e-6, 2e-3);
    assertThat(binned.rocAuc().value())
        .isCloseTo(exact.rocAuc().value(), within(binned.rocAucBound()));
    assertThat(binned.rocAuc().value()).isCloseTo(exact.rocAuc().value(), within(1e-4));
    assertThat(binned.averagePrecision().value())
        .isCloseTo(exact.averagePrecision().value(), within(1e-3));
    assertThat(binned.logLoss().value()).isCloseTo(exact.logLoss().value(), within(2e-3));
    assertThat(binned.brier().value()).isCloseTo(exact.brier().value(), within(2e-3));
    assertThat(binned.calibration(10)).hasSize(10);
  }

  @Test
  void segmentsKeepFewerBinsWithinTheBoundsThatAreStated() {
    List<Row> rows = rows(20_000);
    ScoredLabels exact = labels(rows);
    PerformanceState change = PerformanceState.forAdding();
    PerformanceState ofSegment = PerformanceState.forAddingToSegment();
    PerformanceState all = new PerformanceState();
    for (Row row : rows) {
      change.labelled().add(row.actual(), row.answered(), row.score(), 1);
      ofSegment.labelled().add(row.actual(), row.answered(), row.score(), 1);
    }
    all.merge(change);
    PerformanceState kept = PerformanceState.ofSegment();
    kept.merge(ofSegment);
    PerformanceState read = PerformanceState.forReadingSegments(1);
    read.mergeBytes(kept.toBytes());
    ScoredCounts coarse = read.labelled().scoredFor("1");

    assertThat(kept.toBytes().length).isLessThan(all.toBytes().length / 4);
    assertThat(coarse.rocAuc().value())
        .isCloseTo(exact.rocAuc().value(), within(coarse.rocAucBound()));
    assertThat(coarse.rocAuc().value()).isCloseTo(exact.rocAuc().value(), within(1e-3));
    assertThat(coarse.averagePrecision().value())
        .isCloseTo(exact.averagePrecision().value(), within(read.labelled().precisionError()));
    assertThat(coarse.logLoss().value())
        .isCloseTo(exact.logLoss().value(), within(read.labelled().lossError()));
    assertThat(read.labelled().confusion(List.of("0", "1")).accuracy())
        .as("what needs no score is exact")
        .isEqualTo(all.labelled().confusion(List.of("0", "1")).accuracy());

    PerformanceState finer = PerformanceState.segmentFromBytes(all.toBytes());
    assertThat(finer.toBytes()).as("fine bins lie in coarse ones").isEqualTo(kept.toBytes());
    PerformanceState back = PerformanceState.forAdding();
    for (Row row : rows) {
      back.labelled().add(row.actual(), row.answered(), row.score(), -1);
    }
    finer.merge(back);
    assertThat(finer.labelled().isEmpty()).isTrue();
    assertThat(finer.labelled().scoredRows()).isZero();
  }

  @Test
  void fewScoresOfASegmentAreKeptAsTheyAre() {
    PerformanceState kept = PerformanceState.ofSegment();
    for (int row = 0; row < 250; row++) {
      kept.answers().addAnswer(row % 2 == 0 ? "a" : "b", row / 250.0, 1);
    }
    assertThat(kept.answers().isExact()).isTrue();
    for (int row = 250; row < 400; row++) {
      kept.answers().addAnswer("a", row / 400.0, 1);
    }
    assertThat(kept.answers().isExact()).isFalse();
    assertThat(kept.answers().scoredRows()).isEqualTo(400);
  }

  @Test
  void whatIsTakenBackLeavesNothingInAnyOrderOfMerging() {
    for (int size : new int[] {500, 6_000}) {
      List<Row> rows = rows(size);
      PerformanceState corrected = new PerformanceState();
      PerformanceState right = new PerformanceState();
      for (Row row : rows) {
        String wrong = row.isPositive() ? "0" : "1";
        corrected.labelled().add(wrong, row.answered(), row.score(), 1);
        right.labelled().add(row.actual(), row.answered(), row.score(), 1);
      }
      PerformanceState change = PerformanceState.forAdding();
      for (Row row : rows) {
        String wrong = row.isPositive() ? "0" : "1";
        change.labelled().add(wrong, row.answered(), row.score(), -1);
        change.labelled().add(row.actual(), row.answered(), row.score(), 1);
      }
      corrected.merge(change);

      assertThat(corrected.labelled().rows()).isEqualTo(size);
      assertThat(corrected.labelled().scoredFor("1").rocAuc())
          .isEqualTo(right.labelled().scoredFor("1").rocAuc());
      assertThat(corrected.labelled().confusion(List.of("0", "1")).count(1, 0))
          .isEqualTo(right.labelled().confusion(List.of("0", "1")).count(1, 0));
    }
  }

  @Test
  void classesBeyondTheMostAreCountedAsOneAndTakenBackFromIt() {
    PerformanceState state = new PerformanceState();
    for (int name = 0; name < 80; name++) {
      state.labelled().add("c" + name, "c" + name, Double.NaN, 1);
      state.labelled().add("c" + name, "c" + (name + 1) % 80, Double.NaN, 1);
    }
    PerformanceState read = new PerformanceState();
    read.mergeBytes(state.toBytes());

    assertThat(read.labelled().classes()).contains(ClassificationCounts.OTHER).hasSize(52);
    assertThat(read.labelled().confusion(read.labelled().classes()).accuracy().value())
        .isEqualTo(0.5);
    for (int name = 0; name < 80; name++) {
      PerformanceState back = PerformanceState.forAdding();
      back.labelled().add("c" + name, "c" + name, Double.NaN, -1);
      back.labelled().add("c" + name, "c" + (name + 1) % 80, Double.NaN, -1);
      read.merge(back);
    }
    assertThat(read.labelled().isEmpty()).isTrue();
    assertThat(read.labelled().classes()).isEmpty();
  }

  @Test
  void sumsOfRegressionsAreThoseOfTheirRowsFarFromZeroToo() {
    RegressionErrors expected = new RegressionErrors();
    QuantileLoss quantile = new QuantileLoss(0.9);
    PerformanceState state = new PerformanceState();
    for (int row = 0; row < 5_000; row++) {
      double actual = 1e9 + random.nextGaussian();
      double answered = actual + random.nextGaussian() * 0.1;
      expected.add(actual, answered);
      quantile.add(actual, answered);
      state.regression().add(actual, answered, 1);
      state.regression().add(-7e8 * random.nextDouble(), 3, 1);
    }
    Random again = new Random(11);
    for (int row = 0; row < 5_000; row++) {
      again.nextGaussian();
      again.nextGaussian();
      state.regression().add(-7e8 * again.nextDouble(), 3, -1);
    }
    PerformanceState read = PerformanceState.forReading();
    read.mergeBytes(state.toBytes());
    RegressionSums sums = read.regression();

    assertThat(sums.rows()).isEqualTo(5_000);
    assertThat(sums.mae().value()).isCloseTo(expected.mae().value(), within(1e-9));
    assertThat(sums.mae().standardError()).isCloseTo(expected.mae().standardError(), within(1e-9));
    assertThat(sums.bias().standardError())
        .isCloseTo(expected.bias().standardError(), within(1e-9));
    assertThat(sums.rmse().value()).isCloseTo(expected.rmse().value(), within(1e-9));
    assertThat(sums.mape().value()).isCloseTo(expected.mape().value(), within(1e-12));
    assertThat(sums.r2().value()).isCloseTo(expected.r2().value(), within(1e-6));
    assertThat(sums.quantileLoss(0.9).value()).isCloseTo(quantile.loss().value(), within(1e-9));
    assertThat(sums.quantileLoss(0.9).standardError())
        .isCloseTo(quantile.loss().standardError(), within(1e-9));
    assertThat(sums.coverage().value()).isEqualTo(quantile.coverage().value());
  }

  @Test
  void sumsOfRankingsAreThoseOfTheLists() {
    RankedLists expected = new RankedLists(3);
    PerformanceState state = new PerformanceState();
    for (int list = 0; list < 50; list++) {
      double[] relevance = new double[5];
      for (int item = 0; item < 5; item++) {
        relevance[item] = random.nextInt(3);
      }
      expected.add(relevance, 4);
      state.ranking().add(relevance, 4, 3, 1);
      state.ranking().add(new double[] {1, 0}, 2, 3, 1);
      state.ranking().add(new double[] {1, 0}, 2, 3, -1);
    }
    PerformanceState read = new PerformanceState();
    read.mergeBytes(state.toBytes());

    assertThat(read.ranking().ndcg().value()).isCloseTo(expected.ndcg().value(), within(1e-12));
    assertThat(read.ranking().map().value()).isCloseTo(expected.map().value(), within(1e-12));
    assertThat(read.ranking().recall().standardError())
        .isCloseTo(expected.recall().standardError(), within(1e-12));
    assertThat(read.ranking().clickThrough()).isEqualTo(expected.clickThrough());
  }

  @Test
  void countedAnswersAreEstimatedAsTheirRowsAre() {
    List<Row> rows = rows(2_000);
    PerformanceState state = new PerformanceState();
    double[] scores = new double[rows.size()];
    boolean[] answered = new boolean[rows.size()];
    for (int row = 0; row < scores.length; row++) {
      scores[row] = rows.get(row).score();
      answered[row] = rows.get(row).answered().equals("1");
      state.answers().addAnswer(rows.get(row).answered(), scores[row], 1);
    }
    Calibration calibration = stored(rows).labelled().scoredFor("1").calibrationNeeded(20_000);
    EstimatedPerformance expected =
        EstimatedPerformance.ofTwo(scores, answered, Calibration.needed(scores, truth(rows)));

    EstimatedPerformance counted = state.answers().estimated("1", calibration);

    assertThat(counted.rocAuc().value()).isCloseTo(expected.rocAuc().value(), within(1e-9));
    assertThat(counted.averagePrecision().value())
        .isCloseTo(expected.averagePrecision().value(), within(1e-9));
    assertThat(counted.confusion().f1(1).value())
        .isCloseTo(expected.confusion().f1(1).value(), within(1e-9));
    assertThat(counted.rocAuc().rows()).isEqualTo(2_000);
  }

  @Test
  void whatDoesNotFitIsCountedByItsReason() {
    PerformanceState state = new PerformanceState();
    state.addMisfit(PerformanceState.Misfit.NO_ACTUAL, 3);
    state.addMisfit(PerformanceState.Misfit.NO_ACTUAL, -1);
    state.addMisfit(PerformanceState.Misfit.NO_ANSWER, 1);
    state.addMisfit(PerformanceState.Misfit.NO_ANSWER, -1);
    PerformanceState read = new PerformanceState();
    read.mergeBytes(state.toBytes());

    assertThat(read.misfits()).isEqualTo(Map.of(PerformanceState.Misfit.NO_ACTUAL, 2L));
    assertThatThrownBy(() -> read.mergeBytes(new byte[] {2, 0}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsWhatWasStoredBeforeScoresWerePacked() {
    StateWriter writer = new StateWriter();
    // The form; three predictions; no misfits.
    for (long number : new long[] {1, 3, 0, 0, 0, 0}) {
      writer.writeLong(number);
    }
    // One class; exact; none without a score; of unknown truth, one score in three rows.
    writer.writeLong(1);
    writer.writeText("yes");
    for (long number : new long[] {1, 0, 1, -1, 0, 1}) {
      writer.writeLong(number);
    }
    writer.writeDouble(0.75);
    writer.writeLong(3);
    // No labels, no sums.
    for (long number : new long[] {0, 1, 0, 0, 0}) {
      writer.writeLong(number);
    }
    PerformanceState read = new PerformanceState();
    read.mergeBytes(writer.toBytes());
    PerformanceState expected = new PerformanceState();
    expected.addPredictions(3);
    expected.answers().addAnswer("yes", 0.75, 3);

    assertThat(read.predictions()).isEqualTo(3);
    assertThat(read.answers().scoredRows()).isEqualTo(3);
    assertThat(read.toBytes()).isEqualTo(expected.toBytes());
  }

  @Test
  void whatIsReadToBeKeptOnIsWhatIsMergedIntoNothing() {
    for (int size : new int[] {40, 1_500, 20_000}) {
      PerformanceState state = stored(rows(size));
      state.addPredictions(size);
      state.addMisfit(PerformanceState.Misfit.NO_ANSWER, 2);
      PerformanceState kept = PerformanceState.fromBytes(state.toBytes());

      assertThat(kept.toBytes()).isEqualTo(state.toBytes());
      assertThat(kept.labelled().isExact()).isEqualTo(state.labelled().isExact());
    }
  }

  @Test
  void decayIsBeyondTheLinesAndBeyondChance() {
    Decay decay = Decay.learn(new double[] {0.90, 0.92, 0.91, 0.89, Double.NaN}, true, 0, 1);

    assertThat(decay.lines().estimate()).isCloseTo(0.905, within(1e-12));
    assertThat(decay.judge(new Estimate(0.80, 0.01, 1_000))).isEqualTo(Decay.Verdict.DECAYED);
    assertThat(decay.judge(new Estimate(0.80, 0.05, 40))).isEqualTo(Decay.Verdict.STABLE);
    assertThat(decay.judge(new Estimate(0.90, 0.001, 40))).isEqualTo(Decay.Verdict.STABLE);
    assertThat(decay.judge(new Estimate(0.99, 0.001, 40))).isEqualTo(Decay.Verdict.IMPROVED);
    assertThat(decay.judge(Estimate.UNDEFINED)).isEqualTo(Decay.Verdict.UNKNOWN);
  }

  private PerformanceState stored(List<Row> rows) {
    PerformanceState first = new PerformanceState();
    PerformanceState second = new PerformanceState();
    for (int row = 0; row < rows.size(); row++) {
      Row each = rows.get(row);
      (row % 3 == 0 ? first : second)
          .labelled()
          .add(each.actual(), each.answered(), each.score(), 1);
    }
    PerformanceState merged = new PerformanceState();
    merged.mergeBytes(second.toBytes());
    merged.mergeBytes(first.toBytes());
    return merged;
  }

  private List<Row> rows(int size) {
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < size; row++) {
      double score = 1 / (1 + Math.exp(-3 * random.nextGaussian()));
      String actual = random.nextDouble() < 0.8 * score + 0.05 ? "1" : "0";
      rows.add(new Row(actual, score >= 0.5 ? "1" : "0", score));
    }
    return rows;
  }

  private static ScoredLabels labels(List<Row> rows) {
    return new ScoredLabels(rows.stream().mapToDouble(Row::score).toArray(), truth(rows));
  }

  private static boolean[] truth(List<Row> rows) {
    boolean[] truth = new boolean[rows.size()];
    for (int row = 0; row < truth.length; row++) {
      truth[row] = rows.get(row).isPositive();
    }
    return truth;
  }

  @Test
  void statesThatAreHeldTogetherShareTheMemoryForScores() {
    PerformanceState stored = new PerformanceState();
    for (int row = 0; row < 1_000; row++) {
      stored.answers().addAnswer("a", row / 1_000.0, 1);
    }
    PerformanceState alone = PerformanceState.forReading();
    PerformanceState oneOfMany = PerformanceState.forReading(400);
    alone.mergeBytes(stored.toBytes());
    oneOfMany.mergeBytes(stored.toBytes());

    assertThat(alone.answers().isExact()).isTrue();
    assertThat(oneOfMany.answers().isExact()).isFalse();
    assertThat(oneOfMany.answers().rows()).isEqualTo(1_000);
  }
}
