package io.plimsoll.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BucketedValuesTest {
  private static final OptionalDouble UNKNOWN = OptionalDouble.empty();

  @Test
  void keepsNumberAndSumExactlyAndEstimatesQuantilesWithinTheirBucket() {
    double[] values = new Random(7).doubles(100_000, 0, 1).map(x -> 5 * x * x).toArray();
    List<Double> bounds = List.of(0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 4.0);
    NumericProfile real = new NumericProfile();
    long[] counts = new long[8];
    for (double value : values) {
      real.update(value);
      int bucket = 0;
      while (bucket < bounds.size() && value > bounds.get(bucket)) {
        bucket++;
      }
      counts[bucket]++;
    }
    NumericProfile estimated = new NumericProfile();
    for (int part = 0; part < 4; part++) {
      List<Long> quarter = new ArrayList<>();
      for (long count : counts) {
        quarter.add(count / 4 + (part < count % 4 ? 1 : 0));
      }
      estimated.update(
          new BucketedValues(
              bounds, quarter, OptionalDouble.of(real.min()), OptionalDouble.of(real.max())),
          real.sum() / 4);
    }

    assertThat(estimated.count()).isEqualTo(100_000);
    assertThat(estimated.sum()).isCloseTo(real.sum(), within(1e-6));
    assertThat(estimated.mean()).isCloseTo(real.mean(), within(1e-9));
    assertThat(estimated.min()).isEqualTo(real.min());
    assertThat(estimated.max()).isEqualTo(real.max());
    assertThat(estimated.standardDeviation()).isCloseTo(real.standardDeviation(), within(0.05));
    assertThat(estimated.quantile(0.5)).isCloseTo(real.quantile(0.5), within(0.1));
    assertThat(estimated.quantile(0.95)).isCloseTo(real.quantile(0.95), within(0.15));
    assertThat(NumericProfile.fromBytes(estimated.toBytes()).quantile(0.99))
        .isEqualTo(estimated.quantile(0.99));
  }

  @Test
  void interpolatesLinearlyWithinABucket() {
    NumericProfile profile = new NumericProfile();
    profile.update(
        new BucketedValues(List.of(10.0, 20.0), List.of(0L, 1_000L, 0L), UNKNOWN, UNKNOWN), 15_000);

    assertThat(profile.quantile(0.5)).isCloseTo(15, within(0.2));
    assertThat(profile.quantile(0.9)).isCloseTo(19, within(0.2));
    assertThat(profile.min()).isGreaterThanOrEqualTo(10);
    assertThat(profile.max()).isLessThanOrEqualTo(20);
  }

  @Test
  void knowsASingleValueByItsSum() {
    NumericProfile profile = new NumericProfile();
    profile.update(
        new BucketedValues(List.of(1.0, 10.0), List.of(0L, 1L, 0L), UNKNOWN, UNKNOWN), 3.5);

    assertThat(profile.quantile(0.5)).isEqualTo(3.5);
    assertThat(profile.standardDeviation()).isZero();
  }

  @Test
  void endsWhatHasNoBoundAtTheExtremesOrAtTheLastBound() {
    BucketedValues open = new BucketedValues(List.of(5.0), List.of(2L, 2L), UNKNOWN, UNKNOWN);
    BucketedValues known =
        new BucketedValues(
            List.of(5.0), List.of(2L, 2L), OptionalDouble.of(1), OptionalDouble.of(9));
    BucketedValues unbounded =
        new BucketedValues(List.of(), List.of(3L), OptionalDouble.of(1), OptionalDouble.of(9));

    assertThat(open.points()).containsExactly(1.25, 3.75, 5.0);
    assertThat(open.weights()).containsExactly(1, 1, 2);
    assertThat(known.points()).containsExactly(1, 3, 7, 9);
    assertThat(known.estimatedSum()).isEqualTo(20);
    assertThat(unbounded.points()).containsExactly(1, 5, 9);
    assertThat(new BucketedValues(List.of(), List.of(2L), UNKNOWN, UNKNOWN).estimatedSum())
        .isZero();
  }

  @Test
  void addsNothingForEmptyBucketsAndRefusesWhatDoesNotFit() {
    NumericProfile profile = new NumericProfile();
    profile.update(new BucketedValues(List.of(1.0), List.of(0L, 0L), UNKNOWN, UNKNOWN), 0);

    assertThat(profile.count()).isZero();
    assertThatThrownBy(() -> new BucketedValues(List.of(1.0), List.of(1L), UNKNOWN, UNKNOWN))
        .hasMessage("1 bounds make 2 buckets, not 1");
  }
}
