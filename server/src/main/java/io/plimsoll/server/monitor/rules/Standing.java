package io.plimsoll.server.monitor.rules;

/** Where a rule's readings are, as a whole. */
public enum Standing {
  /** At least one reading is over its line. */
  OVER,
  /** None is over, but not all are well below. */
  BETWEEN,
  /** Every reading that can be judged is well below its line. */
  BACK,
  /** No reading can be judged. */
  UNKNOWN
}
