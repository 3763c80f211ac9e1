package io.plimsoll.server.pipeline.labels;

import io.plimsoll.events.Event;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The label of a prediction; of several the one that was given last holds, in any order. */
record Label(
    UUID prediction,
    String model,
    Instant feedbackAt,
    UUID feedback,
    Map<String, ? extends @Nullable Object> actual) {
  private static final Comparator<Label> ORDER =
      Comparator.comparing(Label::feedbackAt).thenComparing(label -> label.feedback().toString());

  /** What a label is about: ids are not shared by models, but senders name the wrong one. */
  record Of(UUID prediction, String model) {}

  Of of() {
    return new Of(prediction, model);
  }

  static Label from(Event.Feedback it) {
    return new Label(it.predictionId(), it.model(), it.occurredAt(), it.id(), it.actual().byName());
  }

  boolean isNewerThan(Label other) {
    return ORDER.compare(this, other) > 0;
  }

  static Label newer(Label one, Label other) {
    return other.isNewerThan(one) ? other : one;
  }
}
