package io.plimsoll.server.pipeline.labels;

import io.plimsoll.events.Event;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A prediction as labels are joined with it.
 *
 * @param counts whether it was answered in production; what failed, what a shadow made of it and
 *     what other environments answered count nowhere
 */
record AnsweredRow(
    UUID id,
    String model,
    String version,
    Instant occurredAt,
    boolean counts,
    Map<String, ? extends @Nullable Object> features,
    Map<String, ? extends @Nullable Object> outputs,
    Map<String, ? extends @Nullable Object> tags) {
  static AnsweredRow from(Event.Prediction it) {
    boolean counts = it.error().isEmpty() && it.shadowOf().isEmpty() && it.environment().isEmpty();
    return new AnsweredRow(
        it.id(),
        it.model(),
        it.version(),
        it.occurredAt(),
        counts,
        it.features().byName(),
        it.outputs().byName(),
        it.tags());
  }

  /** What a label has to be about to be about this row. */
  Label.Of of() {
    return new Label.Of(id, model);
  }

  Instant hour() {
    return occurredAt.truncatedTo(ChronoUnit.HOURS);
  }
}
