package io.plimsoll.stats.drift;

import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import io.plimsoll.stats.ValueCount;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Profiles as the samples that any definition takes. What a profile counts exactly stays exact; a
 * sketch becomes a sample that is as uncertain as the sketch, so that noise levels and p-values
 * hold for what is known and not for what was once seen.
 */
final class ProfileSamples {
  /** Rows that a numeric profile is laid out in at most: some milliseconds for most definitions. */
  static final int MOST_ROWS = 20_000;

  /** What stands for the categories that a profile no longer tells apart. */
  static final String OTHER = "(other)";

  private ProfileSamples() {}

  /** The values or categories of both sides; empty if either side has too many to be counted. */
  static Optional<Set<String>> kinds(Profile reference, Profile current) {
    Optional<Map<String, Long>> before = counts(reference);
    Optional<Map<String, Long>> now = counts(current);
    if (before.isEmpty() || now.isEmpty()) {
      return Optional.empty();
    }
    Set<String> kinds = new HashSet<>(before.get().keySet());
    kinds.addAll(now.get().keySet());
    return Optional.of(kinds);
  }

  private static Optional<Map<String, Long>> counts(Profile profile) {
    Map<String, Long> counts = new LinkedHashMap<>();
    if (profile instanceof CategoricalProfile categorical) {
      if (!categorical.isExact()) {
        return Optional.empty();
      }
      named(categorical).forEach(each -> counts.put(each.value(), each.count()));
    } else if (profile instanceof NumericProfile numeric) {
      Optional<List<NumericProfile.ExactCount>> exact = numeric.exactCounts();
      if (exact.isEmpty()) {
        return Optional.empty();
      }
      exact.get().forEach(each -> counts.put(Categories.text(each.value()), each.rows()));
    }
    return Optional.of(counts);
  }

  private static List<ValueCount> named(CategoricalProfile profile) {
    return profile.topValues(CategoricalProfile.EXACT_LIMIT);
  }

  /**
   * A profile as a sample.
   *
   * @param asCounts whether few numbers are wanted as categories
   */
  static Sample of(Profile profile, boolean asCounts) {
    if (profile instanceof CategoricalProfile categorical) {
      return categories(categorical);
    }
    NumericProfile numeric = (NumericProfile) profile;
    Optional<Map<String, Long>> counts = asCounts ? counts(numeric) : Optional.empty();
    return counts.isPresent()
        ? Categories.of(counts.get(), numeric.missing() + numeric.infinite())
        : numbers(numeric);
  }

  private static Categories categories(CategoricalProfile profile) {
    Map<String, Long> counts = new LinkedHashMap<>();
    named(profile).forEach(each -> counts.put(each.value(), each.count()));
    if (profile.other() > 0) {
      counts.merge(OTHER, profile.other(), Long::sum);
    }
    return Categories.of(counts, profile.missing());
  }

  private static Numbers numbers(NumericProfile profile) {
    double certain = profile.effectiveRows() * profile.count() / Math.max(1, profile.rows());
    long rows = Math.max(Math.min(1, profile.count()), Math.round(certain));
    return Numbers.of(profile.layOut((int) Math.min(MOST_ROWS, rows)));
  }
}
