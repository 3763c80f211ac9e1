package io.plimsoll.stats.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

final class RadixSortTest {
  @Test
  void sortsLikeTheLibrary() {
    assertSorted(Random::nextGaussian);
    assertSorted(random -> random.nextInt(5));
    assertSorted(random -> 7);
    assertSorted(random -> -random.nextDouble() * 1e-300);
    assertSorted(random -> (random.nextDouble() - 0.5) * 1.7e308);
    assertSorted(random -> Double.longBitsToDouble(random.nextLong() & 0x800FFFFFFFFFFFFFL));
    assertSorted(random -> random.nextBoolean() ? Double.MAX_VALUE : -Double.MAX_VALUE);
    assertSorted(random -> random.nextBoolean() ? Double.POSITIVE_INFINITY : -0.0);
  }

  private static void assertSorted(ToDoubleFunction<Random> draw) {
    Random random = new Random(1);
    for (int length : new int[] {0, 1, 100, 4_096, 20_000}) {
      double[] values = new double[length];
      Arrays.setAll(values, index -> draw.applyAsDouble(random));
      double[] expected = values.clone();
      Arrays.sort(expected);
      RadixSort.sort(values);
      assertThat(values).isEqualTo(expected);
    }
  }
}
