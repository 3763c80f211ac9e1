package io.plimsoll.stats.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The same numbers as SciPy, statsmodels and scikit-learn; anomaly_cases.py makes them. */
class AnomalyOracleTest {
  private static final Offset<Double> SAME = within(1e-9);
  private static final JsonNode CASES = cases();

  @Test
  void medianAndItsDeviation() {
    for (JsonNode each : CASES.path("robust")) {
      double[] values = doubles(each, "values");
      double median = Robust.median(values);

      assertThat(median).isCloseTo(each.path("median").asDouble(), SAME);
      assertThat(Robust.medianDeviation(values, median))
          .isCloseTo(each.path("mad").asDouble(), SAME);
      if (each.path("mad").asDouble() > 0) {
        assertThat(Robust.scale(values, median)).isCloseTo(each.path("sigma").asDouble(), SAME);
      }
    }
  }

  @Test
  void controlChartOfTheAverage() {
    JsonNode chart = CASES.path("chart");
    EwmaChart ewma = new EwmaChart(chart.path("lambda").asDouble(), 0, 1);
    double[] values = doubles(chart, "values");
    for (int i = 0; i < values.length; i++) {
      ewma.update(values[i]);

      assertThat(ewma.average()).isCloseTo(chart.path("averages").path(i).asDouble(), SAME);
      assertThat(ewma.deviation()).isCloseTo(chart.path("deviations").path(i).asDouble(), SAME);
    }
  }

  @Test
  void holtWintersOfOneSeason() {
    JsonNode known = CASES.path("holtWinters");
    HoltWinters model = model(known);
    double[] values = doubles(known, "values");
    for (int i = 0; i < values.length; i++) {
      double forecast = model.forecast(i);
      assertThat(forecast).isCloseTo(known.path("fitted").path(i).asDouble(), SAME);
      model.update(i, values[i] - forecast);
    }
    for (int step = 0; step < known.path("forecast").size(); step++) {
      assertThat(model.forecast(values.length + step))
          .isCloseTo(known.path("forecast").path(step).asDouble(), SAME);
      model.skip();
    }
  }

  @Test
  void varianceOfForecastsAcrossAGap() {
    JsonNode known = CASES.path("holtWinters");
    HoltWinters model = model(known);
    for (JsonNode variance : known.path("variances")) {
      assertThat(model.varianceFactor()).isCloseTo(variance.asDouble(), within(1e-9));
      model.skip();
    }
  }

  @Test
  void holtWintersOfTwoSeasons() {
    JsonNode known = CASES.path("twoSeasons");
    double[] smoothing = doubles(known, "smoothing");
    HoltWinters model =
        new HoltWinters(
            new Smoothing(smoothing[0], smoothing[1], smoothing[2], smoothing[3], smoothing[4]),
            known.path("level").asDouble(),
            known.path("trend").asDouble(),
            doubles(known, "dayShape"),
            doubles(known, "weekShape"));
    double[] values = doubles(known, "values");
    for (int i = 0; i < values.length; i++) {
      double forecast = model.forecast(i);
      assertThat(forecast).isCloseTo(known.path("forecasts").path(i).asDouble(), SAME);
      model.update(i, values[i] - forecast);
    }
  }

  /**
   * statsmodels learns the first state as well, by least squares; ours is robust and learns less.
   */
  @Test
  void learnsASmoothingAsGoodAsThatOfStatsmodels() {
    JsonNode known = CASES.path("learned");
    double[] values = doubles(known, "values");
    double[] noise = new double[values.length];
    Arrays.fill(noise, 1);
    Stretch stretch = new Stretch(0, known.path("season").asInt(), values, noise);

    Learned learned = Learning.learn(stretch, Rhythm.DAILY, 0);

    assertThat(learned.scale()).isBetween(0.85, 1.15);
    HoltWinters again =
        new HoltWinters(
            learned.smoothing(),
            Robust.median(Arrays.copyOf(values, 24)),
            0,
            Learning.season(Learning.centred(values), stretch, 1, 0).shape(),
            new double[0]);
    double sum = 0;
    int warm = known.path("warm").asInt();
    for (int i = 0; i < values.length; i++) {
      double error = values[i] - again.forecast(i);
      sum += i < warm ? 0 : error * error;
      again.update(i, error);
    }
    assertThat(Math.sqrt(sum / (values.length - warm)))
        .isLessThan(1.1 * known.path("error").asDouble());
  }

  @Test
  void tailsOfSmallCounts() {
    for (JsonNode each : CASES.path("tails")) {
      assertThat(CountTail.score(each.path("count").asDouble(), each.path("mean").asDouble(), 1))
          .as(each.toString())
          .isCloseTo(each.path("score").asDouble(), within(1e-7));
    }
  }

  @Test
  void isolationForest() {
    JsonNode known = CASES.path("forest");
    double[][] rows =
        StreamSupport.stream(known.path("rows").spliterator(), false)
            .map(AnomalyOracleTest::doubles)
            .toArray(double[][]::new);
    for (int i = 0; i < known.path("sizes").size(); i++) {
      assertThat(IsolationForest.averagePath(known.path("sizes").path(i).asLong()))
          .isCloseTo(known.path("paths").path(i).asDouble(), SAME);
    }
    IsolationForest forest = IsolationForest.grow(rows, 2000, 256, 1);
    for (int row = 0; row < rows.length; row++) {
      // Two forests of 2,000 trees differ by chance, by less than this.
      assertThat(forest.score(rows[row]))
          .as("row %d", row)
          .isCloseTo(known.path("scores").path(row).asDouble(), within(0.03));
    }
  }

  private static HoltWinters model(JsonNode known) {
    return new HoltWinters(
        new Smoothing(
            known.path("alpha").asDouble(),
            known.path("beta").asDouble(),
            known.path("damping").asDouble(),
            known.path("gamma").asDouble(),
            0),
        known.path("level").asDouble(),
        known.path("trend").asDouble(),
        doubles(known, "shape"),
        new double[0]);
  }

  private static double[] doubles(JsonNode parent, String name) {
    return doubles(parent.path(name));
  }

  private static double[] doubles(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  private static JsonNode cases() {
    try (InputStream in =
        AnomalyOracleTest.class.getResourceAsStream("/oracles/anomaly-cases.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
