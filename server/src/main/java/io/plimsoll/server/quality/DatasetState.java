package io.plimsoll.server.quality;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a dataset stands, by its latest batch; what comes first outweighs what follows. */
public enum DatasetState {
  /** A critical check failed. */
  FAILING,
  /** No batch came for longer than was said. */
  OVERDUE,
  /** A check failed, and none that is critical. */
  WARNING,
  /** Every check passed. */
  PASSING,
  /** Nothing was expected of it. */
  UNCHECKED;

  static DatasetState of(Failures failed, long checks, boolean isOverdue) {
    if (failed.critical() > 0) {
      return FAILING;
    }
    if (isOverdue) {
      return OVERDUE;
    }
    if (failed.any() > 0) {
      return WARNING;
    }
    return checks == 0 ? UNCHECKED : PASSING;
  }

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
