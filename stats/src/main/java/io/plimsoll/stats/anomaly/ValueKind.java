package io.plimsoll.stats.anomaly;

/**
 * What the values of a series are, and with it the scale on which their noise is even, so that one
 * threshold means the same at night and at noon.
 */
public enum ValueKind {
  /**
   * How often something happened in a bucket. F. Anscombe, Biometrika 35, 1948: 2 √(x + 3/8) of a
   * Poisson number has variance 1, whatever its mean. More spread than that is learned, less is
   * never believed.
   */
  COUNT {
    @Override
    double transform(double value, double weight) {
      return 2 * Math.sqrt(Math.max(0, value) + THREE_EIGHTHS);
    }

    @Override
    double invert(double transformed, double weight) {
      double half = Math.max(0, transformed) / 2;
      return Math.max(0, half * half - THREE_EIGHTHS);
    }
  },

  /**
   * A share of {@code weight} trials. The same paper of Anscombe: the arcsine of √((k + 3/8) / (n +
   * 3/4)) has variance 1 / (4 n + 2).
   */
  SHARE {
    @Override
    double transform(double value, double weight) {
      double share = Math.min(1, Math.max(0, value));
      return Math.asin(Math.sqrt((share * weight + THREE_EIGHTHS) / (weight + 2 * THREE_EIGHTHS)));
    }

    @Override
    double noise(double weight) {
      return 1 / Math.sqrt(4 * weight + 2);
    }

    @Override
    double invert(double transformed, double weight) {
      double sine = Math.sin(Math.min(Math.PI / 2, Math.max(0, transformed)));
      double trials = weight + 2 * THREE_EIGHTHS;
      return Math.min(1, Math.max(0, (sine * sine * trials - THREE_EIGHTHS) / weight));
    }
  },

  /** A size that is never negative and varies by factors: a duration, a latency. Its log(1 + x). */
  POSITIVE {
    @Override
    double transform(double value, double weight) {
      return Math.log1p(Math.max(0, value));
    }

    @Override
    double invert(double transformed, double weight) {
      return Math.max(0, Math.expm1(transformed));
    }
  },

  /** Any number, as it is. */
  VALUE {
    @Override
    double transform(double value, double weight) {
      return value;
    }

    @Override
    double invert(double transformed, double weight) {
      return transformed;
    }
  };

  private static final double THREE_EIGHTHS = 0.375;

  abstract double transform(double value, double weight);

  abstract double invert(double transformed, double weight);

  /** The standard deviation that chance alone gives the transformed value; 1 where unknown. */
  double noise(double weight) {
    return 1;
  }

  /** Below what part of {@link #noise} the learned spread is never taken to be. */
  double leastScale() {
    return this == COUNT || this == SHARE ? 1 : 0;
  }
}
