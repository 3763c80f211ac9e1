package io.plimsoll.stats.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Beside NannyML's estimator, and beside what came true. */
class LossEstimatorTest {
  @Test
  void expectsWhatNannymlExpectsAndWhatComesTrue() throws IOException {
    JsonNode cases;
    try (InputStream file = getClass().getResourceAsStream("/oracles/loss-cases.json")) {
      cases = new ObjectMapper().readTree(file);
    }
    JsonNode reference = cases.path("reference");
    LossEstimator estimator =
        LossEstimator.fit(
            columns(reference), numbers(reference.path("y")), numbers(reference.path("p")));

    for (JsonNode chunk : cases.path("chunks")) {
      double[][] rows = transposed(columns(chunk.path("rows")));
      JsonNode expected = chunk.path("expected");
      Estimate mae = estimator.mae(rows, ones(rows.length));

      assertThat(mae.value())
          .isCloseTo(expected.path("mae").asDouble(), withinPercentage(5))
          .isCloseTo(expected.path("realisedMae").asDouble(), withinPercentage(10));
      assertThat(estimator.rmse(rows, ones(rows.length)).value())
          .isCloseTo(expected.path("rmse").asDouble(), withinPercentage(10));
      assertThat(mae.standardError()).isPositive();
    }
  }

  @Test
  void learnsWhereAMissingValueGoes() {
    double[] values = new double[400];
    double[] actual = new double[400];
    for (int row = 0; row < 400; row++) {
      values[row] = row % 4 == 0 ? Double.NaN : row;
      actual[row] = row % 4 == 0 ? 10 : 1;
    }
    LossEstimator estimator = LossEstimator.fit(new double[][] {values}, actual, new double[400]);

    assertThat(estimator.mae(new double[][] {{Double.NaN}}, ones(1)).value())
        .isCloseTo(10, withinPercentage(1));
    assertThat(estimator.mae(new double[][] {{7}}, ones(1)).value())
        .isCloseTo(1, withinPercentage(1));
    assertThat(estimator.mae(new double[0][], ones(0)).isDefined()).isFalse();
    assertThatThrownBy(() -> LossEstimator.fit(new double[0][], new double[0], new double[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static double[] ones(int length) {
    double[] ones = new double[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static double[][] columns(JsonNode rows) {
    return new double[][] {
      numbers(rows.path("x")),
      numbers(rows.path("z")),
      numbers(rows.path("c")),
      numbers(rows.path("p"))
    };
  }

  private static double[][] transposed(double[][] columns) {
    double[][] rows = new double[columns[0].length][columns.length];
    for (int row = 0; row < rows.length; row++) {
      for (int column = 0; column < columns.length; column++) {
        rows[row][column] = columns[column][row];
      }
    }
    return rows;
  }

  private static double[] numbers(JsonNode values) {
    return StreamSupport.stream(values.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }
}
