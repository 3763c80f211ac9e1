package io.plimsoll.server.performance;

import org.jspecify.annotations.Nullable;

/** Numbers that JSON can express. */
final class Finite {
  private Finite() {}

  /** A finite number as it is, anything else as "none". */
  static @Nullable Double orNull(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
