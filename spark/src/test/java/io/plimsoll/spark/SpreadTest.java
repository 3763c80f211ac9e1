package io.plimsoll.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SpreadTest {
  @Test
  void knowsQuantilesWithinFivePercent() {
    Random random = new Random(3);
    long[] values =
        random.doubles(10_000, 0, 20).mapToLong(power -> (long) Math.pow(2, power)).toArray();
    Spread spread = new Spread();
    Arrays.stream(values).forEach(spread::add);
    Arrays.sort(values);
    for (double share : new double[] {0.1, 0.5, 0.95, 0.99}) {
      double exact = values[(int) Math.ceil(share * values.length) - 1];
      assertThat(spread.quantile(share)).isCloseTo(exact, within(Math.max(1, exact * 0.05)));
    }
    assertThat(spread.max()).isEqualTo((double) values[values.length - 1]);
    assertThat(spread.count()).isEqualTo(10_000);
  }

  @Test
  void holdsWhatTheReaderAsksOfIt() {
    Spread empty = new Spread();
    assertThat(empty.report("durationMs"))
        .containsEntry("count", 0L)
        .containsEntry("min", 0.0)
        .containsEntry("median", 0.0);
    Spread odd = new Spread();
    odd.add(-5);
    odd.add(Long.MAX_VALUE);
    assertThat(odd.report("x")).containsEntry("min", 0.0);
    assertThat(odd.quantile(0.95)).isLessThanOrEqualTo(odd.max());
  }
}
