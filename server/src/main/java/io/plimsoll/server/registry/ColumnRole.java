package io.plimsoll.server.registry;

import java.util.Locale;

/** Which side of a prediction a profiled column belongs to. */
public enum ColumnRole {
  FEATURE,
  PREDICTION;

  /** The word of the tables. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
