package io.plimsoll.stats.drift;

import static io.plimsoll.stats.drift.Sample.Form.COUNTS;
import static io.plimsoll.stats.drift.Sample.Form.VALUES;

import io.plimsoll.stats.KolmogorovSmirnov;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/** Tests on samples of numbers: by ranks, by means, by characteristic functions. */
final class NumberTestMethods {
  private static final double RELEVANT_GAP = 0.1;

  /** J. Romano et al., 2006: from here on a difference between ranks is not negligible. */
  private static final double RELEVANT_DELTA = 0.147;

  /** J. Cohen, 1988: a small difference of means. */
  private static final double RELEVANT_MEANS = 0.2;

  private static final Parameter METHOD =
      Parameter.choice(
          "method",
          "auto",
          List.of("auto", "exact", "asymptotic"),
          "how the p-value is found; auto changes over where SciPy does");
  private static final Parameter ALTERNATIVE =
      Parameter.choice(
          "alternative",
          "two-sided",
          List.of("two-sided", "less", "greater"),
          "less: the reference is the smaller one");

  private NumberTestMethods() {}

  static List<DriftMethod> all() {
    return List.of(
        draft("anderson.ksample", "Anderson-Darling k-sample test with midranks")
            .formula("A² of the pooled order, in standard deviations from its mean")
            .source("F. Scholz, M. Stephens, JASA 82(399), 1987; SciPy, stats.anderson_ksamp")
            .as("scipy: anderson_ksamp", "evidently: anderson", "frouros: AndersonDarlingTest")
            .runs(NumberTestMethods::andersonDarling),
        draft("cvm.two-sample", "Cramér-von Mises test of two samples")
            .formula("T = U / (nm (n + m)) − (4nm − 1) / (6 (n + m)), U from midranks")
            .source("T. Anderson, Annals of Math. Statistics 33(3), 1962")
            .as("frouros: CVMTest", "alibi-detect: CVMDrift")
            .with(METHOD)
            .runs((pair, arguments) -> cramerVonMises(pair, arguments, 1e-17)),
        draft("cvm.scipy", "Cramér-von Mises test as in SciPy")
            .formula("as cvm.two-sample; its limiting p-value is cut off at about 1e-8")
            .source("SciPy, stats.cramervonmises_2samp")
            .as("scipy: cramervonmises_2samp", "evidently: cramer_von_mises")
            .with(METHOD)
            .runs((pair, arguments) -> cramerVonMises(pair, arguments, 1e-7)),
        draft("mannwhitney.two-sided", "Mann-Whitney U test, two-sided")
            .formula("U = Σ (x > y) + ½ Σ (x = y) over all pairs, x of the reference")
            .source("H. Mann, D. Whitney, 1947; SciPy, stats.mannwhitneyu")
            .as("scipy: mannwhitneyu", "frouros: MannWhitneyUTest")
            .with(METHOD, ALTERNATIVE)
            .runs(NumberTestMethods::mannWhitney),
        draft("mannwhitney.evidently", "Mann-Whitney U test as in Evidently, one-sided")
            .formula("as mannwhitney.two-sided, against: the current side is the smaller one")
            .source("Evidently, calculations/stattests/mann_whitney_urank_test.py")
            .as("evidently: mannw")
            .with(METHOD, ALTERNATIVE.preset("less"))
            .runs(NumberTestMethods::mannWhitney),
        draft("t.welch", "Welch's t-test")
            .formula("(x̄ − ȳ) / √(s²/n + t²/m), degrees of freedom of Welch and Satterthwaite")
            .source("B. Welch, Biometrika 34, 1947; SciPy, stats.ttest_ind(equal_var=False)")
            .as("scipy: ttest_ind(equal_var=False)", "frouros: WelchTTest")
            .runs((pair, arguments) -> means(pair, Variances.SEPARATE)),
        draft("t.pooled", "Student's t-test with pooled variance")
            .formula("(x̄ − ȳ) / (s √(1/n + 1/m)), n + m − 2 degrees of freedom")
            .source("Student, Biometrika 6(1), 1908; SciPy, stats.ttest_ind")
            .as("scipy: ttest_ind", "evidently: t_test")
            .runs((pair, arguments) -> means(pair, Variances.POOLED)),
        draft("t.trustyai", "Mean shift as in TrustyAI")
            .formula("(x̄ − ȳ) / √(s²/n + t²/m), s with n; n + m − 2 degrees of freedom")
            .source("TrustyAI explainability, metrics/drift/meanshift/Meanshift.java")
            .as("trustyai: Meanshift")
            .runs((pair, arguments) -> means(pair, Variances.POPULATION)),
        draft("epps_singleton.scipy", "Epps-Singleton test")
            .formula("(n + m) gᵀ Σ⁺ g, g = differences of empirical characteristic functions at t")
            .source("T. Epps, K. Singleton, 1986; SciPy, stats.epps_singleton_2samp")
            .as("scipy: epps_singleton_2samp", "evidently: es")
            .with(
                Parameter.numbers(
                    "t", List.of(0.4, 0.8), 8, "places, in halves of the interquartile range"))
            .runs(NumberTestMethods::eppsSingleton));
  }

  private static DriftMethod.Draft draft(String id, String title) {
    return DriftMethod.draft(id, title).isTest().takes(VALUES, COUNTS);
  }

  private static Outcome withGap(Outcome outcome, Pair pair) {
    return outcome.effect(
        "ks_distance",
        KolmogorovSmirnov.distance(
            pair.referenceNumbers().sorted(), pair.currentNumbers().sorted()),
        RELEVANT_GAP);
  }

