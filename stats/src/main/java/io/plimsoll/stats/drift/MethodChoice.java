package io.plimsoll.stats.drift;

import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The method for those who name none: by the type of the values and the size of the reference.
 *
 * <p>Small references get a test, because its p-value knows how little there is to go by; large
 * ones a distance, because there any difference is significant. The limits are Evidently's, which
 * is what people are used to.
 */
record MethodChoice(DriftMethod method, String reason) {
  private static final int SMALL = 1_000;
  private static final int FEW_VALUES = 5;

  /** Beyond so many categories the profile's bins take the rare ones together. */
  private static final int MOST_TABLED = 50;

  /** What is computed of profiles in place of what is computed of rows. */
  private static final Map<String, String> OF_PROFILES =
      Map.of(
          "ks.auto", "ks.sketch",
          "wasserstein.sd", "wasserstein.sketch",
          "js.distance.base2", "js.profile");

  static MethodChoice of(Pair pair, Library library) {
    if (pair.reference() instanceof Table) {
      return new MethodChoice(DriftMethods.require("classifier.auc"), "rows of several columns");
    }
    if (pair.reference() instanceof Histogram || pair.current() instanceof Histogram) {
      return new MethodChoice(DriftMethods.require("js.distance.base2"), "histograms");
    }
    if (pair.reference() instanceof Numbers reference
        && pair.current() instanceof Numbers current
        && Numbers.distinctOfBoth(reference, current, FEW_VALUES) > FEW_VALUES) {
      return ofNumbers(pair, library);
    }
    return ofCategories(pair, library);
  }

  private static MethodChoice ofNumbers(Pair pair, Library library) {
    String id = forNumbers(pair.reference().rows() <= SMALL, library);
    return chosen(id, pair, "numbers with more than " + FEW_VALUES + " values");
  }

  private static String forNumbers(boolean isSmall, Library library) {
    return switch (library) {
      case EVIDENTLY -> isSmall ? "ks.scipy" : "wasserstein.evidently";
      case NANNYML -> "js.nannyml";
      case SCIPY, FROUROS, DEEPCHECKS -> "ks.scipy";
      case RADICALBIT -> "ks.radicalbit";
      case TRUSTYAI -> "t.trustyai";
      case RIVER -> "adwin.river";
      case TFDV -> "js.tfdv";
      case DEEQU -> throw none(library, "numbers");
      case PLIMSOLL -> isSmall ? "ks.auto" : "wasserstein.sd";
    };
  }

  private static MethodChoice ofCategories(Pair pair, Library library) {
    int kinds = Categories.union(pair.referenceCategories(), pair.currentCategories()).size();
    return chosen(
        forCategories(pair.reference().rows() <= SMALL, kinds, library),
        pair,
        kinds + " categories");
  }

  private static String forCategories(boolean isSmall, int kinds, Library library) {
    String test = kinds <= 2 ? "z.proportions" : "chi2.contingency.pooled";
    return switch (library) {
      case EVIDENTLY -> !isSmall ? "js.evidently" : kinds <= 2 ? "z.proportions" : "chi2.goodness";
      case NANNYML -> "js.nannyml";
      case SCIPY, FROUROS -> "chi2.contingency";
      case RADICALBIT -> "chi2.goodness";
      case DEEPCHECKS -> "cramers_v.deepchecks";
      case DEEQU -> "linf.deequ";
      case TFDV -> "linf.categories";
      case TRUSTYAI, RIVER -> throw none(library, "categories");
      case PLIMSOLL -> isSmall ? test : "js.distance.base2";
    };
  }

  /**
   * The same choice for two profiles. Categories too many for a table of them are compared over the
   * profile's bins, which know how many new ones to expect.
   */
  static MethodChoice ofProfiles(Profile reference, Profile current, Library library) {
    boolean isSmall = reference.count() <= SMALL;
    String rows = ", " + reference.count() + " rows of reference";
    Optional<Set<String>> kinds = ProfileSamples.kinds(reference, current);
    boolean areNumbers =
        reference instanceof NumericProfile
            && kinds.map(names -> names.size() > FEW_VALUES).orElse(true);
    if (areNumbers) {
      String id = forNumbers(isSmall, library);
      return new MethodChoice(
          DriftMethods.require(OF_PROFILES.getOrDefault(id, id)),
          "numbers with more than " + FEW_VALUES + " values" + rows);
    }
    int size = kinds.map(Set::size).orElse(Integer.MAX_VALUE);
    String id = forCategories(isSmall && size <= MOST_TABLED, size, library);
    return new MethodChoice(
        DriftMethods.require(OF_PROFILES.getOrDefault(id, id)),
        (size == Integer.MAX_VALUE ? "very many" : String.valueOf(size)) + " categories" + rows);
  }

  private static MethodChoice chosen(String id, Pair pair, String what) {
    return new MethodChoice(
        DriftMethods.require(id), what + ", " + pair.reference().rows() + " rows of reference");
  }

  private static DriftInputException none(Library library, String what) {
    return new DriftInputException(
        "method",
        library.text() + " has no method of its own choice for " + what + " here; name a method");
  }
}
