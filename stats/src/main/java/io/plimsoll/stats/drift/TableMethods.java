package io.plimsoll.stats.drift;

import static io.plimsoll.stats.drift.Sample.Form.COUNTS;
import static io.plimsoll.stats.drift.Sample.Form.TABLE;
import static io.plimsoll.stats.drift.Sample.Form.VALUES;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** Methods that look at all columns at once. */
final class TableMethods {
  private static final int MOST_KERNEL_ROWS = 1_500;
  private static final double RELEVANT_AREA = 0.55;
  private static final int MOST_USES = 20;

  /** Before a column's name: which part of what tells the sides apart the column gives. */
  static final String USE = "use of ";

  /** Steps of a classifier that take a few seconds; beyond that it learns from fewer rows. */
  private static final long CLASSIFIER_BUDGET = 1_500_000_000L;

  private static final Parameter SIGMA =
      Parameter.number(
          "sigma", 0, 0, 1e12, "the width of the kernel; 0 for √(½ median of squared distances)");
  private static final Parameter ESTIMATOR =
      Parameter.choice(
          "estimator", "unbiased", List.of("unbiased", "biased"), "with or without the diagonal");
  private static final Parameter ROWS =
      Parameter.whole(
          "rows", 1_000, 2, MOST_KERNEL_ROWS, "rows drawn of each side if there are more");
  private static final Parameter WINDOW =
      Parameter.whole(
          "window", 0, 0, MOST_KERNEL_ROWS, "only the last so many current rows; 0 for all");

  private TableMethods() {}

  static List<DriftMethod> all() {
    return List.of(
        mmd("mmd.unbiased", "Maximum mean discrepancy, squared, with permutation test")
            .source("A. Gretton et al., JMLR 13, 2012")
            .as("evidently: empirical_mmd", "alibi-detect: MMDDrift")
            .with(SIGMA, ESTIMATOR)
            .with(ROWS, WINDOW, Permutations.COUNT, Permutations.SEED)
            .runs(TableMethods::discrepancy),
        mmd("mmd.biased", "Maximum mean discrepancy, squared, biased")
            .source("A. Gretton et al., JMLR 13, 2012")
            .with(SIGMA, ESTIMATOR.preset("biased"))
            .with(ROWS, WINDOW, Permutations.COUNT, Permutations.SEED)
            .runs(TableMethods::discrepancy),
        mmd("mmd.frouros", "Maximum mean discrepancy as in Frouros")
            .source("Frouros, detectors/data_drift/batch/distance_based/mmd.py")
            .as("frouros: MMD", "frouros: streaming MMD (window)")
            .with(SIGMA.preset(1.0), ESTIMATOR)
            .with(ROWS, WINDOW, Permutations.COUNT, Permutations.SEED)
            .runs(TableMethods::discrepancy),
        DriftMethod.draft("classifier.auc", "Domain classifier")
            .formula("area under the ROC curve of a classifier of the sides, rows unseen")
            .source("boosted trees (J. Friedman, 2001); null: H. Mann, D. Whitney, 1947")
            .as("nannyml: DomainClassifierCalculator", "alibi-detect: ClassifierDrift")
            .withPValue()
            .takes(TABLE, VALUES, COUNTS)
            .with(
                Parameter.whole("folds", 5, 2, 20, "of the cross-validation"),
                Parameter.whole(
                    "rows", 10_000, 20, 100_000, "rows drawn of each side if there are more"),
                Permutations.SEED)
            .runs(TableMethods::classifier),
        DriftMethod.draft("pca.nannyml", "Reconstruction error of principal components")
            .formula(
                "mean over current rows of |x − x̂|, x scaled, x̂ from the components kept; noise and"
                    + " p by the errors of reference rows that had no part in the components")
            .source("NannyML, drift/multivariate/data_reconstruction/calculator.py")
            .as("nannyml: DataReconstructionDriftCalculator")
            .withPValue()
            .takes(TABLE)
            .with(
                Parameter.number(
                    "explained", 0.65, 0.01, 1, "the share of variance that is kept at least"))
            .runs(TableMethods::reconstruction));
  }

  private static DriftMethod.Draft mmd(String id, String title) {
    return DriftMethod.draft(id, title)
        .formula("E k(x, x′) + E k(y, y′) − 2 E k(x, y), k = exp(−|x − y|² / 2σ²)")
        .withPValue()
        .takes(VALUES, COUNTS, TABLE);
  }

