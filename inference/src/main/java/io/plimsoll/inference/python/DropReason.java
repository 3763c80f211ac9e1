package io.plimsoll.inference.python;

import java.util.Locale;

/** Why a call was sent away before a worker had begun with it. The words are those of metrics. */
public enum DropReason {
  /** As many calls as may wait did already. */
  FULL,
  /**
   * By what was learned of its duration, the answer would have come after the caller's deadline.
   */
  HOPELESS,
  /** The longest that a call may wait had passed. */
  LATE,
  /** The caller had gone, or its deadline had passed. */
  GONE;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
