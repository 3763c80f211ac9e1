package io.plimsoll.stats.drift;

import static io.plimsoll.stats.drift.Sample.Form.COUNTS;
import static io.plimsoll.stats.drift.Sample.Form.VALUES;

import io.plimsoll.stats.Bin;
import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.Distances;
import io.plimsoll.stats.DriftScore;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import io.plimsoll.stats.Psi;
import io.plimsoll.stats.SketchedKolmogorovSmirnov;
import io.plimsoll.stats.SketchedWasserstein;
import java.util.List;
import java.util.Set;

/** What the platform computes of the profiles that it keeps, instead of the rows. */
final class ProfileMethods {
  private static final double RELEVANT_INDEX = 0.2;
  private static final double RELEVANT_GAP = 0.1;
  private static final String STABILITY = "psi.monitor";
  private static final String KOLMOGOROV = "ks.sketch";
  private static final String WASSERSTEIN = "wasserstein.sketch";
  private static final String JENSEN_SHANNON = "js.profile";
  private static final Set<String> OF_PROFILES =
      Set.of(STABILITY, KOLMOGOROV, WASSERSTEIN, JENSEN_SHANNON);

  private ProfileMethods() {}

  static List<DriftMethod> all() {
    return List.of(
        DriftMethod.draft("psi.monitor", "Population stability index as the monitor computes it")
            .formula(
                "as psi.quantile10.floor1e-4; thin bins join others; of sketches; p of Pearson's"
                    + " chi-square over the same bins, whose tail holds where that of the index"
                    + " does not")
            .source("io.plimsoll.stats.Psi; the monitor calls it " + Psi.DEFINITION)
            .as("plimsoll: " + Psi.DEFINITION)
            .withPValue()
            .takes(VALUES, COUNTS)
            .runs((pair, arguments) -> run(STABILITY, pair)),
        DriftMethod.draft("ks.sketch", "Kolmogorov-Smirnov test on the profiles kept of windows")
            .formula(
                "D of two sketches; p of the limit for what their rank errors leave of it at least")
            .source("Z. Karnin, K. Lang, E. Liberty, FOCS 2016; whylogs issue 684")
            .as("plimsoll: what stored windows can tell")
            .isTest()
            .takes(VALUES, COUNTS)
            .runs((pair, arguments) -> run(KOLMOGOROV, pair)),
        DriftMethod.draft("wasserstein.sketch", "Wasserstein distance of the profiles of windows")
            .formula(
                "∫ |F(x) − G(x)| dx / s(reference) of two sketches; p bounded by 1 − Φ((W − M) / σ),"
                    + " M the median without a change, σ² = s²(both) × (1/n + 1/m)")
            .source("E. del Barrio et al., Annals of Probability 27(2), 1999; C. Borell, 1975")
            .as("plimsoll: the default for stored windows of numbers")
            .withPValue()
            .takes(VALUES, COUNTS)
            .runs((pair, arguments) -> run(WASSERSTEIN, pair)),
        DriftMethod.draft("js.profile", "Jensen-Shannon distance over the bins of a profile")
            .formula(
                "√JSD with base 2 over the bins of psi.monitor, one of them for missing values; p of"
                    + " Pearson's chi-square over the same bins")
            .source("J. Lin, IEEE Trans. Inf. Theory 37, 1991; K. Pearson, 1900")
            .as("plimsoll: the default for stored windows of categories")
            .withPValue()
            .takes(VALUES, COUNTS)
            .runs((pair, arguments) -> run(JENSEN_SHANNON, pair)));
  }

  static boolean isOfProfiles(String id) {
    return OF_PROFILES.contains(id);
  }

  static boolean isOfNumbers(String id) {
    return id.equals(KOLMOGOROV) || id.equals(WASSERSTEIN);
  }

  private static Outcome run(String id, Pair given) {
    Pair pair = isOfNumbers(id) ? given.numbersOfAtLeast(1, id) : given;
    Pair.requireRows(pair.reference().rows(), 1, "reference", id);
    Pair.requireRows(pair.current().rows(), 1, "current", id);
    boolean areNumbers = pair.reference() instanceof Numbers && pair.current() instanceof Numbers;
    return areNumbers
        ? run(id, profile(pair.referenceNumbers()), profile(pair.currentNumbers()))
        : run(id, profile(pair.referenceCategories()), profile(pair.currentCategories()));
  }

