package io.plimsoll.inference.pmml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model says about a row.
 *
 * @param value the number of a regression, or the distance of a cluster; NaN where there is none
 * @param label the class, or the cluster; null where there is none
 * @param shares the probabilities of the model's classes in their order, or the distances of its
 *     clusters; empty if it has none. Not to be changed, since many rows share one
 * @param entity the node, neuron or cluster that decided; null where nothing names it
 * @param reasons the codes of a scorecard, the weightiest first
 */
record Outcome(
    double value,
    @Nullable String label,
    double[] shares,
    @Nullable String entity,
    List<String> reasons) {

  private static final double[] NO_SHARES = {};

  static final Outcome MISSING = new Outcome(Double.NaN, null, NO_SHARES, null, List.of());

  static Outcome number(double value) {
    return Double.isNaN(value) ? MISSING : new Outcome(value, null, NO_SHARES, null, List.of());
  }

  static Outcome label(@Nullable String label, double[] shares) {
    return new Outcome(Double.NaN, label, shares, null, List.of());
  }

  /** The class with the largest share; the first of equal ones, and none if a share is missing. */
  static Outcome largest(List<String> classes, double[] shares) {
    int best = 0;
    for (int i = 0; i < shares.length; i++) {
      if (Double.isNaN(shares[i])) {
        return MISSING;
      }
      best = shares[i] > shares[best] ? i : best;
    }
    return shares.length == 0 ? MISSING : label(classes.get(best), shares);
  }

  Outcome withValue(double other) {
    return new Outcome(other, label, shares, entity, reasons);
  }

  /** For where the shares are of other classes than those that are answered. */
  Outcome withoutShares() {
    return new Outcome(value, label, NO_SHARES, entity, reasons);
  }

  boolean isMissing() {
    return label == null && Double.isNaN(value);
  }
}
