package io.plimsoll.stats.drift;

import static io.plimsoll.stats.drift.Sample.Form.COUNTS;
import static io.plimsoll.stats.drift.Sample.Form.HISTOGRAM;
import static io.plimsoll.stats.drift.Sample.Form.VALUES;

import io.plimsoll.stats.Distances;
import java.util.ArrayList;
import java.util.List;

/** Distances between shares over the same bins. */
final class BinnedMethods {
  private static final Parameter BASE =
      Parameter.choice("base", "2", List.of("2", "e"), "of the logarithm");
  private static final Parameter QUANTITY =
      Parameter.choice(
          "quantity",
          "distance",
          List.of("distance", "divergence"),
          "the divergence, or its square root, which is a distance");
  private static final Parameter DIRECTION =
      Parameter.choice(
          "direction",
          "current_to_reference",
          List.of("current_to_reference", "reference_to_current"),
          "KL(current ‖ reference) or KL(reference ‖ current)");
  private static final Parameter SCALING =
      Parameter.choice(
          "normalised",
          "no",
          List.of("no", "yes"),
          "whether the filled shares are scaled to add up to 1 again, as scipy.stats.entropy does");

  /** A measure of two lists of shares. */
  interface Measure {
    double of(double[] reference, double[] current, Arguments arguments);
  }

  private BinnedMethods() {}

  static List<DriftMethod> all() {
    List<DriftMethod> methods = new ArrayList<>();
    methods.addAll(stability());
    methods.addAll(divergences());
    methods.addAll(geometric());
    return methods;
  }

  private static List<DriftMethod> stability() {
    String formula = "Σ (current − reference) × ln(current / reference) over bins";
    return List.of(
        psi("psi.quantile10.floor1e-4", "Population stability index over reference deciles")
            .formula(formula + "; open ends; every share at least 1e-4")
            .source("N. Siddiqi, Credit Risk Scorecards, 2006; B. Yurdakul, 2018, for the noise")
            .with(Binning.rule("quantile"))
            .with(Shares.filled("max", 1e-4))
            .runs(distance(0.2, BinnedMethods::psi)),
        psi("psi.evidently", "Population stability index as in Evidently")
            .formula(formula + "; empty bins filled as Evidently does")
            .source("Evidently, calculations/stattests/psi.py and utils.py")
            .as("evidently: psi")
            .with(Binning.rule("evidently"))
            .with(Shares.filled("evidently", 1e-4))
            .runs(distance(0.1, BinnedMethods::psi)),
        psi("psi.frouros", "Population stability index as in Frouros")
            .formula(formula + "; an empty bin has the smallest normal double")
            .source("Frouros, detectors/data_drift/batch/distance_based/psi.py")
            .as("frouros: PSI")
            .with(Binning.rule("equal_width"))
            .with(Shares.filled("zeros", Double.MIN_NORMAL))
            .runs(distance(0.2, BinnedMethods::psi)),
        psi("psi.radicalbit", "Population stability index as in Radicalbit")
            .formula(formula + "; an empty bin has 1e-4")
            .source("Radicalbit AI Monitoring, spark/jobs/utils/drift_calculator")
            .as("radicalbit: PSI")
            .with(Binning.rule("radicalbit"))
            .with(Shares.filled("zeros", 1e-4))
            .runs(distance(0.1, BinnedMethods::psi)),
        psi("psi.deepchecks", "Population stability index of categories as in Deepchecks")
            .formula(formula + "; every share at least 0.01")
            .source("Deepchecks, utils/distribution/drift.py")
            .as("deepchecks: PSI")
            .with(Binning.rule("values"))
            .with(Shares.filled("max", 0.01))
            .runs(distance(0.2, BinnedMethods::psi)),
        psi("psi.deequ", "Population stability index over given buckets as in Deequ")
            .formula(formula + "; no floor, so that an empty bucket makes it infinite")
            .source("Deequ, analyzers/Distance.scala")
            .as("deequ: populationStabilityIndex")
            .with(Binning.rule("values"))
            .with(Shares.filled("none", 0))
            .runs(distance(0.2, BinnedMethods::psi)));
  }

  private static DriftMethod.Draft psi(String id, String title) {
    return DriftMethod.draft(id, title).takes(VALUES, COUNTS, HISTOGRAM);
  }

  private static double psi(double[] reference, double[] current, Arguments arguments) {
    double[] from = Shares.fill(reference, arguments);
    double[] to = Shares.fill(current, arguments);
    double sum = 0;
    for (int bin = 0; bin < from.length; bin++) {
      sum += from[bin] == to[bin] ? 0 : (to[bin] - from[bin]) * Math.log(to[bin] / from[bin]);
    }
    return sum;
  }

