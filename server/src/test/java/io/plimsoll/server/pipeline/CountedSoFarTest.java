package io.plimsoll.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.events.Buckets;
import io.plimsoll.events.Event;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class CountedSoFarTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00.000001Z");

  @Test
  void growsByTheDifferenceAndBeginsAnewWhereAValueFalls() {
    CountedSoFar before = CountedSoFar.of(counter(AT, 10));

    assertThat(before.growth(counter(AT.plusSeconds(1), 12.5)).value()).isEqualTo(2.5);
    assertThat(before.growth(counter(AT.plusSeconds(1), 10)).value()).isZero();
    assertThat(before.growth(counter(AT.plusSeconds(1), 4)).value()).isEqualTo(4);
    assertThat(CountedSoFar.nothing(counter(AT, 4)).value()).isZero();
    assertThat(before.growth(counter(AT.plusSeconds(1), 4)).running()).isEmpty();
  }

  @Test
  void isLateToTheMicrosecondThatIsStored() {
    CountedSoFar before = CountedSoFar.of(counter(AT, 10));

    assertThat(before.isLate(counter(AT, 11))).isTrue();
    assertThat(before.isLate(counter(AT.plusNanos(999), 11))).isTrue();
    assertThat(before.isLate(counter(AT.plusNanos(1_000), 11))).isFalse();
  }

  @Test
  void bucketsGrowEachByItselfWithinTheExtremes() {
    Buckets before = buckets(List.of(1.0, 2.0), List.of(1L, 2L, 3L));
    Buckets after =
        new Buckets(
            List.of(1.0, 2.0), List.of(1L, 5L, 4L), OptionalDouble.of(0.5), OptionalDouble.of(8));

    Buckets grown = growth(before, after);

    assertThat(grown.bounds()).containsExactly(0.5, 1.0, 2.0, 8.0);
    assertThat(grown.counts()).containsExactly(0L, 0L, 3L, 1L, 0L);
    assertThat(grown.min()).isEmpty();
  }

  @Test
  void bucketsThatBecameCoarserStillSayWhatCameOnTop() {
    Buckets fine = buckets(List.of(1.0, 1.4142135623730951, 2.0, 4.0), List.of(0L, 3L, 1L, 2L, 0L));
    Buckets coarse = buckets(List.of(1.0, 2.0000000000000004, 4.0), List.of(0L, 6L, 2L, 0L));

    assertThat(growth(fine, coarse).counts()).containsExactly(0L, 2L, 0L, 0L);
  }

  @Test
  void bucketsWithFewerValuesBeginAnew() {
    Buckets before = buckets(List.of(1.0), List.of(4L, 4L));
    Buckets after = buckets(List.of(1.0), List.of(5L, 1L));

    assertThat(growth(before, after)).isEqualTo(after);
  }

  private static Buckets growth(Buckets before, Buckets after) {
    return CountedSoFar.of(distribution(AT, before))
        .growth(distribution(AT.plusSeconds(1), after))
        .buckets()
        .orElseThrow();
  }

  private static Buckets buckets(List<Double> bounds, List<Long> counts) {
    return new Buckets(bounds, counts, OptionalDouble.empty(), OptionalDouble.empty());
  }

  private static Event.Metric counter(Instant at, double value) {
    return new Event.Metric(
        new UUID(0, 1), at, Map.of(), "requests", Event.MetricKind.COUNTER, value);
  }

  private static Event.Metric distribution(Instant at, Buckets buckets) {
    return new Event.Metric(
        new UUID(0, 1),
        at,
        Map.of(),
        "latency",
        Event.MetricKind.DISTRIBUTION,
        10,
        Optional.of(buckets),
        Optional.empty());
  }
}
