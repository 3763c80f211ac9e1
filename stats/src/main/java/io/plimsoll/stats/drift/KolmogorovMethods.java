package io.plimsoll.stats.drift;

import static io.plimsoll.stats.drift.Sample.Form.COUNTS;
import static io.plimsoll.stats.drift.Sample.Form.HISTOGRAM;
import static io.plimsoll.stats.drift.Sample.Form.VALUES;

import io.plimsoll.stats.KolmogorovSmirnov;
import io.plimsoll.stats.TestResult;
import java.util.List;
import java.util.Optional;

/** The two-sample Kolmogorov-Smirnov test, by how its p-value is found. */
final class KolmogorovMethods {
  /** More cells than this take longer than anybody waits. */
  private static final long MOST_CELLS = 200_000_000L;

  private static final int SCIPY_EXACT_ROWS = 10_000;
  private static final double RELEVANT = 0.1;
  private static final String STATISTIC = "D = max |F(x) − G(x)|";

  private KolmogorovMethods() {}

  static List<DriftMethod> all() {
    return List.of(
        draft("ks.auto", "Kolmogorov-Smirnov test, exact for small samples")
            .formula(STATISTIC + "; p exact up to n × m = 10,000, beyond that of the limit")
            .source("J. Hodges, Arkiv för Matematik 3, 1958; A. Kolmogorov, 1933")
            .takes(VALUES, COUNTS, HISTOGRAM)
            .runs((pair, arguments) -> run(pair, KolmogorovSmirnov::test)),
        draft("ks.exact", "Kolmogorov-Smirnov test, exact")
            .formula(STATISTIC + "; p = share of all orders of the rows with at least D")
            .source("J. Hodges, Arkiv för Matematik 3, 1958")
            .as("scipy: ks_2samp(method='exact')", "commons-math: exactP")
            .runs(KolmogorovMethods::exact),
        draft("ks.asymptotic", "Kolmogorov-Smirnov test by the limiting distribution")
            .formula(STATISTIC + "; p = 2 Σ (−1)^(k−1) exp(−2k²z²), z = D √(nm / (n + m))")
            .source("A. Kolmogorov, Giornale dell'Istituto Italiano degli Attuari 4, 1933")
            .takes(VALUES, COUNTS, HISTOGRAM)
            .runs((pair, arguments) -> run(pair, KolmogorovSmirnov::limit)),
        draft("ks.scipy", "Kolmogorov-Smirnov test as in SciPy")
            .formula(
                STATISTIC
                    + "; p exact if neither side has more than 10,000 rows, else that of one sample"
                    + " of nm / (n + m) rows")
            .source("SciPy, stats.ks_2samp; R. Simard, P. L'Ecuyer, JSS 39(11), 2011")
            .as(
                "scipy: ks_2samp",
                "evidently: ks",
                "deepchecks: KS",
                "frouros: KSTest",
                "alibi-detect: KSDrift")
            .with(
                Parameter.choice(
                    "method", "auto", List.of("auto", "exact", "asymp"), "as the source calls it"))
            .runs(KolmogorovMethods::scipy),
        draft("ks.radicalbit", "Kolmogorov-Smirnov distance against a critical value")
            .formula(STATISTIC + "; drift above √(−½ ln(α/2)) × √((n + m) / nm)")
            .source(
                "Radicalbit AI Monitoring, spark/jobs/utils/drift_calculator; D. Knuth, TAOCP 2")
            .as("radicalbit: KS", "trustyai: ApproxKSTest")
            .with(Parameter.number("alpha", 0.05, 1e-6, 0.5, "the level of the critical value"))
            .runs(KolmogorovMethods::radicalbit));
  }

  private static DriftMethod.Draft draft(String id, String title) {
    return DriftMethod.draft(id, title).isTest().takes(VALUES, COUNTS);
  }

  private interface Test {
    TestResult of(double[] reference, double[] current);
  }

  private static Outcome run(Pair given, Test test) {
    Optional<HistogramAreas> histograms = HistogramAreas.of(given, "the Kolmogorov-Smirnov test");
    if (histograms.isPresent()) {
      HistogramAreas both = histograms.get();
      double statistic = both.kolmogorov();
      return outcome(given, statistic)
          .pValue(KolmogorovSmirnov.limit(statistic, both.rows(), both.others()))
          .note("inside a bucket the distance may be larger, so p is rather too large");
    }
    Pair pair = given.numbersOfAtLeast(1, "the Kolmogorov-Smirnov test");
    TestResult result = test.of(pair.referenceNumbers().sorted(), pair.currentNumbers().sorted());
    return outcome(pair, result.statistic()).pValue(result.pValue());
  }

  static Outcome outcome(Pair pair, double statistic) {
    return Outcome.of(statistic)
        .noise(Math.min(1, KolmogorovDistribution.critical(1 - Noise.LEVEL, pair.size())))
        .effect("ks_distance", statistic, RELEVANT);
  }

  private static Outcome exact(Pair given, Arguments arguments) {
    long cells = given.referenceNumbers().rows() * given.currentNumbers().rows();
    if (cells > MOST_CELLS) {
      throw new DriftInputException(
          "parameters.method",
          "an exact p-value of "
              + cells
              + " pairs of rows takes too long (at most "
              + MOST_CELLS
              + "); use ks.asymptotic");
    }
    return run(given, KolmogorovSmirnov::exact);
  }

  private static Outcome scipy(Pair given, Arguments arguments) {
    Pair pair = given.numbersOfAtLeast(1, "the Kolmogorov-Smirnov test");
    long rows = pair.reference().rows();
    long others = pair.current().rows();
    boolean isExact =
        arguments.is("method", "exact")
            || (arguments.is("method", "auto") && Math.max(rows, others) <= SCIPY_EXACT_ROWS);
    if (isExact) {
      return exact(pair, arguments);
    }
    double statistic =
        KolmogorovSmirnov.distance(
            pair.referenceNumbers().sorted(), pair.currentNumbers().sorted());
    long effective = Math.round(Math.rint((double) rows * others / (rows + others)));
    return outcome(pair, statistic)
        .pValue(KolmogorovDistribution.survival(Math.max(1, effective), statistic));
  }

  private static Outcome radicalbit(Pair given, Arguments arguments) {
    Outcome outcome = run(given, KolmogorovSmirnov::limit);
    Pair pair = given.numbersOfAtLeast(1, "the Kolmogorov-Smirnov test");
    double critical = KolmogorovDistribution.critical(arguments.number("alpha"), pair.size());
    return outcome.noise(critical).detail("criticalValue", critical);
  }
}
