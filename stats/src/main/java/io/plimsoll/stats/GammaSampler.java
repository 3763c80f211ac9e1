package io.plimsoll.stats;

import java.util.random.RandomGenerator;

/**
 * Gamma variates of shape 1 and above and scale 1, by G. Marsaglia and W. Tsang, A simple method
 * for generating gamma variables, ACM Transactions on Mathematical Software 26(3), 2000.
 */
final class GammaSampler {
  private GammaSampler() {}

  static double draw(double shape, RandomGenerator random) {
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = 1 + c * x;
      if (v > 0) {
        double cubed = v * v * v;
        double u = random.nextDouble();
        if (Math.log(u) < 0.5 * x * x + d - d * cubed + d * Math.log(cubed)) {
          return d * cubed;
        }
      }
    }
  }
}
