package io.plimsoll.server.performance;

import static io.plimsoll.server.performance.PerformanceScene.NOW;
import static io.plimsoll.server.performance.PerformanceScene.ROWS;
import static io.plimsoll.server.performance.PerformanceScene.START;
import static io.plimsoll.server.performance.PerformanceScene.figure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.performance.CauseReport.Event;
import io.plimsoll.server.performance.ChunkSize.Calendar;
import io.plimsoll.server.performance.DecayFinding.Basis;
import io.plimsoll.server.performance.PerformanceReport.ChunkAnswer;
import io.plimsoll.server.performance.PerformanceReport.State;
import io.plimsoll.server.performance.PerformanceReport.Verdict;
import io.plimsoll.server.pipeline.ProfileWindowStore;
import io.plimsoll.server.pipeline.StoredEvents;
import io.plimsoll.stats.performance.ScoredLabels;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is told of answers and labels that the pipeline has stored. */
class PerformanceIT {
  private static final PerformanceScene SCENE = PerformanceScene.ofDelays();

  @AfterAll
  static void close() {
    SCENE.close();
  }

  @Test
  void tellsRealisedFiguresOfEachDayWithTheirErrors() {
    PerformanceReport report = SCENE.report("delays");

    assertThat(report.state()).isEqualTo(State.READY);
    assertThat(report.version()).isEqualTo("4");
    assertThat(report.task()).isEqualTo("classification");
    assertThat(report.positive()).isEqualTo("1");
    assertThat(report.chunks()).hasSize(14);
    assertThat(report.labels().predictions()).isEqualTo(14L * ROWS);
    assertThat(report.labels().labelled()).isEqualTo(12L * ROWS);
    ChunkAnswer first = report.chunks().getFirst();
    ScoredLabels expected = SCENE.firstDay();
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
    List<ChunkAnswer> chunks = SCENE.report("delays").chunks();

    assertThat(chunks.stream().filter(ChunkAnswer::isReference)).hasSize(7);
    assertThat(chunks.subList(0, 9))
        .allMatch(chunk -> figure(chunk, Metric.ACCURACY).verdict() == Verdict.STABLE);
    assertThat(chunks.subList(9, 14))
        .allMatch(chunk -> figure(chunk, Metric.ACCURACY).verdict() == Verdict.DECAYED);
  }

  @Test
  void namesTheFeatureThatMovesWithTheDecay() {
    CauseReport report = causes().report(SCENE.tenant(), PerformanceScene.question("delays"), null);

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
    DecayStore store = new DecayStore(SCENE.database().database());
    DecayRound round =
        new DecayRound(
            new CredentialStore(SCENE.database().database()),
            store,
            SCENE.reports(),
            causes(),
            clock::get,
            new SimpleMeterRegistry());

    round.run();

    DecayJudgement judged = store.find(SCENE.tenant(), "delays").orElseThrow();
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
    assertThat(store.find(SCENE.tenant(), "delays").orElseThrow().judgedAt())
        .as("nothing has come in since")
        .isEqualTo(NOW);
    store.watch(
        SCENE.tenant(),
        "delays",
        new DecayWatch(false, Calendar.DAY, List.of(), 7, Optional.empty()),
        "ada",
        NOW.plus(Duration.ofMinutes(20)));
    round.run();
    assertThat(store.find(SCENE.tenant(), "delays")).isEmpty();
    store.unwatch(SCENE.tenant(), "delays");
  }

  @Test
  void saysWhyThereIsNothingToSee() {
    StoredEvents events = SCENE.events();
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

    assertThat(SCENE.report("words").state()).isEqualTo(State.LABELS_DO_NOT_FIT);
    assertThat(SCENE.report("words").advice()).contains("\"task\"");
    assertThat(SCENE.report("alone").state()).isEqualTo(State.NO_LABELS);
    assertThat(SCENE.report("alone").advice()).contains("log_feedback");
    assertThat(SCENE.report("lost").state()).isEqualTo(State.LABELS_WAIT);
    assertThat(SCENE.report("lost").labels().waiting()).isEqualTo(1);
    assertThat(SCENE.report("strange").state()).isEqualTo(State.LABELS_DO_NOT_FIT);
    assertThat(SCENE.report("nobody").state()).isEqualTo(State.NO_PREDICTIONS);
    assertThat(SCENE.report("nobody").version()).isNull();
  }

  private static CauseReports causes() {
    return new CauseReports(
        SCENE.reports(),
        new CauseStore(SCENE.database().database()),
        new ProfileWindowStore(SCENE.database().database()));
  }
}
