package io.plimsoll.stats.drift;

import static io.plimsoll.stats.drift.Sample.Form.COUNTS;
import static io.plimsoll.stats.drift.Sample.Form.HISTOGRAM;
import static io.plimsoll.stats.drift.Sample.Form.VALUES;

import io.plimsoll.stats.SignificanceTests;
import io.plimsoll.stats.TestResult;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** Tests on counts over the same categories. */
final class CountMethods {
  private static final Parameter YATES =
      Parameter.choice(
          "yates",
          "auto",
          List.of("auto", "off"),
          "Yates' correction for continuity: auto where there are two categories, as SciPy does");
  private static final int MOST_FISHER_ROWS = 20_000_000;
  private static final double RELEVANT = 0.1;
  private static final double RELEVANT_ANGLE = 0.2;

  private CountMethods() {}

  static List<DriftMethod> all() {
    return List.of(
        test("chi2.contingency.pooled", "Chi-square test of two samples, rare categories pooled")
            .formula("Σ (o − e)² / e on the 2 × k table; categories with e < 5 are one")
            .source("K. Pearson, 1900; W. Cochran, Biometrics 10(4), 1954")
            .with(Binning.rule("values"))
            .runs(CountMethods::pooled),
        test("chi2.contingency", "Chi-square test of two samples")
            .formula("Σ (o − e)² / e on the 2 × k table")
            .source("K. Pearson, Philosophical Magazine 50, 1900; SciPy, stats.chi2_contingency")
            .as(
                "scipy: chi2_contingency",
                "nannyml: chi2",
                "frouros: ChiSquareTest",
                "alibi-detect: ChiSquareDrift")
            .with(Binning.rule("values"))
            .with(YATES)
            .runs((pair, asked) -> contingency(pair, asked, ContingencyTable.Kind.PEARSON)),
        test("chi2.goodness", "Chi-square goodness of fit to the scaled reference")
            .formula("Σ (o − e)² / e, e = reference × m / n, which is taken as exact")
            .source("K. Pearson, Philosophical Magazine 50, 1900")
            .as(
                "evidently: chisquare",
                "scipy: chisquare",
                "radicalbit: CHI2",
                "great_expectations: chisquare")
            .with(Binning.rule("values"))
            .runs((pair, asked) -> goodness(pair, asked, ContingencyTable.Kind.PEARSON)),
        test("chi2.deequ", "Chi-square goodness of fit as in Deequ")
            .formula(
                "Σ (o − e)² / e; categories new to the reference are left out, and the smallest"
                    + " joins the next while more than a fifth has e < 5")
            .source("Deequ, analyzers/Distance.scala")
            .as("deequ: Chisquare")
            .with(Binning.rule("values"))
            .runs(CountMethods::deequ),
        test("g.goodness", "G-test, goodness of fit to the scaled reference")
            .formula("2 Σ o × ln(o / e), e = reference × m / n")
            .source("S. Wilks, Annals of Math. Statistics 9(1), 1938")
            .as("evidently: g_test", "scipy: power_divergence(lambda_='log-likelihood')")
            .with(Binning.rule("values"))
            .runs((pair, asked) -> goodness(pair, asked, ContingencyTable.Kind.LIKELIHOOD)),
        test("g.contingency", "G-test of two samples")
            .formula("2 Σ o × ln(o / e) on the 2 × k table")
            .source("S. Wilks, 1938; SciPy, stats.chi2_contingency(lambda_='log-likelihood')")
            .as("scipy: chi2_contingency(lambda_='log-likelihood')")
            .with(Binning.rule("values"))
            .with(YATES)
            .runs((pair, asked) -> contingency(pair, asked, ContingencyTable.Kind.LIKELIHOOD)),
        test("fisher.exact", "Fisher's exact test of two categories, two-sided")
            .formula("Σ P(table) over tables no more probable than the one seen; value: odds ratio")
            .source("R. Fisher, J. Royal Statistical Society 85(1), 1922")
            .as("scipy: fisher_exact", "evidently: fisher_exact", "alibi-detect: FETDrift")
            .runs(CountMethods::fisher),
        test("z.proportions", "Z-test of two proportions, pooled, two-sided")
            .formula("(p₂ − p₁) / √(p (1 − p) (1/n + 1/m))")
            .source("Textbook; Evidently, calculations/stattests/z_stattest.py")
            .as("evidently: z")
            .runs(CountMethods::proportions),
        association("cramers_v.plain", "Cramér's V")
            .formula("√(χ² / N) of the 2 × k table")
            .source("H. Cramér, Mathematical Methods of Statistics, 1946")
            .as("scipy: contingency.association")
            .runs((pair, asked) -> plain(table(pair, asked))),
        association("cramers_v.corrected", "Cramér's V without its bias")
            .formula("√(max(0, χ²/N − (k − 1)/(N − 1)) / min(k̃ − 1, r̃ − 1))")
            .source("W. Bergsma, J. Korean Statistical Society 42(3), 2013")
            .runs((pair, asked) -> corrected(table(pair, asked), false)),
        association("cramers_v.deepchecks", "Cramér's V as in Deepchecks")
            .formula(
                "as cramers_v.corrected, both sides scaled to the smaller one; Yates for 2 × 2")
            .source("Deepchecks, utils/distribution/drift.py")
            .as("deepchecks: cramers_v")
            .runs((pair, asked) -> corrected(sized(table(pair, asked)), true)),
        association("cramers_v.deepchecks.balanced", "Cramér's V of balanced classes")
            .formula(
                "as cramers_v.deepchecks; the reference as if its classes were equal, the current"
                    + " side changed by (c₂ + 1) / (c₁ + 1)")
            .source("Deepchecks, utils/distribution/drift.py")
            .as("deepchecks: cramers_v(balance_classes=True)")
            .runs((pair, asked) -> corrected(balanced(table(pair, asked)), true)),
        DriftMethod.draft("tvd.evidently", "Total variation distance with a permutation test")
            .formula("½ Σ |p − q|; p = share of exchanges of rows with at least as much")
            .source("Evidently, calculations/stattests/tvd.py; ties are counted here")
            .as("evidently: TVD")
            .withPValue()
            .takes(VALUES, COUNTS)
            .with(Binning.rule("values"))
            .with(Permutations.COUNT.preset(1_000L), Permutations.SEED)
            .runs(Permutations::totalVariation));
  }