  private static Outcome andersonDarling(Pair given, Arguments arguments) {
    Pair pair = given.numbersOfAtLeast(2, "the Anderson-Darling test");
    Numbers reference = pair.referenceNumbers();
    Numbers current = pair.currentNumbers();
    if (Math.min(reference.min(), current.min()) == Math.max(reference.max(), current.max())) {
      return Outcome.undefined("both sides hold one and the same value; the test needs two");
    }
    AndersonDarling result = AndersonDarling.of(reference, current);
    Outcome outcome =
        withGap(
            Outcome.of(result.statistic())
                .pValue(result.pValue())
                .noise(AndersonDarling.critical(0.05)),
            pair);
    return result.isCapped()
        ? outcome.note("the p-value lies outside of the tabulated 0.001 to 0.25 and is cut there")
        : outcome;
  }

  private static Outcome cramerVonMises(Pair given, Arguments arguments, double negligible) {
    Pair pair = given.numbersOfAtLeast(2, "the Cramér-von Mises test");
    CramerVonMises result = CramerVonMises.of(pair.referenceNumbers(), pair.currentNumbers());
    long n = pair.reference().rows();
    long m = pair.current().rows();
    boolean isSmall = Math.max(n, m) <= CramerVonMises.EXACT_ROWS;
    if (arguments.is("method", "exact") && !isSmall) {
      throw new DriftInputException(
          "parameters.method",
          "an exact p-value is counted for at most "
              + CramerVonMises.EXACT_ROWS
              + " rows a side; use method=asymptotic");
    }
    boolean isExact = isSmall && !arguments.is("method", "asymptotic");
    double probability =
        isExact
            ? result.exact((int) n, (int) m)
            : result.asymptotic((double) n, (double) m, negligible);
    return withGap(Outcome.of(result.statistic()).pValue(probability).noise(0.46136), pair);
  }

  private static Outcome mannWhitney(Pair given, Arguments arguments) {
    Pair pair = given.numbersOfAtLeast(1, "the Mann-Whitney test");
    Numbers reference = pair.referenceNumbers();
    Numbers current = pair.currentNumbers();
    MannWhitney result = MannWhitney.of(reference, current);
    String alternative = arguments.word("alternative");
    double probability =
        result.isExact(reference, current, arguments.word("method"))
            ? result.exact(reference.rows(), current.rows(), alternative)
            : result.asymptotic(alternative);
    double upper = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - Noise.LEVEL) / 2);
    return Outcome.of(result.u())
        .pValue(probability)
        .noise(result.pairs() / 2 + upper * result.deviation())
        .effect("cliffs_delta", 2 * result.u() / result.pairs() - 1, RELEVANT_DELTA);
  }

  private enum Variances {
    SEPARATE,
    POOLED,
    POPULATION
  }

  private static Outcome means(Pair given, Variances variances) {
    Pair pair = given.numbersOfAtLeast(2, "a t-test").squarable();
    Numbers reference = pair.referenceNumbers();
    Numbers current = pair.currentNumbers();
    double n = reference.rows();
    double m = current.rows();
    int used = variances == Variances.POPULATION ? 0 : 1;
    double before = reference.variance(used) / n;
    double now = current.variance(used) / m;
    double pooled = (reference.variance(1) * (n - 1) + current.variance(1) * (m - 1)) / (n + m - 2);
    double error = variances == Variances.POOLED ? pooled * (1 / n + 1 / m) : before + now;
    double degrees =
        variances == Variances.SEPARATE && error > 0
            ? error * error / (before * before / (n - 1) + now * now / (m - 1))
            : n + m - 2;
    double gap = reference.mean() - current.mean();
    if (gap == 0 && !(error > 0)) {
      return Outcome.undefined("both sides are constant and equal: nothing over nothing");
    }
    double statistic = gap / Math.sqrt(Math.max(0, error));
    TDistribution student = TDistribution.of(degrees);
    return Outcome.of(statistic)
        .pValue(
            Double.isInfinite(statistic) ? 0 : 2 * student.survivalProbability(Math.abs(statistic)))
        .degreesOfFreedom(degrees)
        .noise(student.inverseSurvivalProbability((1 - Noise.LEVEL) / 2))
        .effect("cohens_d", gap / Math.sqrt(Math.max(0, pooled)), RELEVANT_MEANS);
  }

  private static Outcome eppsSingleton(Pair given, Arguments arguments) {
    Pair pair = given.numbersOfAtLeast(5, "the Epps-Singleton test").squarable();
    double[] places = arguments.numbers("t");
    if (places.length == 0 || places[0] <= 0) {
      throw new DriftInputException("parameters.t", "send at least one place above 0, like 0.4");
    }
    Numbers reference = pair.referenceNumbers();
    Numbers current = pair.currentNumbers();
    Numbers both = Numbers.of(Noise.merge(reference.sorted(), current.sorted()));
    if (both.quantile(0.75) == both.quantile(0.25)) {
      return Outcome.undefined("the middle half of both sides is one value; the scale is 0");
    }
    EppsSingleton result = EppsSingleton.of(reference, current, places);
    int degrees = result.degreesOfFreedom();
    return withGap(
        Outcome.of(result.statistic())
            .pValue(ContingencyTable.survival(result.statistic(), degrees))
            .degreesOfFreedom(degrees)
            .noise(ContingencyTable.critical(degrees)),
        pair);
  }
}
