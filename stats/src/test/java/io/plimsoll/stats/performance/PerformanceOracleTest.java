package io.plimsoll.stats.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The same numbers as scikit-learn and NannyML; the file says of which versions they are. */
class PerformanceOracleTest {
  private static final Offset<Double> SAME = within(1e-12);
  private static final JsonNode CASES = cases();

  @Test
  void scoresOfTwoClasses() {
    JsonNode two = CASES.path("two");
    ScoredLabels rows = new ScoredLabels(doubles(two, "scores"), booleans(two, "labels"));

    JsonNode expected = two.path("expected");
    assertThat(rows.rocAuc().value()).isCloseTo(expected.path("rocAuc").asDouble(), SAME);
    assertThat(rows.rocAuc().standardError())
        .isCloseTo(expected.path("rocAucStandardError").asDouble(), SAME);
    assertThat(rows.averagePrecision().value())
        .isCloseTo(expected.path("averagePrecision").asDouble(), SAME);
    assertThat(rows.logLoss().value()).isCloseTo(expected.path("logLoss").asDouble(), SAME);
    assertThat(rows.brier().value()).isCloseTo(expected.path("brier").asDouble(), SAME);
  }

  @Test
  void calibration() {
    JsonNode two = CASES.path("two");
    ScoredLabels rows = new ScoredLabels(doubles(two, "scores"), booleans(two, "labels"));

    List<ScoredLabels.Bin> bins = rows.calibration(10);

    double[] positives = doubles(two.path("calibration"), "positives");
    double[] scores = doubles(two.path("calibration"), "scores");
    assertThat(bins).hasSameSizeAs(positives);
    for (int bin = 0; bin < bins.size(); bin++) {
      assertThat(bins.get(bin).positives().value()).isCloseTo(positives[bin], SAME);
      assertThat(bins.get(bin).score()).isCloseTo(scores[bin], SAME);
    }
  }

  @Test
  void isotonicRegression() {
    JsonNode two = CASES.path("two");
    Calibration fitted = Calibration.isotonic(doubles(two, "scores"), booleans(two, "labels"));

    double[] at = doubles(two.path("isotonic"), "at");
    double[] expected = doubles(two.path("isotonic"), "probability");
    for (int i = 0; i < at.length; i++) {
      assertThat(fitted.probability(at[i])).as("at %s", at[i]).isCloseTo(expected[i], SAME);
    }
  }

  @Test
  void severalClasses() {
    JsonNode many = CASES.path("many");
    JsonNode expected = many.path("expected");
    double[] actual = doubles(many, "actual");
    double[] answered = doubles(many, "answered");
    ConfusionMatrix confusion = new ConfusionMatrix(3);
    for (int row = 0; row < actual.length; row++) {
      confusion.add((int) actual[row], (int) answered[row]);
    }

    assertThat(confusion.accuracy().value()).isCloseTo(expected.path("accuracy").asDouble(), SAME);
    assertThat(each(confusion::precision)).containsExactly(doubles(expected, "precision"), SAME);
    assertThat(each(confusion::recall)).containsExactly(doubles(expected, "recall"), SAME);
    assertThat(each(confusion::f1)).containsExactly(doubles(expected, "f1"), SAME);
    assertThat(each(confusion::specificity))
        .containsExactly(doubles(expected, "specificity"), SAME);
    assertThat(confusion.macro(confusion::f1).value())
        .isCloseTo(expected.path("macroF1").asDouble(), SAME);
    for (int one = 0; one < 3; one++) {
      for (int other = 0; other < 3; other++) {
        assertThat(confusion.count(one, other))
            .isEqualTo(expected.path("matrix").path(one).path(other).asDouble());
      }
    }
  }