  private static DriftMethod.Draft test(String id, String title) {
    return DriftMethod.draft(id, title).isTest().takes(VALUES, COUNTS, HISTOGRAM);
  }

  private static DriftMethod.Draft association(String id, String title) {
    return DriftMethod.draft(id, title).takes(VALUES, COUNTS).with(Binning.rule("values"));
  }

  private static ContingencyTable table(Pair pair, Arguments arguments) {
    return ContingencyTable.of(Binning.bin(pair, arguments));
  }

  private static Outcome chiSquare(ContingencyTable table, double statistic, double degrees) {
    return Outcome.of(statistic)
        .pValue(ContingencyTable.survival(statistic, degrees))
        .degreesOfFreedom(degrees)
        .noise(ContingencyTable.critical(degrees))
        .effect("cohens_w", Math.sqrt(statistic / table.rows()), RELEVANT);
  }

  private static Outcome pooled(Pair pair, Arguments arguments) {
    Binned binned = Binning.bin(pair, arguments);
    SignificanceTests.PooledResult pooled =
        SignificanceTests.chiSquarePooled(binned.wholeReference(), binned.wholeCurrent());
    Outcome outcome =
        chiSquare(
                ContingencyTable.of(binned), pooled.result().statistic(), pooled.categories() - 1.0)
            .bins(binned.counts());
    return pooled.categories() < binned.size()
        ? outcome.note(
            "categories with fewer than 5 expected rows were taken as one: "
                + pooled.categories()
                + " of "
                + binned.size()
                + " are left")
        : outcome;
  }

