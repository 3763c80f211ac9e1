package io.plimsoll.stats.drift;

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
    boolean isSmall = pair.reference().rows() <= SMALL;
    String id =
        switch (library) {
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
    return chosen(id, pair, "numbers with more than " + FEW_VALUES + " values");
  }

  private static MethodChoice ofCategories(Pair pair, Library library) {
    int kinds = Categories.union(pair.referenceCategories(), pair.currentCategories()).size();
    boolean isSmall = pair.reference().rows() <= SMALL;
    String test = kinds <= 2 ? "z.proportions" : "chi2.contingency.pooled";
    String id =
        switch (library) {
          case EVIDENTLY ->
              !isSmall ? "js.evidently" : kinds <= 2 ? "z.proportions" : "chi2.goodness";
          case NANNYML -> "js.nannyml";
          case SCIPY, FROUROS -> "chi2.contingency";
          case RADICALBIT -> "chi2.goodness";
          case DEEPCHECKS -> "cramers_v.deepchecks";
          case DEEQU -> "linf.deequ";
          case TFDV -> "linf.categories";
          case TRUSTYAI, RIVER -> throw none(library, "categories");
          case PLIMSOLL -> isSmall ? test : "js.distance.base2";
        };
    return chosen(id, pair, kinds + " categories");
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