  @Test
  void regression() {
    JsonNode regression = CASES.path("regression");
    JsonNode expected = regression.path("expected");
    double[] actual = doubles(regression, "actual");
    double[] answered = doubles(regression, "answered");
    RegressionErrors first = new RegressionErrors();
    RegressionErrors errors = new RegressionErrors();
    QuantileLoss ninth = new QuantileLoss(0.9);
    for (int row = 0; row < actual.length; row++) {
      (row < 20 ? first : errors).add(actual[row], answered[row]);
      ninth.add(actual[row], answered[row]);
    }
    errors.add(first);

    assertThat(errors.mae().value()).isCloseTo(expected.path("mae").asDouble(), SAME);
    assertThat(errors.mse().value()).isCloseTo(expected.path("mse").asDouble(), SAME);
    assertThat(errors.rmse().value()).isCloseTo(expected.path("rmse").asDouble(), SAME);
    assertThat(errors.mape().value()).isCloseTo(expected.path("mape").asDouble(), SAME);
    assertThat(errors.msle().value()).isCloseTo(expected.path("msle").asDouble(), SAME);
    assertThat(errors.r2().value()).isCloseTo(expected.path("r2").asDouble(), SAME);
    assertThat(ninth.loss().value()).isCloseTo(expected.path("pinball9").asDouble(), SAME);
  }

  @Test
  void ranking() {
    JsonNode ranking = CASES.path("ranking");
    RankedLists lists = new RankedLists(5);
    for (JsonNode list : ranking.path("relevance")) {
      double[] relevance = numbers(list);
      lists.add(relevance, relevance.length);
    }

    assertThat(lists.ndcg().value()).isCloseTo(ranking.path("ndcg5").asDouble(), SAME);
  }

  @Test
  void performanceWithoutLabels() {
    JsonNode estimated = CASES.path("estimated");
    JsonNode expected = estimated.path("expected");
    Calibration calibration =
        Calibration.needed(
            doubles(estimated, "referenceScores"), booleans(estimated, "referenceLabels"));
    double[] scores = doubles(estimated, "scores");
    boolean[] answered = new boolean[scores.length];
    for (int row = 0; row < scores.length; row++) {
      answered[row] = scores[row] >= 0.5;
    }

    EstimatedPerformance performance = EstimatedPerformance.ofTwo(scores, answered, calibration);

    assertThat(calibration.isNeeded()).isTrue();
    ConfusionMatrix confusion = performance.confusion();
    assertThat(confusion.accuracy().value()).isCloseTo(expected.path("accuracy").asDouble(), SAME);
    assertThat(confusion.precision(1).value())
        .isCloseTo(expected.path("precision").asDouble(), SAME);
    assertThat(confusion.recall(1).value()).isCloseTo(expected.path("recall").asDouble(), SAME);
    assertThat(confusion.specificity(1).value())
        .isCloseTo(expected.path("specificity").asDouble(), SAME);
    assertThat(confusion.f1(1).value()).isCloseTo(expected.path("f1").asDouble(), SAME);
    // NannyML rounds its running counts to five digits, and takes rows of equal scores one by one.
    assertThat(performance.rocAuc().value())
        .isCloseTo(expected.path("roc_auc").asDouble(), within(1e-6));
    assertThat(performance.averagePrecision().value())
        .isCloseTo(expected.path("average_precision").asDouble(), within(1e-4));
  }

  private static double[] each(IntFunction<Estimate> figure) {
    return IntStream.range(0, 3).mapToDouble(one -> figure.apply(one).value()).toArray();
  }

  private static double[] doubles(JsonNode node, String name) {
    return numbers(node.path(name));
  }

  private static double[] numbers(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  private static boolean[] booleans(JsonNode node, String name) {
    double[] numbers = doubles(node, name);
    boolean[] truths = new boolean[numbers.length];
    for (int row = 0; row < truths.length; row++) {
      truths[row] = numbers[row] == 1;
    }
    return truths;
  }

  private static JsonNode cases() {
    try (InputStream file =
        PerformanceOracleTest.class.getResourceAsStream("/oracles/performance-cases.json")) {
      return new ObjectMapper().readTree(file);
    } catch (IOException missing) {
      throw new AssertionError(missing);
    }
  }
}
