package io.plimsoll.stats.anomaly;

/** In which direction a value has to leave what is expected. */
public enum Direction {
  BOTH,
  UP,
  DOWN;

  boolean cares(double score) {
    return switch (this) {
      case BOTH -> true;
      case UP -> score > 0;
      case DOWN -> score < 0;
    };
  }
}
