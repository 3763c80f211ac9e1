package io.plimsoll.events;

import static io.plimsoll.events.RefusalCode.INVALID_ID;
import static io.plimsoll.events.RefusalCode.MISSING_FIELD;
import static io.plimsoll.events.RefusalCode.WRONG_TYPE;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads a metric: one value, or many that were counted in buckets; new, or added up so far. */
final class MetricReader {
  /** The name of the bucket that has no upper bound. */
  private static final String UNBOUNDED = "inf";

  private MetricReader() {}

  static Event.Metric read(EventFields fields, UUID id, Instant at, Event.MetricKind kind)
      throws EventRefusedException {
    Optional<Buckets> buckets = buckets(fields);
    Optional<RunningTotal> running = running(fields);
    if (buckets.isPresent() && kind != Event.MetricKind.DISTRIBUTION) {
      throw new EventRefusedException(
          WRONG_TYPE, "buckets: belong to the kind distribution; leave them out.");
    }
    boolean addsUp = kind == Event.MetricKind.COUNTER || buckets.isPresent();
    if (running.isPresent() && !addsUp) {
      throw new EventRefusedException(
          WRONG_TYPE, "running: belongs to a counter, or to a distribution with buckets.");
    }
    return new Event.Metric(
        id,
        at,
        fields.tags(),
        fields.requireLabel("name"),
        kind,
        fields.requireNumber("value"),
        buckets,
        running);
  }

  private static Optional<Buckets> buckets(EventFields fields) throws EventRefusedException {
    Optional<Map<String, @Nullable Object>> sent = object(fields, "buckets");
    if (sent.isEmpty()) {
      return Optional.empty();
    }
    List<Double> bounds = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    long unbounded = 0;
    for (Map.Entry<String, @Nullable Object> bucket : sent.get().entrySet()) {
      String path = "buckets." + EventFields.shorten(bucket.getKey());
      if (!(bucket.getValue() instanceof Double number)) {
        throw EventFields.wrongType(path, "a number", String.valueOf(bucket.getValue()));
      }
      long count = EventFields.whole(path, number);
      if (bucket.getKey().equals(UNBOUNDED)) {
        unbounded = count;
      } else {
        bounds.add(bound(path, bucket.getKey(), bounds));
        counts.add(count);
      }
    }
    counts.add(unbounded);
    OptionalDouble min = fields.number("min");
    OptionalDouble max = fields.number("max");
    if (min.isPresent() && max.isPresent() && min.getAsDouble() > max.getAsDouble()) {
      throw new EventRefusedException(WRONG_TYPE, "min: is larger than max.");
    }
    return Optional.of(new Buckets(bounds, counts, min, max));
  }

  private static double bound(String path, String text, List<Double> before)
      throws EventRefusedException {
    double bound;
    try {
      bound = Double.parseDouble(text);
    } catch (NumberFormatException notANumber) {
      bound = Double.NaN;
    }
    if (!Double.isFinite(bound)) {
      throw EventFields.wrongType(path, "named by its upper bound, or \"inf\"", text);
    }
    if (!before.isEmpty() && bound <= before.get(before.size() - 1)) {
      throw new EventRefusedException(WRONG_TYPE, path + ": the bounds have to ascend.");
    }
    return bound;
  }

  private static Optional<RunningTotal> running(EventFields fields) throws EventRefusedException {
    Optional<Map<String, @Nullable Object>> sent = object(fields, "running");
    if (sent.isEmpty()) {
      return Optional.empty();
    }
    UUID stream = id(sent.get(), "stream");
    boolean hasReporter = sent.get().get("reporter") != null;
    return Optional.of(
        new RunningTotal(
            stream,
            hasReporter ? id(sent.get(), "reporter") : stream,
            Optional.ofNullable(time(sent.get().get("since")))));
  }

  private static UUID id(Map<String, @Nullable Object> members, String name)
      throws EventRefusedException {
    Object value = members.get(name);
    if (value == null) {
      throw new EventRefusedException(MISSING_FIELD, "running." + name + ": is missing.");
    }
    try {
      if (value instanceof String text && text.length() == 36) {
        return UUID.fromString(text);
      }
    } catch (IllegalArgumentException notAnId) {
      // Falls through to the one refusal.
    }
    throw new EventRefusedException(
        INVALID_ID,
        "running.%s: \"%s\" is not a UUID."
            .formatted(name, EventFields.shorten(String.valueOf(value))));
  }

  private static @Nullable Instant time(@Nullable Object value) throws EventRefusedException {
    if (value == null) {
      return null;
    }
    try {
      Instant since = OffsetDateTime.parse(String.valueOf(value)).toInstant();
      if (!since.isBefore(Instant.EPOCH) && since.isBefore(Limits.LATEST)) {
        return since;
      }
    } catch (DateTimeParseException notATime) {
      // Falls through to the one refusal.
    }
    throw EventFields.wrongType("running.since", "an ISO-8601 time with a zone", value);
  }

  /** An object of scalars; empty if it is absent. */
  private static Optional<Map<String, @Nullable Object>> object(EventFields fields, String name)
      throws EventRefusedException {
    if (fields.isScalar(name)) {
      throw new EventRefusedException(WRONG_TYPE, name + ": must be an object.");
    }
    return fields.values(name).map(Values::byName);
  }
}
