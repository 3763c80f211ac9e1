package io.plimsoll.server.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.performance.CauseReport.Event;
import io.plimsoll.server.performance.ChunkSize.Calendar;
import io.plimsoll.server.performance.DecayFinding.Basis;
import io.plimsoll.server.performance.PerformanceReport.ChunkAnswer;
import io.plimsoll.server.performance.PerformanceReport.Figure;
import io.plimsoll.server.performance.PerformanceReport.Holds;
import io.plimsoll.server.performance.PerformanceReport.State;
import io.plimsoll.server.performance.PerformanceReport.Verdict;
import io.plimsoll.server.performance.SegmentReport.SegmentAnswer;
import io.plimsoll.server.pipeline.ProfileWindowStore;
import io.plimsoll.server.pipeline.StoredEvents;
import io.plimsoll.server.testing.TestDatabase;
import io.plimsoll.stats.performance.ScoredLabels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is told of answers and labels that the pipeline has stored. */
class PerformanceIT {
  private static final TestDatabase DATABASE = TestDatabase.create();
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant NOW = START.plus(Duration.ofDays(14));
  private static final int ROWS = 600;

  private static final PerformanceStore STORE = new PerformanceStore(DATABASE.database());
  private static final PerformanceReports REPORTS = new PerformanceReports(STORE);

  private static final List<Double> SCORES = new ArrayList<>();
  private static final List<Boolean> LABELS = new ArrayList<>();
  private static final Tenant TENANT = DATABASE.tenant("performance", "one");

