package io.plimsoll.stats.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ScoreCountsTest {
  private final Random random = new Random(7);
  private final ScoreCounts counts = new ScoreCounts();

  @Test
  void countsWhatAMapCounts() {
    TreeMap<Double, Long> expected = new TreeMap<>();
    for (int row = 0; row < 20_000; row++) {
      double score = score();
      int rows = random.nextInt(5) - 2;
      counts.add(score, rows);
      expected.merge(score + 0.0, (long) rows, Long::sum);
    }
    expected.values().removeIf(rows -> rows == 0);

    assertThat(told(counts)).isEqualTo(expected);
    assertThat(counts.distinct()).isEqualTo(expected.size());
    assertThat(counts.rows()).isEqualTo(expected.values().stream().mapToLong(n -> n).sum());
    assertThat(counts.ascending()).isSorted().hasSize(expected.size());
  }

  @Test
  void isReadAsItWasWritten() {
    for (int row = 0; row < 3_000; row++) {
      counts.add(ScoreBins.FINE.middle(random.nextDouble()), 1);
      counts.add(score(), -1);
    }
    StateWriter writer = new StateWriter();
    counts.write(writer);
    StateReader reader = new StateReader(writer.toBytes());

    assertThat(told(ScoreCounts.read(reader))).isEqualTo(told(counts));
    reader.requireEnd();
  }

  @Test
  void takesAFewBytesForAScoreInABin() {
    for (int row = 0; row < 50_000; row++) {
      counts.add(ScoreBins.FINE.middle(random.nextDouble()), 1);
    }
    StateWriter writer = new StateWriter();
    counts.write(writer);

    assertThat(counts.distinct()).isGreaterThan(1_000);
    assertThat(writer.toBytes().length).isLessThan(5 * counts.distinct());
  }

  @Test
  void whatWasTakenBackLeavesNoRoomBehind() {
    for (int row = 0; row < 100_000; row++) {
      counts.add(row, 1);
      counts.add(row, -1);
    }

    assertThat(counts.distinct()).isZero();
    assertThat(told(counts)).isEmpty();
  }

  @Test
  void damagedBytesAreRefused() {
    StateWriter writer = new StateWriter();
    writer.writeLong(1);
    writer.writeLong(0);
    writer.writeLong(Double.doubleToRawLongBits(Double.NaN));
    writer.writeLong(1);

    assertThatThrownBy(() -> ScoreCounts.read(new StateReader(writer.toBytes())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Few enough that most occur again, with both zeros, the ends, and numbers below zero. */
  private double score() {
    return switch (random.nextInt(8)) {
      case 0 -> -0.0;
      case 1 -> random.nextInt(3) - 1;
      case 2 -> ScoreBins.FINE.middle(random.nextDouble());
      case 3 -> 1e9 * random.nextGaussian();
      default -> random.nextInt(2_000) / 2_000.0;
    };
  }

  private static NavigableMap<Double, Long> told(ScoreCounts counts) {
    NavigableMap<Double, Long> told = new TreeMap<>();
    counts.forEach((score, rows) -> assertThat(told.put(score, rows)).isNull());
    NavigableMap<Double, Long> again = new TreeMap<>();
    counts.forEachAscending(again::put);
    assertThat(again).isEqualTo(told);
    return told;
  }
}
