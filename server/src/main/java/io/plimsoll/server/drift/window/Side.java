package io.plimsoll.server.drift.window;

import io.plimsoll.server.pipeline.segments.Part;
import java.time.Instant;

/** One side of a comparison. */
public sealed interface Side {
  /** The version as events name it; empty if they name none. */
  String version();

  /** The data that a version was pushed with. */
  record Baseline(String version) implements Side {}

  /** What a version was asked and answered in a stretch of time, or a part of it. */
  record Window(String version, Stretch stretch, Part part) implements Side {
    /** All of it. */
    public Window(String version, Stretch stretch) {
      this(version, stretch, Part.WHOLE);
    }

    /** With its ends moved out to those of the buckets in which profiles are kept. */
    Window wholeBuckets(Instant now) {
      return new Window(
          version, part.isWhole() ? stretch.wholeBuckets(now) : stretch.wholeHours(), part);
    }
  }
}
