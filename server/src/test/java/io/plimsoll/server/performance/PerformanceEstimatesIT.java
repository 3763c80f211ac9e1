package io.plimsoll.server.performance;

import static io.plimsoll.server.performance.PerformanceScene.ROWS;
import static io.plimsoll.server.performance.PerformanceScene.START;
import static io.plimsoll.server.performance.PerformanceScene.figure;
import static io.plimsoll.server.performance.PerformanceScene.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.performance.PerformanceReport.Figure;
import io.plimsoll.server.performance.PerformanceReport.Holds;
import io.plimsoll.server.performance.PerformanceReport.Verdict;
import io.plimsoll.server.performance.SegmentReport.SegmentAnswer;
import io.plimsoll.server.pipeline.StoredEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is told of answers whose labels have not come yet. */
class PerformanceEstimatesIT {
  private static final PerformanceScene SCENE = PerformanceScene.ofDelays();

  @AfterAll
  static void close() {
    SCENE.close();
  }

  @Test
  void estimatesWhereLabelsAreMissingAndSaysHowWellItDid() {
    PerformanceReport report = SCENE.report("delays");
    Figure last = figure(report.chunks().getLast(), Metric.ROC_AUC);

    assertThat(report.estimator().method()).isEqualTo("cbpe");
    assertThat(report.estimator().referenceRows()).isEqualTo(7L * ROWS);
    assertThat(report.estimator().cannotSee()).contains("concept drift");
    assertThat(last.realised()).isNull();
    assertThat(last.holds()).isEqualTo(Holds.ESTIMATED);
    assertThat(last.estimated()).isNotNull();
    double tenth = value(figure(report.chunks().get(9), Metric.ROC_AUC).realised());
    assertThat(last.estimated().value()).isCloseTo(tenth, within(0.08));
    assertThat(report.estimator().gaps())
        .filteredOn(gap -> gap.metric() == Metric.ROC_AUC)
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.chunks()).isEqualTo(5);
              assertThat(gap.within()).isGreaterThan(0.7);
            });
  }

  @Test
  void estimatesEachSegmentWithoutLabels() {
    SegmentReports segments = new SegmentReports(SCENE.reports(), SCENE.store());

    assertThat(
            segments
                .report(SCENE.tenant(), PerformanceScene.days("delays", 0, 9), Metric.ACCURACY)
                .items())
        .allSatisfy(
            each -> {
              Figure accuracy = figure(each, Metric.ACCURACY);
              assertThat(accuracy.holds()).isEqualTo(PerformanceReport.Holds.REALISED);
              assertThat(value(accuracy.estimated()))
                  .isCloseTo(value(accuracy.realised()), within(0.05));
            });
    assertThat(
            segments
                .report(SCENE.tenant(), PerformanceScene.days("delays", 12, 14), Metric.ACCURACY)
                .items())
        .hasSize(4)
        .allSatisfy(
            each -> {
              Figure accuracy = figure(each, Metric.ACCURACY);
              assertThat(accuracy.holds()).isEqualTo(PerformanceReport.Holds.ESTIMATED);
              assertThat(value(accuracy.estimated())).as("as windy as it is").isBetween(0.55, 0.75);
            });
  }

  @Test
  void estimatesTheErrorOfARegressionInEachSegment() {
    Random random = new Random(9);
    StoredEvents events = SCENE.events();
    for (int day = 0; day < 9; day++) {
      for (int row = 0; row < 60; row++) {
        Instant at = START.plus(Duration.ofDays(day)).plusSeconds(row);
        boolean isWild = row % 3 == 0;
        double x = random.nextGaussian();
        Map<String, Object> features = Map.of("x", x, "city", isWild ? "wild" : "calm");
        UUID id =
            events.answered(
                UUID.randomUUID(), at, "rent", "1", features, Map.of("prediction", 2 * x));
        if (day < 8) {
          double actual = 2 * x + random.nextGaussian() * (isWild ? 4 : 0.5);
          events.label(UUID.randomUUID(), at, id, "rent", Map.of("value", actual));
        }
      }
    }
    events.storeBy(5_000);

    // A mean absolute error is 0.8 of the standard deviation where errors are normal.
    assertThat(
            new SegmentReports(SCENE.reports(), SCENE.store())
                    .report(SCENE.tenant(), PerformanceScene.days("rent", 8, 9), Metric.MAE)
                    .items()
                    .stream()
                    .collect(
                        Collectors.toMap(
                            SegmentAnswer::value,
                            each -> value(figure(each, Metric.MAE).estimated()))))
        .hasEntrySatisfying("wild", error -> assertThat(error).isBetween(2.2, 4.2))
        .hasEntrySatisfying("calm", error -> assertThat(error).isBetween(0.2, 0.9));
  }

  @Test
  void estimatesTheErrorOfARegressionFromSamples() {
    Random random = new Random(8);
    StoredEvents events = SCENE.events();
    for (int day = 0; day < 9; day++) {
      for (int row = 0; row < 50; row++) {
        Instant at = START.plus(Duration.ofDays(day)).plusSeconds(row);
        double x = random.nextGaussian() + (day == 8 ? 2.5 : 0);
        UUID id =
            events.answered(
                UUID.randomUUID(), at, "price", "1", Map.of("x", x), Map.of("prediction", 2 * x));
        if (day < 8) {
          double actual = 2 * x + random.nextGaussian() * (x > 1 ? 4 : 0.5);
          events.label(UUID.randomUUID(), at, id, "price", Map.of("value", actual));
        }
      }
    }
    events.storeBy(5_000);

    PerformanceReport report = SCENE.report("price");

    assertThat(report.task()).isEqualTo("regression");
    assertThat(report.estimator().method()).isEqualTo("dle");
    assertThat(report.estimator().referenceRows()).isEqualTo(350);
    Figure usual = figure(report.chunks().get(7), Metric.MAE);
    assertThat(usual.holds()).isEqualTo(Holds.REALISED);
    Figure last = figure(report.chunks().getLast(), Metric.MAE);
    assertThat(last.holds()).isEqualTo(Holds.ESTIMATED);
    assertThat(value(last.estimated())).isGreaterThan(2 * value(usual.estimated()));
    assertThat(last.verdict()).isEqualTo(Verdict.DECAYED);
  }

  @Test
  void estimatesSeveralClassesWhereAllOfTheirScoresAreLogged() {
    Random random = new Random(5);
    StoredEvents events = SCENE.events();
    String[] names = {"cat", "dog", "fox"};
    for (int day = 0; day < 9; day++) {
      for (int row = 0; row < 50; row++) {
        Instant at = START.plus(Duration.ofDays(day)).plusSeconds(row);
        int best = random.nextInt(3);
        // On the last day the model is less sure, and says so.
        double sure = (day == 8 ? 0.5 : 0.75) + 0.2 * random.nextDouble();
        Map<String, Object> outputs = new HashMap<>();
        outputs.put("label", names[best]);
        for (int one = 0; one < 3; one++) {
          outputs.put("probability_" + names[one], one == best ? sure : (1 - sure) / 2);
        }
        UUID id = events.answered(UUID.randomUUID(), at, "animal", "1", Map.of("x", row), outputs);
        if (day < 8) {
          int actual = random.nextDouble() < sure ? best : (best + 1 + random.nextInt(2)) % 3;
          events.label(UUID.randomUUID(), at, id, "animal", Map.of("label", names[actual]));
        }
      }
    }
    events.storeBy(5_000);

    PerformanceReport report = SCENE.report("animal");

    assertThat(report.estimator().method()).isEqualTo("cbpe");
    assertThat(report.estimator().referenceRows()).isEqualTo(350);
    assertThat(report.positive()).isNull();
    double usual = value(figure(report.chunks().get(7), Metric.F1).estimated());
    assertThat(usual).isCloseTo(0.85, within(0.08));
    Figure last = figure(report.chunks().getLast(), Metric.F1);
    assertThat(last.holds()).isEqualTo(Holds.ESTIMATED);
    assertThat(value(last.estimated())).isLessThan(usual);
    assertThat(figure(report.chunks().getLast(), Metric.ROC_AUC).estimated()).isNotNull();
  }

  @Test
  void takesAsManySamplesOfAQuietHourAsOfABusyOne() {
    Tenant tenant = SCENE.database().tenant("performance-samples", "one");
    StoredEvents events = SCENE.eventsOf(tenant);
    Instant later = START.plus(Duration.ofHours(1));
    for (int row = 0; row < 45; row++) {
      events.answered(
          new UUID(row, row),
          row < 40 ? START : later,
          "price",
          "1",
          Map.of("x", row),
          Map.of("prediction", 1.5));
    }
    events.store();

    List<PerformanceStore.SampledRow> samples =
        SCENE.store().samples(tenant, "price", "1", START, START.plus(Duration.ofHours(2)), 6);

    assertThat(samples).hasSize(6);
    assertThat(samples.stream().filter(row -> row.hour().equals(later))).hasSize(3);
  }
}