  /**
   * Two weeks of 600 rows a day. Carrier B is answered worse from the beginning; from the tenth day
   * on the wind blows harder and the answers get worse; of the last two days there are no labels.
   */
  @BeforeAll
  static void fill() {
    Random random = new Random(21);
    StoredEvents events = new StoredEvents(DATABASE.database(), TENANT);
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
          SCORES.add(score);
          LABELS.add(isLate);
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

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void tellsRealisedFiguresOfEachDayWithTheirErrors() {
    PerformanceReport report = report("delays");

    assertThat(report.state()).isEqualTo(State.READY);
    assertThat(report.version()).isEqualTo("4");
    assertThat(report.task()).isEqualTo("classification");
    assertThat(report.positive()).isEqualTo("1");
    assertThat(report.chunks()).hasSize(14);
    assertThat(report.labels().predictions()).isEqualTo(14L * ROWS);
    assertThat(report.labels().labelled()).isEqualTo(12L * ROWS);
    ChunkAnswer first = report.chunks().getFirst();
    ScoredLabels expected = expected();
    PerformanceReport.Value area = figure(first, Metric.ROC_AUC).realised();
    assertThat(area).isNotNull();
    assertThat(area.value()).isCloseTo(expected.rocAuc().value(), within(1e-12));
    assertThat(area.standardError()).isCloseTo(expected.rocAuc().standardError(), within(1e-12));
    assertThat(area.sketchError()).isZero();
    assertThat(area.rows()).isEqualTo(ROWS);
    assertThat(report.confusion()).isNotNull();
    assertThat(report.confusion().rows().stream().flatMap(List::stream).mapToLong(n -> n).sum())
        .isEqualTo(12L * ROWS);
    assertThat(report.calibration()).hasSize(10);
  }

  @Test
  void tellsDecayFromNoise() {
    List<ChunkAnswer> chunks = report("delays").chunks();

    assertThat(chunks.stream().filter(ChunkAnswer::isReference)).hasSize(7);
    assertThat(chunks.subList(0, 9))
        .allMatch(chunk -> figure(chunk, Metric.ACCURACY).verdict() == Verdict.STABLE);
    assertThat(chunks.subList(9, 14))
        .allMatch(chunk -> figure(chunk, Metric.ACCURACY).verdict() == Verdict.DECAYED);
  }

  @Test
  void estimatesWhereLabelsAreMissingAndSaysHowWellItDid() {
    PerformanceReport report = report("delays");
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
  void findsTheWeakSegmentAndNoOther() {
    Question calm =
        Question.parse(
            "delays",
            null,
            START.toString(),
            START.plus(Duration.ofDays(9)).toString(),
            null,
            null,
            null,
            null,
            NOW);
    SegmentReport report = new SegmentReports(REPORTS, STORE).report(TENANT, calm, Metric.ACCURACY);

    assertThat(report.items()).hasSize(4);
    assertThat(report.compared()).isEqualTo(4);
    assertThat(report.items().stream().filter(SegmentAnswer::isWeak))
        .singleElement()
        .satisfies(weak -> assertThat(weak.value()).isEqualTo("B"));
    assertThat(report.items().getFirst().value()).isEqualTo("B");
  }

  @Test
  void estimatesEachSegmentWithoutLabels() {
    SegmentReports segments = new SegmentReports(REPORTS, STORE);

    assertThat(segments.report(TENANT, days("delays", 0, 9), Metric.ACCURACY).items())
        .allSatisfy(
            each -> {
              Figure accuracy = figure(each, Metric.ACCURACY);
              assertThat(accuracy.holds()).isEqualTo(PerformanceReport.Holds.REALISED);
              assertThat(value(accuracy.estimated()))
                  .isCloseTo(value(accuracy.realised()), within(0.05));
            });
    assertThat(segments.report(TENANT, days("delays", 12, 14), Metric.ACCURACY).items())
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
    StoredEvents events = new StoredEvents(DATABASE.database(), TENANT);
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
            new SegmentReports(REPORTS, STORE)
                .report(TENANT, days("rent", 8, 9), Metric.MAE).items().stream()
                    .collect(
                        Collectors.toMap(
                            SegmentAnswer::value,
                            each -> value(figure(each, Metric.MAE).estimated()))))
        .hasEntrySatisfying("wild", error -> assertThat(error).isBetween(2.2, 4.2))
        .hasEntrySatisfying("calm", error -> assertThat(error).isBetween(0.2, 0.9));
  }

  private static Figure figure(SegmentAnswer of, Metric metric) {
    return of.figures().stream()
        .filter(figure -> figure.metric() == metric)
        .findFirst()
        .orElseThrow();
  }

  private static Question days(String model, int from, int to) {
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

  @Test
  void followsAWeakSegmentFromDayToDay() {
    SegmentCourses courses = new SegmentCourses(REPORTS, STORE);

    SegmentCourse weak =
        courses.course(TENANT, question("delays"), "carrier", "B", Metric.ACCURACY);

    assertThat(weak.chunks()).hasSize(14);
    assertThat(weak.compared()).as("days with labels").isEqualTo(12);
    // While the wind does not blow, B is answered worse; then all others are as bad.
    assertThat(weak.chunks().subList(0, 9).stream().filter(SegmentCourse.SegmentChunk::isWeak))
        .hasSizeGreaterThanOrEqualTo(7);
    assertThat(weak.chunks().subList(9, 14).stream().filter(SegmentCourse.SegmentChunk::isWeak))
        .isEmpty();
    SegmentCourse.SegmentChunk first = weak.chunks().getFirst();
    assertThat(first.predictions()).isEqualTo(ROWS / 5);
    assertThat(first.rest()).isNotNull();
    assertThat(first.rest().rows()).isEqualTo(ROWS - ROWS / 5);
    assertThat(courses.course(TENANT, question("delays"), "carrier", "Z", null).compared())
        .isZero();
  }

  @Test
  void segmentsAreOfTheSameHoursAsTheChunks() {
    Question cut =
        Question.parse(
            "delays",
            null,
            START.plus(Duration.ofHours(12)).toString(),
            START.plus(Duration.ofDays(9)).toString(),
            null,
            null,
            null,
            null,
            NOW);

    SegmentReport report = new SegmentReports(REPORTS, STORE).report(TENANT, cut, Metric.ACCURACY);

    assertThat(report.items().stream().mapToLong(SegmentAnswer::predictions).sum())
        .isEqualTo(9L * ROWS);
  }

  @Test
  void theSmallestOfManyValuesAreShownAsOne() {
    Tenant tenant = DATABASE.tenant("performance-shops", "one");
    StoredEvents events = new StoredEvents(DATABASE.database(), tenant);
    for (int shop = 1; shop <= 30; shop++) {
      for (int row = 0; row < shop; row++) {
        events.answered(
            UUID.randomUUID(),
            START.plusSeconds(row),
            "shops",
            "1",
            Map.of("shop", "s" + shop),
            Map.of("label", 1));
      }
    }
    events.store();

    SegmentReport report =
        new SegmentReports(REPORTS, STORE).report(tenant, question("shops"), null);

    assertThat(report.items()).hasSize(21);
    assertThat(report.items().stream().mapToLong(SegmentAnswer::predictions).sum()).isEqualTo(465);
    assertThat(report.items())
        .filteredOn(each -> each.value().equals("(other)"))
        .singleElement()
        .satisfies(other -> assertThat(other.predictions()).isEqualTo(55));
  }

  @Test
  void takesAsManySamplesOfAQuietHourAsOfABusyOne() {
    Tenant tenant = DATABASE.tenant("performance-samples", "one");
    StoredEvents events = new StoredEvents(DATABASE.database(), tenant);
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
        STORE.samples(tenant, "price", "1", START, START.plus(Duration.ofHours(2)), 6);

    assertThat(samples).hasSize(6);
    assertThat(samples.stream().filter(row -> row.hour().equals(later))).hasSize(3);
  }

  private static CauseReports causes() {
    return new CauseReports(
        REPORTS, new CauseStore(DATABASE.database()), new ProfileWindowStore(DATABASE.database()));
  }

  @Test
  void namesTheFeatureThatMovesWithTheDecay() {
    CauseReport report = causes().report(TENANT, question("delays"), null);

    assertThat(report.chunks()).isEqualTo(14);
    CauseReport.Cause first = report.items().getFirst();
    assertThat(first.feature()).isEqualTo("wind");
    assertThat(first.correlation()).isGreaterThan(0.9);
    assertThat(first.driftedChunks()).isEqualTo(5);
    assertThat(report.items())
        .filteredOn(cause -> cause.feature().equals("rain"))
        .singleElement()
        .satisfies(
            cause ->
                assertThat(cause.events())
                    .singleElement()
                    .satisfies(
                        event -> {
                          assertThat(event.kind()).isEqualTo(Event.Kind.MISSING_VALUES);
                          assertThat(event.at()).isEqualTo(START.plus(Duration.ofDays(11)));
                        }));
  }

  @Test
  void judgesTheNewestDaysForWhoeverTellsPeople() {
    AtomicReference<Instant> clock = new AtomicReference<>(NOW);
    DecayStore store = new DecayStore(DATABASE.database());
    DecayRound round =
        new DecayRound(
            new CredentialStore(DATABASE.database()),
            store,
            REPORTS,
            causes(),
            clock::get,
            new SimpleMeterRegistry());

    round.run();

    DecayJudgement judged = store.find(TENANT, "delays").orElseThrow();
    assertThat(judged.version()).isEqualTo("4");
    assertThat(judged.learned()).isEqualTo(7);
    assertThat(judged.decayed()).contains(Metric.ACCURACY, Metric.ROC_AUC);
    assertThat(judged.findings())
        .filteredOn(finding -> finding.metric() == Metric.ACCURACY)
        .extracting(DecayFinding::basis, DecayFinding::decayed, DecayFinding::chunks)
        .containsExactly(tuple(Basis.REALISED, true, 3), tuple(Basis.ESTIMATED, true, 5));
    assertThat(judged.findings())
        .allMatch(finding -> finding.decayedSince().equals(START.plus(Duration.ofDays(9))));
    assertThat(judged.causes().getFirst()).startsWith("`wind` has drifted in 5 chunks");

    clock.set(NOW.plus(Duration.ofMinutes(20)));
    round.run();
    assertThat(store.find(TENANT, "delays").orElseThrow().judgedAt())
        .as("nothing has come in since")
        .isEqualTo(NOW);
    store.watch(
        TENANT,
        "delays",
        new DecayWatch(false, Calendar.DAY, List.of(), 7, Optional.empty()),
        "ada",
        NOW.plus(Duration.ofMinutes(20)));
    round.run();
    assertThat(store.find(TENANT, "delays")).isEmpty();
    store.unwatch(TENANT, "delays");
  }

  @Test
  void estimatesTheErrorOfARegressionFromSamples() {
    Random random = new Random(8);
    StoredEvents events = new StoredEvents(DATABASE.database(), TENANT);
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

    PerformanceReport report = report("price");

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
    StoredEvents events = new StoredEvents(DATABASE.database(), TENANT);
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

    PerformanceReport report = report("animal");

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
  void saysWhyThereIsNothingToSee() {
    StoredEvents events = new StoredEvents(DATABASE.database(), TENANT);
    UUID words =
        events.answered(
            UUID.randomUUID(), START, "words", "1", Map.of(), Map.of("prediction", 1.5));
    events.label(UUID.randomUUID(), START, words, "words", Map.of("value", "much"));
    events.answered(UUID.randomUUID(), START, "alone", "1", Map.of(), Map.of("label", 1));
    events.answered(UUID.randomUUID(), START, "lost", "1", Map.of(), Map.of("label", 1));
    events.label(UUID.randomUUID(), START, UUID.randomUUID(), "lost", Map.of("label", 1));
    UUID other =
        events.answered(UUID.randomUUID(), START, "strange", "1", Map.of(), Map.of("label", "a"));
    events.label(UUID.randomUUID(), START, other, "strange", Map.of("label", "b"));
    events.store();

    assertThat(report("words").state()).isEqualTo(State.LABELS_DO_NOT_FIT);
    assertThat(report("words").advice()).contains("\"task\"");
    assertThat(report("alone").state()).isEqualTo(State.NO_LABELS);
    assertThat(report("alone").advice()).contains("log_feedback");
    assertThat(report("lost").state()).isEqualTo(State.LABELS_WAIT);
    assertThat(report("lost").labels().waiting()).isEqualTo(1);
    assertThat(report("strange").state()).isEqualTo(State.LABELS_DO_NOT_FIT);
    assertThat(report("nobody").state()).isEqualTo(State.NO_PREDICTIONS);
    assertThat(report("nobody").version()).isNull();
  }

  private static PerformanceReport report(String model) {
    return REPORTS.report(TENANT, question(model), NOW);
  }

  private static Question question(String model) {
    return Question.parse(
        model, null, START.toString(), NOW.toString(), "day", null, null, null, NOW);
  }

  private static Figure figure(ChunkAnswer chunk, Metric metric) {
    return chunk.figures().stream()
        .filter(each -> each.metric() == metric)
        .findFirst()
        .orElseThrow();
  }

  private static double value(PerformanceReport.@Nullable Value value) {
    assertThat(value).isNotNull();
    return value.value();
  }

  private static ScoredLabels expected() {
    boolean[] labels = new boolean[LABELS.size()];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = LABELS.get(row);
    }
    return new ScoredLabels(SCORES.stream().mapToDouble(each -> each).toArray(), labels);
  }
}
