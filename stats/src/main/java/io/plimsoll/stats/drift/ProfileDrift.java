package io.plimsoll.stats.drift;

import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import io.plimsoll.stats.drift.Comparison.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What has become of one feature between two windows: of its values, and of how many rows have one
 * at all, which most definitions of a distance do not look at.
 */
public record ProfileDrift(Comparison comparison, Absence absence) {

  /**
   * The rows without a usable value, missing or infinite.
   *
   * @param reference their share of the reference's rows
   * @param current their share of the current rows
   * @param pValue of the two shares being one, by a Z-test with Yates' correction
   */
  public record Absence(double reference, double current, double pValue) {
    /** From which difference of the shares on it matters to anybody. */
    public static final double RELEVANT = 0.05;

    static Absence of(Profile before, Profile now) {
      double first = share(before);
      double second = share(now);
      return new Absence(first, second, pValue(before, now, first, second));
    }

    private static double pValue(Profile before, Profile now, double first, double second) {
      if (before.rows() == 0 || now.rows() == 0) {
        return 1;
      }
      double total = (double) before.rows() + now.rows();
      double pooled = (first * before.rows() + second * now.rows()) / total;
      double size = 1.0 / before.rows() + 1.0 / now.rows();
      double distance = Math.max(0, Math.abs(second - first) - size / 2);
      double variance = pooled * (1 - pooled) * size;
      return variance == 0 ? 1 : ContingencyTable.survival(distance * distance / variance, 1);
    }

    private static double share(Profile profile) {
      return profile.rows() == 0 ? 0 : (double) (profile.rows() - usable(profile)) / profile.rows();
    }

    private static long usable(Profile profile) {
      return profile instanceof NumericProfile numeric ? numeric.count() : profile.count();
    }

    boolean isRelevant() {
      return Math.abs(current - reference) >= RELEVANT;
    }

    /** Whether there is such a row at all. */
    public boolean isAny() {
      return reference > 0 || current > 0;
    }

    double size() {
      return Math.abs(current - reference) / RELEVANT;
    }
  }

  /**
   * A feature, judged together with all others.
   *
   * @param pValue of the values and of the rows without one together; where the definition has
   *     none, of the rows without a value alone, and empty if there is no such row
   * @param adjusted the p-value corrected for the number of features
   * @param areValuesBeyond whether chance does not explain what became of the values
   * @param isAbsenceBeyond the same of the rows without one
   * @param cost how many times the line the change is at, 0 if chance explains it: what a list is
   *     sorted by
   */
  public record Judged(
      ProfileDrift drift,
      OptionalDouble pValue,
      OptionalDouble adjusted,
      boolean areValuesBeyond,
      boolean isAbsenceBeyond,
      Finding finding,
      double cost) {}

  /** Compares two profiles of one type. */
  public static ProfileDrift of(Profile reference, Profile current, Comparison.Question question) {
    return new ProfileDrift(
        ProfileComparison.of(reference, current, question), Absence.of(reference, current));
  }

  /**
   * The least of the p-values, times their number. Where the values have none, that of the rows
   * without one stands for the feature, so that it is corrected like every other.
   */
  OptionalDouble pValue() {
    OptionalDouble ofValues = comparison.outcome().pValue();
    if (!absence.isAny()) {
      return ofValues;
    }
    if (ofValues.isEmpty()) {
      return OptionalDouble.of(absence.pValue());
    }
    double least = Math.min(ofValues.getAsDouble(), absence.pValue());
    return OptionalDouble.of(Math.min(1, 2 * least));
  }

  /**
   * Judges features together: a finding holds if it does after the correction for their number
   * (Benjamini, Hochberg). Without any change, the probability of even one finding is at most the
   * level, but for the values of definitions without a p-value: those are held to their noise level
   * alone, and come on top.
   */
  public static List<Judged> judge(List<ProfileDrift> drifts, double level) {
    double[] pValues =
        drifts.stream()
            .map(ProfileDrift::pValue)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    double[] adjusted = FalseDiscovery.adjust(pValues);
    List<Judged> judged = new ArrayList<>();
    int place = 0;
    for (ProfileDrift drift : drifts) {
      OptionalDouble own = drift.pValue();
      OptionalDouble corrected =
          own.isPresent() ? OptionalDouble.of(adjusted[place++]) : OptionalDouble.empty();
      judged.add(drift.judged(own, corrected, level));
    }
    return judged;
  }

  private Judged judged(OptionalDouble own, OptionalDouble corrected, double level) {
    Outcome outcome = comparison.outcome();
    double factor = factor(own, corrected);
    boolean areValuesBeyond =
        outcome.pValue().isPresent()
            ? outcome.pValue().getAsDouble() * factor <= level
            : outcome.value().isPresent()
                && outcome.noise().isPresent()
                && outcome.value().getAsDouble() > outcome.noise().getAsDouble();
    boolean isAbsenceBeyond = absence.isAny() && absence.pValue() * factor <= level;
    double size =
        outcome.effect().map(effect -> effect.value() / floor(effect.relevant())).orElse(1.0);
    boolean areValuesLarge = outcome.effect().map(Effect::isRelevant).orElse(true);
    double cost = Math.max(areValuesBeyond ? size : 0, isAbsenceBeyond ? absence.size() : 0);
    boolean isDrifted =
        (areValuesBeyond && areValuesLarge) || (isAbsenceBeyond && absence.isRelevant());
    Finding finding =
        isDrifted
            ? Finding.DRIFTED
            : areValuesBeyond || isAbsenceBeyond
                ? Finding.NEGLIGIBLE
                : outcome.value().isEmpty()
                    ? Finding.UNDEFINED
                    : areValuesLarge || absence.isRelevant() ? Finding.CHANCE : Finding.STABLE;
    return new Judged(
        this,
        own,
        corrected,
        areValuesBeyond,
        isAbsenceBeyond,
        finding,
        Double.isNaN(cost) ? 0 : cost);
  }

  /** By what the correction multiplies a single p-value of this feature. */
  private double factor(OptionalDouble own, OptionalDouble corrected) {
    if (own.isEmpty() || own.getAsDouble() == 0) {
      return 1;
    }
    boolean areTwo = absence.isAny() && comparison.outcome().pValue().isPresent();
    return (areTwo ? 2 : 1) * corrected.orElse(1) / own.getAsDouble();
  }

  private static double floor(double relevant) {
    return Math.max(relevant, 1e-9);
  }
}