  private static List<DriftMethod> divergences() {
    String jensen = "H((p + q) / 2) − (H(p) + H(q)) / 2, both scaled to add up to 1";
    return List.of(
        psi("kl.current-reference.floor1e-4", "Kullback-Leibler divergence of the current side")
            .formula("Σ current × ln(current / reference), every share at least 1e-4")
            .source("S. Kullback, R. Leibler, Annals of Math. Statistics 22(1), 1951")
            .with(Binning.rule("quantile"))
            .with(Shares.filled("max", 1e-4))
            .with(DIRECTION, SCALING)
            .runs(distance(0.1, BinnedMethods::kullbackLeibler)),
        psi("kl.evidently", "Kullback-Leibler divergence as in Evidently")
            .formula("Σ reference × ln(reference / current), scaled after empty bins are filled")
            .source("Evidently, calculations/stattests/kl_div.py")
            .as("evidently: kl_div")
            .with(Binning.rule("evidently"))
            .with(Shares.filled("evidently", 1e-4))
            .with(DIRECTION.preset("reference_to_current"), SCALING.preset("yes"))
            .runs(distance(0.1, BinnedMethods::kullbackLeibler)),
        psi("kl.frouros", "Kullback-Leibler divergence as in Frouros")
            .formula("Σ current × ln(current / reference); infinite where the reference is empty")
            .source("Frouros, detectors/data_drift/batch/distance_based/kl.py")
            .as("frouros: KL", "great_expectations: kl_divergence")
            .with(Binning.rule("equal_width"))
            .with(Shares.filled("none", 0))
            .with(DIRECTION, SCALING)
            .runs(distance(0.1, BinnedMethods::kullbackLeibler)),
        psi("js.distance.base2", "Jensen-Shannon distance, from 0 to 1")
            .formula("√(" + jensen + "), logarithms of base 2")
            .source("J. Lin, IEEE Transactions on Information Theory 37(1), 1991")
            .with(Binning.rule("quantile"))
            .with(BASE, QUANTITY)
            .runs(distance(0.1, BinnedMethods::jensenShannon)),
        psi("js.evidently", "Jensen-Shannon distance as in Evidently")
            .formula("√(" + jensen + "), natural logarithms")
            .source("Evidently, calculations/stattests/jensenshannon.py")
            .as("evidently: jensenshannon", "scipy: jensenshannon")
            .with(Binning.rule("evidently"))
            .with(BASE.preset("e"), QUANTITY)
            .runs(distance(0.1, BinnedMethods::jensenShannon)),
        psi("js.nannyml", "Jensen-Shannon distance as in NannyML")
            .formula("√(" + jensen + "), logarithms of base 2")
            .source("NannyML, drift/univariate/methods.py")
            .as("nannyml: jensen_shannon")
            .with(Binning.rule("nannyml"))
            .with(BASE, QUANTITY)
            .runs(distance(0.1, BinnedMethods::jensenShannon)),
        psi("js.frouros", "Jensen-Shannon distance as in Frouros")
            .formula("√(" + jensen + "), natural logarithms")
            .source("Frouros, detectors/data_drift/batch/distance_based/js.py")
            .as("frouros: JS")
            .with(Binning.rule("equal_width"))
            .with(BASE.preset("e"), QUANTITY)
            .runs(distance(0.1, BinnedMethods::jensenShannon)),
        psi("js.tfdv", "Jensen-Shannon divergence as in TensorFlow Data Validation")
            .formula(jensen + ", logarithms of base 2; histograms are split on all edges")
            .source("TensorFlow Data Validation, anomalies/metrics.cc")
            .as("tfdv: jensen_shannon_divergence")
            .with(Binning.rule("quantile"))
            .with(BASE, QUANTITY.preset("divergence"))
            .runs(distance(0.1, BinnedMethods::jensenShannon)));
  }

  private static double kullbackLeibler(double[] reference, double[] current, Arguments arguments) {
    boolean forward = arguments.is("direction", "current_to_reference");
    double[] from = Shares.fill(forward ? current : reference, arguments);
    double[] to = Shares.fill(forward ? reference : current, arguments);
    if (arguments.is("normalised", "yes")) {
      from = Shares.normalised(from);
      to = Shares.normalised(to);
    }
    return Distances.kullbackLeibler(to, from, 0);
  }

  private static double jensenShannon(double[] reference, double[] current, Arguments arguments) {
    double bits =
        Distances.jensenShannonDivergence(Shares.normalised(reference), Shares.normalised(current));
    double divergence = Math.max(0, arguments.is("base", "2") ? bits : bits * Math.log(2));
    return arguments.is("quantity", "distance") ? Math.sqrt(divergence) : divergence;
  }