  private static Outcome discrepancy(Pair pair, Arguments arguments) {
    boolean unbiased = arguments.is("estimator", "unbiased");
    double[][] before = pair.referenceTable().points("reference");
    double[][] now = window(pair.currentTable().points("current"), arguments.whole("window"));
    int fewest = unbiased ? 2 : 1;
    Pair.requireRows(before.length, fewest, "reference", "the maximum mean discrepancy");
    Pair.requireRows(now.length, fewest, "current", "the maximum mean discrepancy");
    if (before[0].length != now[0].length) {
      throw new DriftInputException(
          "current", "it has " + now[0].length + " columns and the reference " + before[0].length);
    }
    Random random = new Random(arguments.seed());
    double[][] first = draw(before, arguments.whole("rows"), random);
    double[][] second = draw(now, arguments.whole("rows"), random);
    MeanDiscrepancy kernel = MeanDiscrepancy.of(first, second, arguments.number("sigma"));
    double value = kernel.value(unbiased);
    long rows = (long) first.length + second.length;
    int times = Permutations.affordable(arguments, rows * rows / 8);
    double[] drawn = kernel.exchanged(times, arguments.seed(), unbiased);
    long reached = 0;
    for (double each : drawn) {
      // The same rows in another order sum up to the same value but for rounding.
      reached += each >= value - 1e-12 ? 1 : 0;
    }
    Outcome outcome =
        Outcome.of(value)
            .pValue((double) reached / times)
            .noise(Noise.quantile(drawn))
            .effect("distance", Math.sqrt(Math.max(0, value)), 0.1)
            .detail("sigma", kernel.sigma());
    if (first.length < before.length || second.length < now.length) {
      outcome =
          outcome.note(
              "of larger sides " + arguments.whole("rows") + " rows each were drawn at random");
    }
    return Permutations.noted(outcome, arguments, times);
  }

  private static double[][] window(double[][] rows, int window) {
    return window == 0 || window >= rows.length
        ? rows
        : java.util.Arrays.copyOfRange(rows, rows.length - window, rows.length);
  }

  private static double[][] draw(double[][] rows, int most, Random random) {
    int[] chosen = DomainClassifier.choose(rows.length, most, random);
    double[][] drawn = new double[chosen.length][];
    for (int place = 0; place < drawn.length; place++) {
      drawn[place] = rows[chosen[place]];
    }
    return drawn;
  }

  private static Outcome classifier(Pair pair, Arguments arguments) {
    int folds = arguments.whole("folds");
    Table reference = pair.referenceTable();
    Table current = pair.currentTable();
    Pair.requireRows(reference.rows(), 2L * folds, "reference", "the domain classifier");
    Pair.requireRows(current.rows(), 2L * folds, "current", "the domain classifier");
    Random random = new Random(arguments.seed());
    long affordable =
        CLASSIFIER_BUDGET / ((long) folds * BoostedTrees.STEPS * reference.columns().size());
    int most = (int) Math.max(20, Math.min(arguments.whole("rows"), affordable));
    DomainClassifier classifier = DomainClassifier.of(reference, current, most, random);
    double n = classifier.count(false);
    double m = classifier.count(true);
    double area = classifier.area(folds, random);
    double error = Math.sqrt((n + m + 1) / (12 * n * m));
    NormalDistribution normal = NormalDistribution.of(0, 1);
    Outcome outcome =
        Outcome.of(area)
            .pValue(normal.survivalProbability((area - 0.5) / error))
            .noise(0.5 + normal.inverseSurvivalProbability(1 - Noise.LEVEL) * error)
            .effect("auc", area, RELEVANT_AREA);
    for (Map.Entry<String, Double> use :
        classifier.uses().entrySet().stream().limit(MOST_USES).toList()) {
      outcome = outcome.detail(USE + use.getKey(), use.getValue());
    }
    return n < reference.rows() || m < current.rows()
        ? outcome.note("of larger sides " + most + " rows each were drawn at random")
        : outcome;
  }

  private static Outcome reconstruction(Pair pair, Arguments arguments) {
    Table reference = pair.referenceTable();
    Table current = pair.currentTable();
    Pair.requireRows(reference.rows(), 2, "reference", "the reconstruction error");
    Pair.requireRows(current.rows(), 1, "current", "the reconstruction error");
    double explained = arguments.number("explained");
    PrincipalComponents model = PrincipalComponents.fit(reference, explained);
    Numbers before = Numbers.of(model.unseenErrors(reference, explained));
    Numbers now = Numbers.of(model.errors(current, "current"));
    double deviation = before.standardDeviation(1);
    double gap = now.mean() - before.mean();
    double error = deviation * Math.sqrt(pair.size());
    NormalDistribution normal = NormalDistribution.of(0, 1);
    // Without any spread, and without a gap, there is no ratio of the two.
    double beyond = Double.isNaN(gap / error) ? 1 : normal.survivalProbability(gap / error);
    return Outcome.of(now.mean())
        .noise(before.mean() + normal.inverseSurvivalProbability((1 - Noise.LEVEL) / 2) * error)
        .pValue(Math.min(1, 2 * beyond))
        .effect("shift_in_sd", AreaMethods.ratio(gap, deviation), 0.1)
        .detail("reference", before.mean())
        .detail("components", model.components().length);
  }
}
