package io.plimsoll.server.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.plimsoll.events.SparkData;
import io.plimsoll.events.SparkSpread;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class AdvisorTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final double GIGABYTE = 1L << 30;
  private static final double MINUTE = 60_000;

  @Test
  void saysNothingAboutAHealthyApplication() {
    SparkApplication application =
        application(
            SparkState.SUCCEEDED,
            Map.of(
                "runMs",
                20 * MINUTE,
                "gcMs",
                MINUTE,
                "tasks",
                1_000.0,
                "failedTasks",
                2.0,
                "taskMs",
                20 * MINUTE,
                "coreMs",
                25 * MINUTE));
    SparkPart stage =
        stage(Map.of("slowestReadBytes", 100.0), spread("durationMs", 100, 4_000, 6_000));
    SparkPart executor =
        part("1", Map.of("heapLimitBytes", 4 * GIGABYTE, "peakHeapBytes", 3.2 * GIGABYTE));
    assertThat(
            Advisor.advise(
                application,
                new SparkParts(
                    List.of(stage), List.of(), List.of(executor), List.of(), List.of(), List.of())))
        .isEmpty();
  }

  @Test
  void judgesTheWholeByTheBoundsOfItsModels() {
    SparkApplication application =
        application(
            SparkState.SUCCEEDED,
            Map.of(
                "runMs",
                100 * MINUTE,
                "gcMs",
                12 * MINUTE,
                "tasks",
                100.0,
                "failedTasks",
                31.0,
                "taskMs",
                100 * MINUTE,
                "coreMs",
                1_200 * MINUTE));
    assertThat(advise(application))
        .extracting(SparkAdvice::kind, SparkAdvice::severity)
        .containsExactly(
            tuple("wasted_cores", SparkSeverity.CRITICAL),
            tuple("gc_share", SparkSeverity.MODERATE),
            tuple("failed_tasks", SparkSeverity.MODERATE));
  }

  @Test
  void tellsSkewOfDataFromASlowHost() {
    SparkPart ofData =
        stage(
            Map.of("slowestReadBytes", 5_000.0),
            spread("durationMs", 200, 1_000, 12_000),
            spread("readBytes", 200, 400, 5_000));
    SparkPart ofHost =
        stage(
            Map.of("slowestReadBytes", 400.0),
            spread("durationMs", 200, 1_000, 25_000),
            spread("readBytes", 200, 400, 5_000));
    SparkPart quick =
        stage(Map.of("slowestReadBytes", 400.0), spread("durationMs", 200, 10, 4_000));
    List<SparkAdvice> advice = advise(application(), List.of(ofData, ofHost, quick));
    assertThat(advice)
        .extracting(SparkAdvice::kind, SparkAdvice::severity)
        .containsExactly(
            tuple("skew", SparkSeverity.CRITICAL), tuple("skew", SparkSeverity.SEVERE));
    assertThat(advice.getFirst().advice()).contains("host node-7");
    assertThat(advice.getLast().advice()).contains("salt");
  }

  @Test
  void judgesSpillSmallTasksAndMemory() {
    SparkPart spilling = stage(Map.of("diskSpilledBytes", 2 * GIGABYTE));
    SparkPart small = stage(Map.of(), spread("durationMs", 6_000, 20, 900));
    SparkPart full =
        part("1", Map.of("heapLimitBytes", GIGABYTE, "peakHeapBytes", 0.99 * GIGABYTE));
    SparkPart empty = part("1", Map.of("heapLimitBytes", 8 * GIGABYTE, "peakHeapBytes", GIGABYTE));
    assertThat(advise(application(), List.of(spilling, small)))
        .extracting(SparkAdvice::kind)
        .containsExactlyInAnyOrder("spill", "small_tasks");
    assertThat(Advisor.advise(application(), executors(full)))
        .extracting(SparkAdvice::kind, SparkAdvice::severity)
        .containsExactly(tuple("memory_overused", SparkSeverity.CRITICAL));
    assertThat(Advisor.advise(application(), executors(empty)))
        .extracting(SparkAdvice::kind, SparkAdvice::severity)
        .containsExactly(tuple("memory_underused", SparkSeverity.MODERATE));
  }

  @Test
  void judgesTheWorkOfExecutorsWhereThereIsEnough() {
    SparkPart busy = part("1", Map.of("taskMs", 100 * MINUTE));
    SparkPart idle = part("2", Map.of("taskMs", 20 * MINUTE));
    SparkPart other = part("3", Map.of("taskMs", 20 * MINUTE));
    assertThat(Advisor.advise(application(), executors(busy, idle, other)))
        .extracting(SparkAdvice::kind, SparkAdvice::severity)
        .containsExactly(tuple("executor_skew", SparkSeverity.SEVERE));
    assertThat(
            Advisor.advise(
                application(),
                executors(part("1", Map.of("taskMs", MINUTE)), part("2", Map.of("taskMs", 1.0)))))
        .isEmpty();
  }

  @Test
  void findsManySmallFiles() {
    SparkData small = new SparkData("lake.daily", "Parquet", 1_000L, 2_000L * 1_024, 2_000L);
    SparkData few = new SparkData("lake.other", "Parquet", 1_000L, 20L * 1_024, 20L);
    SparkPart query =
        new SparkPart(
            "7",
            SparkState.SUCCEEDED,
            NOW,
            null,
            null,
            null,
            Map.of(),
            Map.of(),
            List.of(),
            List.of(few),
            List.of(small));
    assertThat(
            Advisor.advise(
                application(),
                new SparkParts(
                    List.of(), List.of(), List.of(), List.of(query), List.of(), List.of())))
        .singleElement()
        .satisfies(
            advice -> {
              assertThat(advice.kind()).isEqualTo("small_files_written");
              assertThat(advice.severity()).isEqualTo(SparkSeverity.MODERATE);
              assertThat(advice.finding()).contains("2,000 files", "lake.daily");
            });
  }

  @Test
  void seesAStreamThatIsStuckOrBehind() {
    SparkApplication running = application(SparkState.RUNNING, Map.of());
    SparkPart stream =
        stream(Map.of("sinceProgressMs", 400_000.0), Map.of("name", "orders", "idle", false));
    SparkPart idle =
        stream(Map.of("sinceProgressMs", 400_000.0), Map.of("name", "orders", "idle", true));
    List<SparkPart> slow = new ArrayList<>();
    for (int batch = 0; batch < 10; batch++) {
      slow.add(
          progress(
              Map.of(
                  "batchMs",
                  30_000.0,
                  "inputRowsPerSecond",
                  100.0,
                  "processedRowsPerSecond",
                  60.0,
                  "behindRows",
                  batch * 1_000.0,
                  "rows",
                  1_000.0,
                  "lateRows",
                  20.0,
                  "stateRows",
                  2_000.0 + batch * 500)));
    }
    assertThat(Advisor.advise(running, streaming(stream, slow)))
        .extracting(SparkAdvice::kind, SparkAdvice::severity)
        .containsExactlyInAnyOrder(
            tuple("stream_stuck", SparkSeverity.CRITICAL),
            tuple("stream_behind", SparkSeverity.SEVERE),
            tuple("state_growing", SparkSeverity.MODERATE),
            tuple("late_rows", SparkSeverity.MODERATE));
    assertThat(Advisor.advise(running, streaming(idle, List.of()))).isEmpty();
    assertThat(
            Advisor.advise(application(SparkState.FAILED, Map.of()), streaming(stream, List.of())))
        .isEmpty();
  }

  private static List<SparkAdvice> advise(SparkApplication application) {
    return advise(application, List.of());
  }

  private static List<SparkAdvice> advise(SparkApplication application, List<SparkPart> stages) {
    return Advisor.advise(
        application, new SparkParts(stages, List.of(), List.of(), List.of(), List.of(), List.of()));
  }

  private static SparkParts executors(SparkPart... executors) {
    return new SparkParts(
        List.of(), List.of(), List.of(executors), List.of(), List.of(), List.of());
  }

  private static SparkParts streaming(SparkPart stream, List<SparkPart> progress) {
    return new SparkParts(List.of(), List.of(), List.of(), List.of(), List.of(stream), progress);
  }

  private static SparkApplication application() {
    return application(SparkState.SUCCEEDED, Map.of());
  }

  private static SparkApplication application(SparkState state, Map<String, Double> measures) {
    return new SparkApplication(
        UUID.randomUUID(),
        "nightly",
        "app-1",
        "",
        state,
        NOW,
        null,
        NOW,
        0,
        null,
        measures,
        Map.of());
  }

  private static SparkPart stage(Map<String, Double> measures, SparkSpread... spreads) {
    return new SparkPart(
        "3.0",
        SparkState.SUCCEEDED,
        NOW,
        null,
        null,
        null,
        measures,
        Map.of("slowestHost", "node-7"),
        List.of(spreads),
        List.of(),
        List.of());
  }

  private static SparkPart part(String key, Map<String, Double> measures) {
    return part(key, measures, Map.of());
  }

  private static SparkPart stream(Map<String, Double> measures, Map<String, Object> details) {
    return part("run-1", measures, details);
  }

  private static SparkPart progress(Map<String, Double> measures) {
    return part("run-1/" + measures.hashCode(), measures, Map.of("run", "run-1"));
  }

  private static SparkPart part(
      String key, Map<String, Double> measures, Map<String, Object> details) {
    return new SparkPart(
        key,
        SparkState.RUNNING,
        NOW,
        null,
        null,
        null,
        new HashMap<>(measures),
        details,
        List.of(),
        List.of(),
        List.of());
  }

  private static SparkSpread spread(String name, long count, double median, double max) {
    return new SparkSpread(name, count, count * median, 1, median, median * 2, max);
  }
}