  private static Outcome contingency(Pair pair, Arguments asked, ContingencyTable.Kind kind) {
    Binned binned = Binning.bin(pair, asked);
    ContingencyTable table = ContingencyTable.of(binned);
    boolean corrected = asked.is("yates", "auto") && table.categories() == 2;
    return chiSquare(table, table.independence(kind, corrected), table.categories() - 1.0)
        .effect("cohens_w", Math.sqrt(table.independence(kind, false) / table.rows()), RELEVANT)
        .bins(binned.counts());
  }

  private static Outcome goodness(Pair pair, Arguments asked, ContingencyTable.Kind kind) {
    Binned binned = Binning.bin(pair, asked);
    ContingencyTable table = ContingencyTable.of(binned);
    double statistic = table.goodnessOfFit(kind);
    Outcome outcome =
        chiSquare(table, statistic, table.categories() - 1.0)
            .effect(
                "cohens_w",
                Math.sqrt(table.independence(ContingencyTable.Kind.PEARSON, false) / table.rows()),
                RELEVANT)
            .bins(binned.counts());
    return Double.isInfinite(statistic)
        ? outcome.note("a category is new to the reference, which makes the statistic infinite")
        : outcome;
  }

  private static Outcome deequ(Pair pair, Arguments asked) {
    Binned binned = Binning.bin(pair, asked);
    SignificanceTests.PooledResult pooled =
        SignificanceTests.chiSquareRegrouped(binned.wholeReference(), binned.wholeCurrent());
    if (pooled.categories() < 2) {
      return Outcome.undefined("fewer than two categories are left after regrouping")
          .bins(binned.counts());
    }
    TestResult result = pooled.result();
    return chiSquare(ContingencyTable.of(binned), result.statistic(), pooled.categories() - 1.0)
        .pValue(result.pValue())
        .bins(binned.counts());
  }

  /** The two categories of both sides; a second one that nobody has is empty. */
  private static double[][] twoByTwo(Pair pair, String method) {
    if (pair.reference() instanceof Numbers reference
        && pair.current() instanceof Numbers current
        && Numbers.distinctOfBoth(reference, current, 2) > 2) {
      throw new DriftInputException(
          "reference",
          method + " takes two categories and there are more than two numbers; use ks.auto");
    }
    Binned binned = Binned.ofCategories(pair.referenceCategories(), pair.currentCategories());
    Pair.requireRows(pair.reference().rows(), 1, "reference", method);
    Pair.requireRows(pair.current().rows(), 1, "current", method);
    if (binned.size() > 2) {
      throw new DriftInputException(
          "reference",
          method
              + " takes two categories and there are "
              + binned.size()
              + ": "
              + binned.labels().subList(0, Math.min(5, binned.size()))
              + "; use chi2.contingency.pooled");
    }
    double[] before = java.util.Arrays.copyOf(binned.reference(), 2);
    double[] now = java.util.Arrays.copyOf(binned.current(), 2);
    return new double[][] {before, now};
  }

  private static Outcome fisher(Pair pair, Arguments arguments) {
    double[][] table = twoByTwo(pair, "Fisher's exact test");
    double[] before = table[0];
    double[] now = table[1];
    double rows = ContingencyTable.sum(before) + ContingencyTable.sum(now);
    if (rows > MOST_FISHER_ROWS) {
      throw new DriftInputException(
          "reference",
          "an exact test of "
              + (long) rows
              + " rows takes too long (at most "
              + MOST_FISHER_ROWS
              + "); use z.proportions");
    }
    TestResult result =
        SignificanceTests.fisherExact(
            (long) before[0], (long) before[1], (long) now[0], (long) now[1]);
    double odds = now[0] * before[1] / (now[1] * before[0]);
    Outcome outcome =
        Double.isNaN(odds)
            ? Outcome.undefined("an odds ratio of nothing over nothing")
            : Outcome.of(odds);
    return outcome
        .pValue(result.pValue())
        .effect("cohens_h", angle(before, now), RELEVANT_ANGLE)
        .detail("probabilityOfTable", result.statistic());
  }

