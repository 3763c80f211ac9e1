package io.plimsoll.server.platform.http;

import org.jspecify.annotations.Nullable;

/** Numbers that JSON can express. */
public final class Finite {
  private Finite() {}

  /** A finite number as it is, anything else as "none". */
  public static @Nullable Double orNull(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
