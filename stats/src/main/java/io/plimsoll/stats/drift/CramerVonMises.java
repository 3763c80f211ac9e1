package io.plimsoll.stats.drift;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * The two-sample test of T. Anderson, Annals of Math. Statistics 33(3), 1962, with midranks.
 *
 * @param u the sum of squared differences between ranks in both and ranks in one
 * @param statistic T of the paper
 */
record CramerVonMises(double u, double statistic) {
  static final int EXACT_ROWS = 20;

  static CramerVonMises of(Numbers reference, Numbers current) {
    Ranks ranks = Ranks.of(reference.sorted(), current.sorted());
    double n = reference.rows();
    double m = current.rows();
    double before = 0;
    double now = 0;
    double first = 0;
    double second = 0;
    for (int value = 0; value < ranks.values(); value++) {
      int mine = ranks.reference()[value];
      int others = ranks.current()[value];
      double rank = before + now + (mine + others + 1) / 2.0;
      first += squares(rank - before, mine);
      second += squares(rank - now, others);
      before += mine;
      now += others;
    }
    double u = n * first + m * second;
    double rows = n + m;
    return new CramerVonMises(u, u / (n * m * rows) - (4 * n * m - 1) / (6 * rows));
  }

  /** Σ (place − i)² over i = 1 … rows. */
  private static double squares(double place, double rows) {
    return rows * place * place
        - place * rows * (rows + 1)
        + rows * (rows + 1) * (2 * rows + 1) / 6;
  }

  /** Terms of the series below {@code negligible} are left out; SciPy has 1e-7 there. */
  double asymptotic(double n, double m, double negligible) {
    double rows = n + m;
    double pairs = n * m;
    double mean = (1 + 1 / rows) / 6;
    double variance =
        (rows + 1)
            * (4 * pairs * rows - 3 * (n * n + m * m) - 2 * pairs)
            / (45 * rows * rows * 4 * pairs);
    double scaled = 1.0 / 6 + (statistic - mean) / Math.sqrt(45 * variance);
    return scaled < 0.003 ? 1 : Math.max(0, 1 - limit(scaled, negligible));
  }

  /**
   * The limiting distribution (S. Csörgő, J. Faraway, J. Royal Statistical Society B 58(1), 1996).
   */
  private static double limit(double x, double negligible) {
    double sum = 0;
    for (int term = 0; term < 20; term++) {
      double u =
          Math.exp(LogGamma.value(term + 0.5) - LogGamma.value(term + 1.0))
              / (Math.pow(Math.PI, 1.5) * Math.sqrt(x));
      double y = 4 * term + 1.0;
      double added = u * Math.sqrt(y) * dampedBessel(y * y / (16 * x));
      sum += added;
      if (added < negligible) {
        break;
      }
    }
    return sum;
  }

  /** exp(−q) K(1/4, q) = ∫ exp(−q (1 + cosh t)) cosh(t / 4) dt, which the trapezium rule finds. */
  private static double dampedBessel(double q) {
    double step = 1.0 / 64;
    double sum = Math.exp(-2 * q) / 2;
    for (int place = 1; place < 2_000; place++) {
      double t = place * step;
      double value = Math.exp(-q * (1 + Math.cosh(t))) * Math.cosh(t / 4);
      sum += value;
      if (value < 1e-18 * sum) {
        break;
      }
    }
    return sum * step;
  }

  /**
   * The share of all orders with at least this u (Y. Xiao et al., J. Statistical Software 17,
   * 2006).
   */
  double exact(int n, int m) {
    int common = n / gcd(n, m) * m;
    long a = common / n;
    long b = common / m;
    double pairs = (double) n * m;
    double bound =
        Math.floor(
            (double) common
                * common
                * (n + m)
                * (6 * u - pairs * (4 * pairs - 1))
                / (6 * pairs * pairs));
    Sums[] column = new Sums[n + 1];
    Arrays.fill(column, Sums.NONE);
    column[0] = new Sums(new long[] {0}, new long[] {1});
    for (int seen = 0; seen <= m; seen++) {
      Sums carried = Sums.NONE;
      for (int row = 0; row <= n; row++) {
        long step = a * row - b * seen;
        carried = carried.and(column[row]).plus(step * step);
        column[row] = carried;
      }
    }
    return column[n].shareFrom(bound);
  }

  /** Ascending sums, and in how many orders of the rows each comes about. */
  private record Sums(long[] values, long[] ways) {
    static final Sums NONE = new Sums(new long[0], new long[0]);

    Sums and(Sums other) {
      long[] values = new long[this.values.length + other.values.length];
      long[] ways = new long[values.length];
      int left = 0;
      int right = 0;
      int size = 0;
      while (left < this.values.length || right < other.values.length) {
        long first = left < this.values.length ? this.values[left] : Long.MAX_VALUE;
        long second = right < other.values.length ? other.values[right] : Long.MAX_VALUE;
        values[size] = Math.min(first, second);
        if (first <= second) {
          ways[size] += this.ways[left++];
        }
        if (second <= first) {
          ways[size] += other.ways[right++];
        }
        size++;
      }
      return new Sums(Arrays.copyOf(values, size), Arrays.copyOf(ways, size));
    }

    Sums plus(long more) {
      long[] moved = new long[values.length];
      for (int place = 0; place < moved.length; place++) {
        moved[place] = values[place] + more;
      }
      return new Sums(moved, ways);
    }

    double shareFrom(double bound) {
      double reached = 0;
      double all = 0;
      for (int place = 0; place < values.length; place++) {
        all += ways[place];
        reached += values[place] >= bound ? ways[place] : 0;
      }
      return reached / all;
    }
  }

  private static int gcd(int left, int right) {
    return right == 0 ? left : gcd(right, left % right);
  }
}