  private static Outcome proportions(Pair pair, Arguments arguments) {
    double[][] table = twoByTwo(pair, "the z-test");
    double[] before = table[0];
    double[] now = table[1];
    TestResult result =
        SignificanceTests.twoProportions(
            (long) before[0],
            (long) (before[0] + before[1]),
            (long) now[0],
            (long) (now[0] + now[1]));
    return Outcome.of(result.statistic())
        .pValue(result.pValue())
        .noise(NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - Noise.LEVEL) / 2))
        .effect("cohens_h", angle(before, now), RELEVANT_ANGLE);
  }

  /** J. Cohen, Statistical Power Analysis, 1988: 2 arcsin √p₂ − 2 arcsin √p₁. */
  private static double angle(double[] before, double[] now) {
    double from = Math.sqrt(before[0] / (before[0] + before[1]));
    double to = Math.sqrt(now[0] / (now[0] + now[1]));
    return 2 * Math.asin(to) - 2 * Math.asin(from);
  }

  private static Outcome plain(ContingencyTable table) {
    double rows = table.rows();
    double value = Math.sqrt(table.independence(ContingencyTable.Kind.PEARSON, false) / rows);
    return Outcome.of(table.categories() < 2 ? 0 : Math.min(1, value))
        .noise(Math.sqrt(ContingencyTable.critical(table.categories() - 1.0) / rows))
        .effect("distance", value, RELEVANT);
  }

  private static Outcome corrected(ContingencyTable table, boolean yates) {
    int categories = table.categories();
    double rows = table.rows();
    if (categories < 2) {
      return Outcome.of(0).noise(0).effect("distance", 0, 0.2);
    }
    double statistic = table.independence(ContingencyTable.Kind.PEARSON, yates && categories == 2);
    double critical = ContingencyTable.critical(categories - 1.0);
    double value = bergsma(statistic, rows, categories);
    return Outcome.of(value)
        .noise(bergsma(critical, rows, categories))
        .effect("distance", value, 0.2);
  }

  private static double bergsma(double statistic, double rows, int categories) {
    double squared = Math.max(0, statistic / rows - (categories - 1) / (rows - 1));
    double sides = 2 - 1 / (rows - 1);
    double kinds = categories - (categories - 1.0) * (categories - 1) / (rows - 1);
    double least = Math.min(kinds - 1, sides - 1);
    return squared == 0 || least <= 0 ? 0 : Math.sqrt(squared / least);
  }

  /** The larger side scaled down to the smaller, in whole rows. */
  private static ContingencyTable sized(ContingencyTable table) {
    double[][] scaled = scaled(table.reference(), table.current());
    return ContingencyTable.of(rounded(scaled[0]), rounded(scaled[1]));
  }

  private static double[][] scaled(double[] reference, double[] current) {
    double before = ContingencyTable.sum(reference);
    double now = ContingencyTable.sum(current);
    return new double[][] {
      times(reference, Math.min(1, now / before)), times(current, Math.min(1, before / now))
    };
  }

  private static ContingencyTable balanced(ContingencyTable table) {
    int categories = table.categories();
    double[][] scaled = scaled(table.reference(), table.current());
    double each = Math.floor((ContingencyTable.sum(scaled[1]) + categories) / categories);
    double[] before = new double[categories];
    double[] now = new double[categories];
    for (int category = 0; category < categories; category++) {
      before[category] = each;
      now[category] = Math.rint(each * (scaled[1][category] + 1) / (scaled[0][category] + 1));
    }
    double size = ContingencyTable.sum(before) / ContingencyTable.sum(now);
    return ContingencyTable.of(before, rounded(times(now, size)));
  }

  private static double[] times(double[] counts, double factor) {
    return java.util.Arrays.stream(counts).map(count -> count * factor).toArray();
  }

  private static double[] rounded(double[] counts) {
    return java.util.Arrays.stream(counts).map(Math::rint).toArray();
  }
}
