package io.plimsoll.stats.drift;

import static io.plimsoll.stats.drift.Sample.Form.COUNTS;
import static io.plimsoll.stats.drift.Sample.Form.VALUES;

import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.DriftScore;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import io.plimsoll.stats.Psi;
import io.plimsoll.stats.SketchedKolmogorovSmirnov;
import java.util.List;

/** What the platform computes of the profiles that it keeps, instead of the rows. */
final class ProfileMethods {
  private static final double RELEVANT_INDEX = 0.2;
  private static final double RELEVANT_GAP = 0.1;

  private ProfileMethods() {}

  static List<DriftMethod> all() {
    return List.of(
        DriftMethod.draft("psi.monitor", "Population stability index as the monitor computes it")
            .formula("as psi.quantile10.floor1e-4; thin bins join others; of sketches")
            .source("io.plimsoll.stats.Psi; the monitor calls it " + Psi.DEFINITION)
            .as("plimsoll: " + Psi.DEFINITION)
            .takes(VALUES, COUNTS)
            .runs(ProfileMethods::stability),
        DriftMethod.draft("ks.sketch", "Kolmogorov-Smirnov test on the profiles kept of windows")
            .formula(
                "D of two sketches; p of the limit for what their rank errors leave of it at least")
            .source("Z. Karnin, K. Lang, E. Liberty, FOCS 2016; whylogs issue 684")
            .as("plimsoll: what stored windows can tell")
            .isTest()
            .takes(VALUES, COUNTS)
            .runs(ProfileMethods::sketched));
  }

  private static Outcome stability(Pair pair, Arguments arguments) {
    Pair.requireRows(pair.reference().rows(), 1, "reference", "psi.monitor");
    Pair.requireRows(pair.current().rows(), 1, "current", "psi.monitor");
    boolean areNumbers = pair.reference() instanceof Numbers && pair.current() instanceof Numbers;
    Profile before =
        areNumbers ? profile(pair.referenceNumbers()) : profile(pair.referenceCategories());
    Profile now = areNumbers ? profile(pair.currentNumbers()) : profile(pair.currentCategories());
    DriftScore score = Psi.score(before, now);
    return Outcome.of(score.value())
        .noise(score.noise())
        .effect("distance", score.value(), RELEVANT_INDEX)
        .bins(
            score.distribution().stream()
                .map(
                    bin ->
                        new Outcome.BinCount(
                            bin.label(),
                            bin.referenceShare() * score.referenceCount(),
                            bin.currentShare() * score.currentCount()))
                .toList());
  }

  private static Outcome sketched(Pair given, Arguments arguments) {
    Pair pair = given.numbersOfAtLeast(1, "the Kolmogorov-Smirnov test");
    SketchedKolmogorovSmirnov result =
        SketchedKolmogorovSmirnov.of(
            profile(pair.referenceNumbers()), profile(pair.currentNumbers()));
    double critical = KolmogorovDistribution.critical(1 - Noise.LEVEL, pair.size());
    return Outcome.of(result.statistic())
        .noise(Math.min(1, critical + result.rankError()))
        .pValue(result.pValue())
        .effect("ks_distance", result.certain(), RELEVANT_GAP)
        .detail("rankError", result.rankError())
        .detail("certain", result.certain());
  }

  private static NumericProfile profile(Numbers numbers) {
    NumericProfile profile = new NumericProfile();
    for (double value : numbers.inOrder()) {
      profile.update(value);
    }
    addMissing(profile, numbers.missing());
    return profile;
  }

  private static CategoricalProfile profile(Categories categories) {
    if (categories.rows() > Categories.MOST_EXPANDED) {
      throw new DriftInputException(
          "reference",
          categories.rows()
              + " rows take too long for psi.monitor (at most "
              + Categories.MOST_EXPANDED
              + "); use psi.quantile10.floor1e-4");
    }
    CategoricalProfile profile = new CategoricalProfile();
    for (String name : Categories.union(categories, categories)) {
      for (long row = 0; row < categories.countOf(name); row++) {
        profile.update(name);
      }
    }
    addMissing(profile, categories.missing());
    return profile;
  }

  private static void addMissing(Profile profile, long missing) {
    for (long row = 0; row < Math.min(missing, Categories.MOST_EXPANDED); row++) {
      profile.updateMissing();
    }
  }
}
