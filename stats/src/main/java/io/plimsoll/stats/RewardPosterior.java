package io.plimsoll.stats;

import java.util.random.RandomGenerator;

/** What is known of an arm's mean reward after the rewards that were seen. Immutable. */
public sealed interface RewardPosterior {
  /** The mean reward to expect. */
  double mean();

  /** One mean reward as it may be. */
  double draw(RandomGenerator random);

  /**
   * Of rewards that are 0 or 1, starting from Beta(1, 1): every share is as likely as any other.
   */
  static RewardPosterior ofShare(long hits, long rows) {
    if (hits < 0 || hits > rows) {
      throw new IllegalArgumentException(hits + " hits of " + rows + " rows");
    }
    return new Share(1.0 + hits, 1.0 + rows - hits);
  }

  /**
   * Of rewards that are numbers: normal with unknown mean and variance and the conjugate
   * normal-inverse-gamma prior, in which {@code prior} weighs as one row (K. Murphy, Conjugate
   * Bayesian analysis of the Gaussian distribution, 2007, section 6). The mean then follows a
   * Student distribution.
   */
  static RewardPosterior ofMean(RewardMoments seen, RewardMoments prior) {
    double strength = 1;
    double before = prior.rows() == 0 ? 0 : prior.mean();
    double spread = prior.rows() < 2 ? 1 : Math.max(prior.variance(), Double.MIN_NORMAL);
    double rows = seen.rows();
    double strengthAfter = strength + rows;
    double distance = seen.mean() - before;
    double mean = (strength * before + seen.sum()) / strengthAfter;
    double shape = 1 + rows / 2;
    double scale =
        spread
            + seen.squaredDeviations() / 2
            + strength * rows * distance * distance / (2 * strengthAfter);
    return new Mean(mean, Math.sqrt(scale / (shape * strengthAfter)), 2 * shape);
  }

  /** A Beta distribution. */
  record Share(double alpha, double beta) implements RewardPosterior {
    @Override
    public double mean() {
      return alpha / (alpha + beta);
    }

    @Override
    public double draw(RandomGenerator random) {
      double hits = GammaSampler.draw(alpha, random);
      return hits / (hits + GammaSampler.draw(beta, random));
    }
  }

  /** A Student distribution, shifted and stretched. */
  record Mean(double mean, double scale, double degrees) implements RewardPosterior {
    @Override
    public double draw(RandomGenerator random) {
      double chiSquared = 2 * GammaSampler.draw(degrees / 2, random);
      return mean + scale * random.nextGaussian() / Math.sqrt(chiSquared / degrees);
    }
  }
}
