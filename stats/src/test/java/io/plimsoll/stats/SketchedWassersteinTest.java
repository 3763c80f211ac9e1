package io.plimsoll.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SketchedWassersteinTest {
  private final SplittableRandom random = new SplittableRandom(5);

  @Test
  void takesThePValueOfRanksWhereSquaresDoNotFit() {
    NumericProfile reference = profile(3_000, 0);
    NumericProfile current = profile(1_000, 0.3);

    SketchedWasserstein distance = SketchedWasserstein.of(reference, current);

    assertThat(distance.pValue())
        .isEqualTo(SketchedKolmogorovSmirnov.of(reference, current).pValue())
        .isLessThan(1e-6);
    assertThat(distance.distance()).isFinite();
  }

  @Test
  void sentinelsThatWereThereBeforeAreNoChange() {
    SketchedWasserstein distance = SketchedWasserstein.of(profile(3_000, 0.3), profile(1_000, 0.3));

    assertThat(distance.pValue()).isGreaterThan(0.05);
    // The deviation of a share of 0.3 at one place and the rest at another.
    assertThat(distance.deviation() / Double.MAX_VALUE).isCloseTo(Math.sqrt(0.21), within(0.02));
  }

  @Test
  void tellsConstantsApart() {
    assertThat(SketchedWasserstein.of(constant(3), constant(3)).pValue()).isEqualTo(1);
    assertThat(SketchedWasserstein.of(constant(3), constant(4)).pValue()).isLessThan(1e-6);
    assertThat(SketchedWasserstein.of(constant(-Double.MAX_VALUE), constant(Double.MAX_VALUE)))
        .satisfies(apart -> assertThat(apart.pValue()).isLessThan(1e-6));
  }

  private NumericProfile profile(int rows, double sentinels) {
    NumericProfile profile = new NumericProfile();
    for (int row = 0; row < rows; row++) {
      profile.update(row < sentinels * rows ? Double.MAX_VALUE : random.nextGaussian());
    }
    return profile;
  }

  private static NumericProfile constant(double value) {
    NumericProfile profile = new NumericProfile();
    for (int row = 0; row < 500; row++) {
      profile.update(value);
    }
    return profile;
  }
}
