package io.plimsoll.server.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RegressionsTest {
  private static final double GIGABYTE = 1L << 30;

  @Test
  void saysNothingAboutARunLikeTheOthers() {
    assertThat(Regressions.of(run(62_000, GIGABYTE, GIGABYTE), usual())).isEmpty();
  }

  @Test
  void saysWhatIsWorseThanInEarlierRuns() {
    assertThat(Regressions.of(run(61_000, GIGABYTE, 3 * GIGABYTE), usual()))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.measure()).isEqualTo("shuffleBytes");
              assertThat(found.factor()).isCloseTo(3, within(0.01));
              assertThat(found.runs()).isEqualTo(5);
            });
  }

  @Test
  void allowsForALargerInput() {
    assertThat(Regressions.of(run(180_000, 3 * GIGABYTE, 3 * GIGABYTE), usual())).isEmpty();
    assertThat(Regressions.of(run(60_000, 0.5 * GIGABYTE, 3 * GIGABYTE), usual())).hasSize(1);
  }

  @Test
  void allowsForRunsThatDifferAnyway() {
    List<SparkRun> scattered =
        LongStream.of(20_000, 60_000, 100_000, 140_000, 180_000)
            .mapToObj(duration -> run(duration, GIGABYTE, GIGABYTE))
            .toList();
    assertThat(Regressions.of(run(250_000, GIGABYTE, GIGABYTE), scattered)).isEmpty();
  }

  @Test
  void goesByRunsThatSucceededAndByEnoughOfThem() {
    List<SparkRun> two = usual().subList(0, 2);
    assertThat(Regressions.of(run(600_000, GIGABYTE, GIGABYTE), two)).isEmpty();
    List<SparkRun> failed =
        usual().stream()
            .map(
                run ->
                    new SparkRun(run.id(), SparkState.FAILED, run.startedAt(), 1_000, 0, 0, 0, 0))
            .toList();
    assertThat(Regressions.of(run(600_000, GIGABYTE, GIGABYTE), failed)).isEmpty();
  }

  private static List<SparkRun> usual() {
    return LongStream.of(58_000, 59_000, 60_000, 61_000, 62_000)
        .mapToObj(duration -> run(duration, GIGABYTE, GIGABYTE))
        .toList();
  }

  private static SparkRun run(long durationMs, double input, double shuffle) {
    return new SparkRun(
        UUID.randomUUID(), SparkState.SUCCEEDED, Instant.EPOCH, durationMs, input, shuffle, 0, 100);
  }
}
