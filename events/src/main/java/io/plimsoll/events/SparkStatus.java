package io.plimsoll.events;

/** How a part of an application of Spark stands. */
public enum SparkStatus {
  RUNNING,
  SUCCEEDED,
  FAILED,
  /** Ended from outside, in the middle of its work. */
  KILLED
}
