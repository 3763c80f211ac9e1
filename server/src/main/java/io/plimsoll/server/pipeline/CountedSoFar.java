package io.plimsoll.server.pipeline;

import io.plimsoll.events.Buckets;
import io.plimsoll.events.Event;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Where the running total of one stream stands, and what the next value adds to it.
 *
 * @param firstAt when the stream was seen first
 * @param at when it was seen last
 * @param value what has added up; for buckets the sum of all values
 */
record CountedSoFar(Instant firstAt, Instant at, double value, Optional<Buckets> buckets) {

  /** The first value of a stream. */
  static CountedSoFar of(Event.Metric first) {
    Instant at = time(first);
    return new CountedSoFar(at, at, first.value(), first.buckets());
  }

  /** What a value that is older says, a newer one has said as well. */
  boolean isLate(Event.Metric next) {
    return !time(next).isAfter(at);
  }

  CountedSoFar after(Event.Metric next) {
    return new CountedSoFar(firstAt, time(next), next.value(), next.buckets());
  }

  /** What came on top; a value that has fallen says that the counting began anew, from nothing. */
  Event.Metric growth(Event.Metric next) {
    if (next.buckets().isEmpty() || buckets.isEmpty()) {
      boolean beganAnew = next.buckets().isPresent() != buckets.isPresent() || next.value() < value;
      return beganAnew ? whole(next) : grown(next, next.value() - value, Optional.empty());
    }
    Optional<Buckets> added = next.buckets().get().since(buckets.get());
    return added.isEmpty() ? whole(next) : grown(next, next.value() - value, added);
  }

  /** All that a first value says, for a stream that we know from its beginning. */
  static Event.Metric whole(Event.Metric first) {
    return grown(first, first.value(), first.buckets());
  }

  /** Nothing, for a stream that began before we knew its sender: it is measured from here on. */
  static Event.Metric nothing(Event.Metric first) {
    Optional<Buckets> none =
        first
            .buckets()
            .map(
                same ->
                    new Buckets(
                        List.of(), List.of(0L), OptionalDouble.empty(), OptionalDouble.empty()));
    return grown(first, 0, none);
  }

  private static Event.Metric grown(Event.Metric of, double value, Optional<Buckets> buckets) {
    return new Event.Metric(
        of.id(),
        of.occurredAt(),
        of.tags(),
        of.name(),
        of.kind(),
        value,
        buckets,
        Optional.empty());
  }

  /** To the microsecond, as it is stored. */
  static Instant time(Event.Metric metric) {
    return metric.occurredAt().truncatedTo(ChronoUnit.MICROS);
  }
}
