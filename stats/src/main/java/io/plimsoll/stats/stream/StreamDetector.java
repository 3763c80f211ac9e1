package io.plimsoll.stats.stream;

/** Watches a stream of numbers. After a call it starts anew by itself. */
public interface StreamDetector {
  /** Takes the next value; true if the stream has changed here. */
  boolean update(double value);
}
