package io.plimsoll.server.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

final class StreamHealthTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final double MINUTE = 60_000;

  @Test
  void isStuckOnceItStandsStillForLongerThanItsBatchesExplain() {
    List<SparkPart> quick = reports(10, 10, index -> 2_000, index -> 0);
    assertThat(health(60_000, quick).isStuck(MINUTE)).isFalse();
    assertThat(health(60_001, quick).isStuck(MINUTE)).isTrue();

    List<SparkPart> slow = reports(10, 10, index -> index == 3 ? 40_000 : 2_000, index -> 0);
    assertThat(health(200_000, slow).isStuck(MINUTE)).isFalse();
    assertThat(health(200_001, slow).isStuck(MINUTE)).isTrue();
  }

  @Test
  void isNotStuckBetweenTheBatchesOfAnHourlyTrigger() {
    List<SparkPart> hourly = reports(4, 3_600, index -> 2_000, index -> 0);
    assertThat(health(61 * MINUTE, hourly).isStuck(MINUTE)).isFalse();
    assertThat(health(301 * MINUTE, hourly).isStuck(MINUTE)).isTrue();
  }

  @Test
  void givesTheFirstBatchMoreTime() {
    assertThat(health(15 * MINUTE, List.of()).isStuck(MINUTE)).isFalse();
    assertThat(health(15 * MINUTE + 1, List.of()).isStuck(MINUTE)).isTrue();
    assertThat(health(15 * MINUTE + 1, List.of()).lastProgressAt()).isNull();
  }

  @Test
  void isNotStuckWhileAnOlderListenerSaysThatItIsIdle() {
    Map<String, Double> since = Map.of("sinceProgressMs", 60 * MINUTE);
    assertThat(StreamHealth.of(part("run", 0, since, Map.of("idle", true)), List.of()).stillMs())
        .isZero();
    assertThat(StreamHealth.of(part("run", 0, since, Map.of("idle", false)), List.of()).stillMs())
        .isEqualTo(60 * MINUTE);
    Map<String, Double> newer = Map.of("sinceProgressMs", 60 * MINUTE, "stillMs", 5_000.0);
    assertThat(StreamHealth.of(part("run", 0, newer, Map.of("idle", true)), List.of()).stillMs())
        .isEqualTo(5_000);
  }

  @Test
  void isBehindBySlowBatchesFromFiveReportsOn() {
    assertThat(health(0, rates(4, 4)).behindShare()).isZero();
    assertThat(health(0, rates(5, 4)).behindShare()).isEqualTo(0.8);
    assertThat(health(0, rates(30, 9)).behindShare()).as("only the last ten").isEqualTo(0.9);
  }

  @Test
  void isBehindByALagThatGrowsWhereALimitHidesWhatComesIn() {
    StreamHealth growing = health(0, reports(10, 10, index -> 1_000, index -> 100 * index));
    assertThat(growing.behindShare()).isEqualTo(1);
    assertThat(growing.isLagGrowing()).isTrue();
    assertThat(growing.behindRows()).isEqualTo(900);

    assertThat(health(0, reports(9, 10, index -> 1_000, index -> 100 * index)).behindShare())
        .as("too few to tell from trembling")
        .isZero();
    StreamHealth trembling = health(0, reports(10, 10, index -> 1_000, index -> 500 - index % 2));
    assertThat(trembling.behindShare()).isZero();
    StreamHealth shrinking =
        health(0, reports(10, 10, index -> 1_000, index -> index == 0 ? 5_000 : 100 * index));
    assertThat(shrinking.behindShare()).as("less waits than did").isZero();
    assertThat(shrinking.isLagGrowing()).isFalse();
  }

  private static StreamHealth health(double stillMs, List<SparkPart> progress) {
    return StreamHealth.of(part("run", 0, Map.of("stillMs", stillMs), Map.of()), progress);
  }

  private static List<SparkPart> reports(
      int count, int secondsApart, IntToDoubleFunction batchMs, IntToDoubleFunction behind) {
    List<SparkPart> reports = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      reports.add(
          part(
              "run/" + index,
              index * secondsApart,
              Map.of(
                  "batchMs",
                  batchMs.applyAsDouble(index),
                  "behindRows",
                  behind.applyAsDouble(index)),
              Map.of()));
    }
    return reports;
  }

  /** The last {@code slower} of them had more rows to take in than they processed. */
  private static List<SparkPart> rates(int count, int slower) {
    List<SparkPart> reports = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      double processed = index >= count - slower ? 50 : 200;
      reports.add(
          part(
              "run/" + index,
              index,
              Map.of("inputRowsPerSecond", 100.0, "processedRowsPerSecond", processed),
              Map.of()));
    }
    return reports;
  }

  private static SparkPart part(
      String key, int seconds, Map<String, Double> measures, Map<String, Object> details) {
    return new SparkPart(
        key,
        SparkState.RUNNING,
        START.plusSeconds(seconds),
        null,
        null,
        null,
        measures,
        details,
        List.of(),
        List.of(),
        List.of());
  }
}