  private static List<DriftMethod> geometric() {
    String hellinger = "√(1 − Σ √(p × q))";
    String hellingerSource = "E. Hellinger, Journal für Mathematik 136, 1909; ";
    return List.of(
        psi("hellinger.quantile10", "Hellinger distance over reference deciles")
            .formula(hellinger)
            .source(hellingerSource + "bins as for PSI")
            .with(Binning.rule("quantile"))
            .runs(distance(0.1, BinnedMethods::hellinger)),
        psi("hellinger.evidently", "Hellinger distance as in Evidently")
            .formula(hellinger)
            .source("Evidently, calculations/stattests/hellinger_distance.py")
            .as("evidently: hellinger")
            .with(Binning.rule("evidently_distinct"))
            .runs(distance(0.1, BinnedMethods::hellinger)),
        psi("hellinger.nannyml", "Hellinger distance as in NannyML")
            .formula(hellinger)
            .source("NannyML, drift/univariate/methods.py")
            .as("nannyml: hellinger")
            .with(Binning.rule("nannyml"))
            .runs(distance(0.1, BinnedMethods::hellinger)),
        psi("hellinger.frouros", "Hellinger distance as in Frouros")
            .formula(hellinger)
            .source("Frouros, detectors/data_drift/batch/distance_based/hellinger_distance.py")
            .as("frouros: HellingerDistance", "radicalbit: Hellinger")
            .with(Binning.rule("equal_width"))
            .runs(distance(0.1, BinnedMethods::hellinger)),
        psi("bhattacharyya.frouros", "Bhattacharyya distance as in Frouros")
            .formula("−ln Σ √(p × q), 2.2e-16 added to every share")
            .source("Frouros, detectors/data_drift/batch/distance_based/bhattacharyya_distance.py")
            .as("frouros: BhattacharyyaDistance")
            .with(Binning.rule("equal_width"))
            .with(Shares.filled("add", Math.ulp(1.0)))
            .runs(distance(0.1, BinnedMethods::bhattacharyya)),
        psi("tvd.quantile10", "Total variation distance")
            .formula("½ Σ |p − q|")
            .source("A. Gibbs, F. Su, International Statistical Review 70(3), 2002")
            .with(Binning.rule("quantile"))
            .runs(distance(0.1, (p, q, asked) -> Distances.totalVariation(p, q))),
        psi("tvd.frouros", "Total variation distance over ten equal bins")
            .formula("½ Σ |p − q| = 1 − Σ min(p, q)")
            .source("Frouros, distance_based/hi_normalized_complement.py")
            .as("frouros: HINormalizedComplement")
            .with(Binning.rule("equal_width"))
            .runs(distance(0.1, (p, q, asked) -> Distances.totalVariation(p, q))),
        psi("linf.categories", "Largest difference of a share")
            .formula("max |p − q|")
            .source("Deequ, analyzers/Distance.scala; NannyML, drift/univariate/methods.py")
            .as("deequ: LInfinity (simple)", "nannyml: l_infinity", "tfdv: infinity_norm")
            .with(Binning.rule("values"))
            .runs(distance(0.1, (p, q, asked) -> Distances.largestDifference(p, q))),
        psi("linf.deequ", "Largest difference of a share less what chance explains")
            .formula("max(0, max |p − q| − c × √(1/n + 1/m))")
            .source("Deequ, analyzers/Distance.scala; D. Knuth, TAOCP 2, section 3.3.1")
            .as("deequ: LInfinity (robust)")
            .with(Binning.rule("values"))
            .with(Parameter.number("c", 1.8, 0, 10, "1.8 belongs to a level of 0.003"))
            .runs(BinnedMethods::robustLargestDifference));
  }

  private static double hellinger(double[] reference, double[] current, Arguments arguments) {
    return Distances.hellinger(reference, current);
  }

  private static double bhattacharyya(double[] reference, double[] current, Arguments arguments) {
    double[] from = Shares.fill(reference, arguments);
    double[] to = Shares.fill(current, arguments);
    double affinity = 0;
    for (int bin = 0; bin < from.length; bin++) {
      affinity += Math.sqrt(from[bin] * to[bin]);
    }
    return -Math.log(affinity);
  }

  private static Outcome robustLargestDifference(Pair pair, Arguments arguments) {
    Binned binned = Binning.bin(pair, arguments);
    double chance =
        arguments.number("c") * Math.sqrt(1 / binned.referenceRows() + 1 / binned.currentRows());
    double largest = Distances.largestDifference(binned.referenceShares(), binned.currentShares());
    double value = Math.max(0, largest - chance);
    return Outcome.of(value)
        .noise(0)
        .effect("distance", value, 0.1)
        .detail("simple", largest)
        .bins(binned.counts());
  }

  private static DriftMethod.Procedure distance(double relevant, Measure measure) {
    return (pair, arguments) -> {
      Binned binned = Binning.bin(pair, arguments);
      double value = measure.of(binned.referenceShares(), binned.currentShares(), arguments);
      double noise = Noise.ofBins(binned, (before, now) -> measure.of(before, now, arguments));
      return Outcome.of(value)
          .noise(noise)
          .effect("distance", value, relevant)
          .bins(binned.counts());
    };
  }
}
