package io.plimsoll.stats.drift;

/**
 * The test on empirical characteristic functions at a few places: T. Epps, K. Singleton, J.
 * Statistical Computation and Simulation 26, 1986, with the correction for small samples of S.
 * Goerg, J. Kaiser, Stata Journal 9(3), 2009.
 */
record EppsSingleton(double statistic, int degreesOfFreedom) {
  private static final int SMALL = 25;

  static EppsSingleton of(Numbers reference, Numbers current, double[] places) {
    double[] both = Noise.merge(reference.sorted(), current.sorted());
    Numbers pooled = Numbers.of(both);
    double scale = (pooled.quantile(0.75) - pooled.quantile(0.25)) / 2;
    double[][] before = waves(reference, places, scale);
    double[][] now = waves(current, places, scale);
    double n = reference.rows();
    double m = current.rows();
    double[] meanBefore = means(before);
    double[] meanNow = means(now);
    double[][] covariance = new double[meanNow.length][meanNow.length];
    add(covariance, before, meanBefore, (n + m) / n);
    add(covariance, now, meanNow, (n + m) / m);
    double[] gap = new double[meanNow.length];
    for (int wave = 0; wave < gap.length; wave++) {
      gap[wave] = meanBefore[wave] - meanNow[wave];
    }
    SymmetricMatrix parts = SymmetricMatrix.decompose(covariance);
    double largest = parts.values()[0];
    double statistic = 0;
    int rank = 0;
    for (int part = 0; part < gap.length; part++) {
      if (parts.values()[part] > 1e-15 * largest * gap.length) {
        double along = 0;
        for (int wave = 0; wave < gap.length; wave++) {
          along += parts.vectors()[part][wave] * gap[wave];
        }
        statistic += along * along / parts.values()[part];
        rank++;
      }
    }
    statistic *= n + m;
    if (Math.max(n, m) < SMALL) {
      statistic /= 1 + Math.pow(n + m, -0.45) + 10.1 * (Math.pow(n, -1.7) + Math.pow(m, -1.7));
    }
    return new EppsSingleton(statistic, rank);
  }

  private static double[][] waves(Numbers sample, double[] places, double scale) {
    double[] values = sample.sorted();
    double[][] waves = new double[2 * places.length][values.length];
    for (int place = 0; place < places.length; place++) {
      double frequency = places[place] / scale;
      for (int row = 0; row < values.length; row++) {
        waves[place][row] = Math.cos(frequency * values[row]);
        waves[place + places.length][row] = Math.sin(frequency * values[row]);
      }
    }
    return waves;
  }

  private static double[] means(double[][] waves) {
    double[] means = new double[waves.length];
    for (int wave = 0; wave < waves.length; wave++) {
      for (double value : waves[wave]) {
        means[wave] += value;
      }
      means[wave] /= waves[wave].length;
    }
    return means;
  }

  private static void add(double[][] covariance, double[][] waves, double[] means, double weight) {
    int rows = waves[0].length;
    for (int first = 0; first < waves.length; first++) {
      for (int second = 0; second < waves.length; second++) {
        double sum = 0;
        for (int row = 0; row < rows; row++) {
          sum += (waves[first][row] - means[first]) * (waves[second][row] - means[second]);
        }
        covariance[first][second] += weight * sum / rows;
      }
    }
  }
}
