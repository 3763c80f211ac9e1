package io.plimsoll.server.drift.window;

/** One side of a comparison. */
public sealed interface Side {
  /** The version as events name it; empty if they name none. */
  String version();

  /** The data that a version was pushed with. */
  record Baseline(String version) implements Side {}

  /** What a version was asked and answered in a stretch of time. */
  record Window(String version, Stretch stretch) implements Side {}
}