  /** Runs one of the definitions that are made for profiles; both are of one type. */
  static Outcome run(String id, Profile reference, Profile current) {
    if (reference.rows() == 0 || current.rows() == 0) {
      return without(reference);
    }
    if (!isOfNumbers(id)) {
      DriftScore score = Psi.score(reference, current);
      return id.equals(STABILITY)
          ? stability(score, reference, current)
          : divergence(score, reference, current);
    }
    if (!(reference instanceof NumericProfile before) || !(current instanceof NumericProfile now)) {
      throw new IllegalArgumentException(id + " takes profiles of numbers");
    }
    if (before.count() == 0 || now.count() == 0) {
      return without(before);
    }
    return id.equals(KOLMOGOROV) ? sketched(before, now) : area(before, now);
  }

  /** What there is to say where one side has nothing to compare. */
  static Outcome without(Profile reference) {
    String side = reference.count() == 0 ? "reference" : "current side";
    return Outcome.undefined("the " + side + " has no row with a value that can be compared");
  }

  private static Outcome stability(DriftScore score, Profile reference, Profile current) {
    return Outcome.of(score.value())
        .noise(score.noise())
        .pValue(pearson(score, reference, current))
        .effect("distance", score.value(), RELEVANT_INDEX)
        .bins(bins(score));
  }

  private static Outcome divergence(DriftScore score, Profile reference, Profile current) {
    double[] before = score.distribution().stream().mapToDouble(Bin::referenceShare).toArray();
    double[] now = score.distribution().stream().mapToDouble(Bin::currentShare).toArray();
    double value = Distances.jensenShannon(before, now);
    double perRow = perRow(reference, current);
    double critical = ContingencyTable.critical(score.bins() - 1.0);
    return Outcome.of(value)
        .noise(Math.min(1, Math.sqrt(critical * perRow / (8 * Math.log(2)))))
        .pValue(pearson(score, reference, current))
        .effect("distance", value, RELEVANT_GAP)
        .bins(bins(score));
  }

  /**
   * Pearson's chi-square over the bins. The index itself follows a chi-square, too, but only where
   * all bins are well filled: a bin that five rows are to be expected in and none is weighs there
   * as if it could not happen.
   */
  private static double pearson(DriftScore score, Profile reference, Profile current) {
    double perRow = perRow(reference, current);
    double statistic = 0;
    for (Bin bin : score.distribution()) {
      double pooled = pooled(bin.referenceShare(), bin.currentShare(), reference, current);
      double step = bin.currentShare() - bin.referenceShare();
      statistic += pooled == 0 ? 0 : step * step / pooled / perRow;
    }
    return survival(statistic, score.bins());
  }

  private static double pooled(double before, double now, Profile reference, Profile current) {
    double share = (double) reference.rows() / (reference.rows() + current.rows());
    return share * before + (1 - share) * now;
  }

  private static double survival(double statistic, int bins) {
    return ContingencyTable.survival(statistic, bins - 1.0);
  }

  /** What one row less or more means, the error of sketches included. */
  private static double perRow(Profile reference, Profile current) {
    return 1 / certain(reference) + 1 / certain(current);
  }

  private static double certain(Profile profile) {
    return profile instanceof NumericProfile numeric ? numeric.effectiveRows() : profile.rows();
  }

  private static List<Outcome.BinCount> bins(DriftScore score) {
    return score.distribution().stream()
        .map(
            bin ->
                new Outcome.BinCount(
                    bin.label(),
                    bin.referenceShare() * score.referenceCount(),
                    bin.currentShare() * score.currentCount()))
        .toList();
  }

  private static Outcome sketched(NumericProfile reference, NumericProfile current) {
    SketchedKolmogorovSmirnov result = SketchedKolmogorovSmirnov.of(reference, current);
    double size = 1.0 / reference.count() + 1.0 / current.count();
    double critical = KolmogorovDistribution.critical(1 - Noise.LEVEL, size);
    return Outcome.of(result.statistic())
        .noise(Math.min(1, critical + result.rankError()))
        .pValue(result.pValue())
        .effect("ks_distance", result.certain(), RELEVANT_GAP)
        .detail("rankError", result.rankError())
        .detail("certain", result.certain());
  }

  private static Outcome area(NumericProfile reference, NumericProfile current) {
    SketchedWasserstein result = SketchedWasserstein.of(reference, current);
    double value = AreaMethods.ratio(result.distance(), result.deviation());
    return Outcome.of(value)
        .noise(AreaMethods.ratio(result.noise(), result.deviation()))
        .pValue(result.pValue())
        .effect("wasserstein_in_sd", value, RELEVANT_GAP)
        .detail("raw", result.distance())
        .detail("rankError", result.rankError());
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
              + " rows take too long for a profile (at most "
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
