package io.plimsoll.inference.python;

import java.util.Locale;

/** Why a worker was started or has ended. The words are those of the metrics. */
public enum WorkerReason {
  /** The version was opened, or has fewer workers than its minimum. */
  OPENED,
  /** A call came to a version without workers. */
  DEMAND,
  /** Calls had to wait. */
  LOAD,
  /** The process died; the new one takes its place. */
  CRASHED,
  /** A call took longer than its limit, which ends the process. */
  TIMEOUT,
  /** The process came to hold too much memory. */
  MEMORY,
  /** Nobody needed it for a while. */
  IDLE,
  /** Its memory was needed for another version. */
  ROOM;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a worker that was started for this reason took the place of a lost one. */
  boolean isReplacement() {
    return this == CRASHED || this == TIMEOUT || this == MEMORY;
  }
}
