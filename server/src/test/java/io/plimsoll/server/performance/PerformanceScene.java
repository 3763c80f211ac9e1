package io.plimsoll.server.performance;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.performance.PerformanceReport.ChunkAnswer;
import io.plimsoll.server.performance.PerformanceReport.Figure;
import io.plimsoll.server.performance.SegmentReport.SegmentAnswer;
import io.plimsoll.server.pipeline.StoredEvents;
import io.plimsoll.server.testing.TestDatabase;
import io.plimsoll.stats.performance.ScoredLabels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A database of its own with two weeks of answers of the model "delays", 600 a day. Carrier B is
 * answered worse from the beginning; from the tenth day on the wind blows harder and the answers
 * get worse; of the last two days there are no labels.
 */
final class PerformanceScene implements AutoCloseable {
  static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  static final Instant NOW = START.plus(Duration.ofDays(14));
  static final int ROWS = 600;

  private final TestDatabase database = TestDatabase.create();
  private final Tenant tenant = database.tenant("performance", "one");
  private final PerformanceStore store = new PerformanceStore(database.database());
  private final PerformanceReports reports = new PerformanceReports(store);
  private final List<Double> scores = new ArrayList<>();
  private final List<Boolean> labels = new ArrayList<>();

  private PerformanceScene() {}

  static PerformanceScene ofDelays() {
    PerformanceScene scene = new PerformanceScene();
    scene.fill();
    return scene;
  }

  TestDatabase database() {
    return database;
  }

  Tenant tenant() {
    return tenant;
  }

  PerformanceStore store() {
    return store;
  }

  PerformanceReports reports() {
    return reports;
  }

  /** To store more than there is. */
  StoredEvents events() {
    return eventsOf(tenant);
  }

  StoredEvents eventsOf(Tenant other) {
    return new StoredEvents(database.database(), other);
  }

  /** All days of a model, one to a chunk. */
  PerformanceReport report(String model) {
    return reports.report(tenant, question(model), NOW);
  }

  static Question question(String model) {
    return Question.parse(
        model, null, START.toString(), NOW.toString(), "day", null, null, null, NOW);
  }

  /** Days of a model as one chunk, counted from the first. */
  static Question days(String model, int from, int to) {
    return Question.parse(
        model,
        null,
        START.plus(Duration.ofDays(from)).toString(),
        START.plus(Duration.ofDays(to)).toString(),
        null,
        null,
        null,
        null,
        NOW);
  }

  static Figure figure(ChunkAnswer chunk, Metric metric) {
    return chunk.figures().stream()
        .filter(each -> each.metric() == metric)
        .findFirst()
        .orElseThrow();
  }

  static Figure figure(SegmentAnswer of, Metric metric) {
    return of.figures().stream()
        .filter(figure -> figure.metric() == metric)
        .findFirst()
        .orElseThrow();
  }

  static double value(PerformanceReport.@Nullable Value value) {
    assertThat(value).isNotNull();
    return value.value();
  }

  /** What was answered on the first day, and what came true. */
  ScoredLabels firstDay() {
    boolean[] truth = new boolean[labels.size()];
    for (int row = 0; row < truth.length; row++) {
      truth[row] = labels.get(row);
    }
    return new ScoredLabels(scores.stream().mapToDouble(each -> each).toArray(), truth);
  }

  private void fill() {
    Random random = new Random(21);
    StoredEvents events = events();
    for (int day = 0; day < 14; day++) {
      for (int row = 0; row < ROWS; row++) {
        Instant at = START.plus(Duration.ofDays(day)).plusSeconds(row);
        boolean isWindy = day >= 9;
        boolean isWeak = row % 5 == 0;
        double clear = isWindy ? 0.8 : isWeak ? 0.7 : 3;
        double score = 1 / (1 + Math.exp(-clear * random.nextGaussian()));
        boolean isLate = random.nextDouble() < score;
        Map<String, Object> features = new HashMap<>();
        features.put("carrier", isWeak ? "B" : "A" + row % 3);
        features.put("wind", random.nextGaussian() + (isWindy ? 3 : 0));
        features.put("rain", random.nextGaussian());
        if (day >= 11 && row % 2 == 0) {
          features.put("rain", null);
        }
        UUID id =
            events.answered(
                UUID.randomUUID(),
                at,
                "delays",
                "4",
                features,
                Map.of("label", score >= 0.5 ? 1 : 0, "probability", score));
        if (day == 0) {
          scores.add(score);
          labels.add(isLate);
        }
        if (day < 12) {
          events.label(
              UUID.randomUUID(),
              at.plus(Duration.ofDays(1)),
              id,
              "delays",
              Map.of("label", isLate ? 1 : 0));
        }
      }
    }
    events.storeBy(5_000);
  }

  @Override
  public void close() {
    database.close();
  }
}
