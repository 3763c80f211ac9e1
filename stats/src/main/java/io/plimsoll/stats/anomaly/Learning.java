package io.plimsoll.stats.anomaly;

import java.util.Arrays;

/**
 * Learns a {@link HoltWinters} of a history: seasons from robust shapes, the smoothing by
 * minimising the squared error of one step, in which an error beyond three standard deviations
 * counts as three and moves the state no further (after S. Gelper, R. Fried, C. Croux, Journal of
 * Forecasting 29, 2010).
 */
final class Learning {
  /** How much of a trend is left after a step, so that no outage draws a line to the sky. */
  static final double DAMPING = 0.98;

  static final double CLIP = 3;

  /** What lasts so long in what may be learned from is another level, and no outliers. */
  private static final int LASTING = 12;

  private static final double[] FIRST_LEVELS = {-2.2, 0.4};
  private static final double FIRST_TREND = -3;
  private static final double FIRST_SEASON = -2;
  private static final int LOOKS_PER_PARAMETER = 45;

  private final Stretch stretch;
  private final double[] day;
  private final double[] week;
  private final double level;
  private final double inflation;

  private Learning(Stretch stretch, Rhythm rhythm) {
    this.stretch = stretch;
    double[] left = centred(stretch.values());
    double samples = Double.POSITIVE_INFINITY;
    if (rhythm.hasDays()) {
      Season season = season(left, stretch, 1, 0);
      day = season.shape();
      left = without(left, stretch, day);
      samples = season.samples();
    } else {
      day = new double[0];
    }
    if (rhythm.hasWeeks()) {
      Season season = bestWeek(left, stretch);
      week = season.shape();
      left = without(left, stretch, week);
      samples = Math.min(samples, season.samples());
    } else {
      week = new double[0];
    }
    double middle = Robust.median(stretch.values());
    double first = Robust.median(Arrays.copyOf(left, Math.min(left.length, stretch.perDay())));
    this.level = middle + (Double.isNaN(first) ? 0 : first);
    // A shape that was fitted to n values fits them better than it will fit the next.
    this.inflation =
        Double.isInfinite(samples) ? 1 : Math.sqrt((samples + 1) / Math.max(1, samples - 1));
  }

  static Learned learn(Stretch stretch, Rhythm rhythm, double leastScale) {
    return new Learning(stretch, rhythm).run(leastScale);
  }

  private Learned run(double leastScale) {
    double scale = Robust.scale(errors(smoothing(start(FIRST_LEVELS[0])), Double.MAX_VALUE), 0);
    double rough = scale > 0 ? scale : 1;
    double[] best = start(FIRST_LEVELS[0]);
    double least = Double.POSITIVE_INFINITY;
    for (double first : FIRST_LEVELS) {
      double[] start = start(first);
      double[] found =
          NelderMead.minimise(at -> loss(at, rough), start, LOOKS_PER_PARAMETER * start.length);
      double loss = loss(found, rough);
      if (loss < least) {
        least = loss;
        best = found;
      }
    }
    Smoothing smoothing = smoothing(best);
    HoltWinters model = model(smoothing);
    double[] errors = follow(model, rough);
    double spread = Math.max(leastScale, inflation * Robust.scale(errors, 0));
    return new Learned(model, smoothing, spread, Tail.factor(errors, spread));
  }

  private double loss(double[] at, double rough) {
    double sum = 0;
    int count = 0;
    double most = CLIP * rough;
    for (double error : errors(smoothing(at), rough)) {
      if (!Double.isNaN(error)) {
        double clipped = Math.min(Math.abs(error), most);
        sum += clipped * clipped;
        count++;
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  private double[] errors(Smoothing smoothing, double rough) {
    return follow(model(smoothing), rough);
  }

  private HoltWinters model(Smoothing smoothing) {
    return new HoltWinters(smoothing, level, 0, day, week);
  }

  /** Runs over the history, and hands out the errors in units of their noise. */
  private double[] follow(HoltWinters model, double rough) {
    double[] values = stretch.values();
    double[] errors = new double[values.length];
    double most = CLIP * rough;
    int run = 0;
    for (int i = 0; i < values.length; i++) {
      long bucket = stretch.first() + i;
      if (Double.isNaN(values[i])) {
        errors[i] = Double.NaN;
        model.skip();
      } else {
        double noise = stretch.noise()[i];
        errors[i] = (values[i] - model.forecast(bucket)) / noise;
        model.update(bucket, noise * Math.max(-most, Math.min(most, errors[i])));
        boolean isFar = Math.abs(errors[i]) > most;
        boolean goesOn = run != 0 && Math.signum(run) == Math.signum(errors[i]);
        run = !isFar ? 0 : (goesOn ? run : 0) + (errors[i] > 0 ? 1 : -1);
        if (Math.abs(run) == LASTING) {
          model.rebase(distance(model, i));
          run = 0;
        }
      }
    }
    return errors;
  }

  /** How far from the forecasts of the model the last values before {@code end} are, with it. */
  private double distance(HoltWinters model, int end) {
    double[] distances = new double[LASTING];
    for (int back = 0; back < LASTING; back++) {
      int at = end - back;
      distances[back] =
          at < 0 ? Double.NaN : stretch.values()[at] - model.forecast(stretch.first() + at);
    }
    return Robust.median(distances);
  }

  private double[] start(double first) {
    double[] start = new double[2 + count(day) + count(week)];
    Arrays.fill(start, FIRST_SEASON);
    start[0] = first;
    start[1] = FIRST_TREND;
    return start;
  }

  private static int count(double[] season) {
    return season.length > 0 ? 1 : 0;
  }

  /** Any numbers become a smoothing within its bounds. */
  private Smoothing smoothing(double[] at) {
    int next = 0;
    double alpha = 0.001 + 0.989 * logistic(at[next++]);
    double beta = alpha * 0.3 * logistic(at[next++]);
    double gammaDay = day.length > 0 ? (1 - alpha) * 0.5 * logistic(at[next++]) : 0;
    double gammaWeek = week.length > 0 ? (1 - alpha) * 0.5 * logistic(at[next]) : 0;
    return new Smoothing(alpha, beta, DAMPING, gammaDay, gammaWeek);
  }

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static Season bestWeek(double[] values, Stretch stretch) {
    Season sharp = season(values, stretch, 7, 0);
    Season soft = season(values, stretch, 7, Choice.REACH);
    return Robust.scale(sharp.unexplained(), 0) <= Robust.scale(soft.unexplained(), 0)
        ? sharp
        : soft;
  }

  static Season season(double[] values, Stretch stretch, int days, int reach) {
    return new Season(values, stretch.first(), days, stretch.perDay(), reach);
  }

  static double[] centred(double[] values) {
    double middle = Robust.median(values);
    return Arrays.stream(values).map(value -> value - middle).toArray();
  }

  static double[] without(double[] values, Stretch stretch, double[] shape) {
    double[] left = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      left[i] = values[i] - shape[Math.floorMod(stretch.first() + i, shape.length)];
    }
    return left;
  }
}
