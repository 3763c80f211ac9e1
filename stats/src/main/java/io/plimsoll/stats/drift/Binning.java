package io.plimsoll.stats.drift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Counts both sides over the same bins, by the rule that a definition names. */
final class Binning {
  static final Parameter RULE =
      Parameter.choice(
          "bins",
          "quantile",
          List.of(
              "quantile",
              "equal_width",
              "sturges",
              "doane",
              "values",
              "evidently",
              "evidently_distinct",
              "nannyml",
              "radicalbit"),
          "how numbers are cut: at quantiles of the reference; equal_width over the range of both"
              + " sides; sturges over both; doane on the reference; each value a bin; evidently:"
              + " sturges over both if the reference has more than 20 values, else values;"
              + " evidently_distinct: sturges on the distinct values of both; nannyml: doane on the"
              + " reference if it has more than 50 values or more than a tenth of its rows, else"
              + " values, and what it never showed in one bin more; radicalbit: equal_width, or"
              + " values if there are fewer than `count`. Categories are bins as they are.");
  static final Parameter COUNT =
      Parameter.whole("count", 10, 1, 1_000, "how many bins, for quantile and equal_width");
  static final Parameter EDGES =
      Parameter.numbers(
          "edges", List.of(), 1_001, "edges to cut numbers at, instead of the rule; open ends");
  static final Parameter CLOSED =
      Parameter.choice(
          "closed",
          "right",
          List.of("right", "left"),
          "whether a value on an edge of quantile or given edges belongs to the bin below (right)"
              + " or above it (left)");
  static final Parameter QUANTILES =
      Parameter.choice(
          "quantiles",
          "linear",
          List.of("linear", "order"),
          "linear: interpolated as NumPy does; order: a value of the sample");
  static final List<Parameter> ALL = List.of(RULE, COUNT, EDGES, CLOSED, QUANTILES);

  private static final int EVIDENTLY_CATEGORIES = 20;
  private static final int NANNYML_CATEGORIES = 50;

  private Binning() {}

  /** All parameters of binning, with another rule as the preset. */
  static List<Parameter> rule(String preset) {
    List<Parameter> parameters = new ArrayList<>(ALL);
    parameters.set(0, RULE.preset(preset));
    return parameters;
  }

  static Binned bin(Pair pair, Arguments arguments) {
    Pair.requireRows(pair.reference().rows(), 1, "reference", "a binned distance");
    Pair.requireRows(pair.current().rows(), 1, "current", "a binned distance");
    if (pair.reference() instanceof Histogram || pair.current() instanceof Histogram) {
      return ofHistograms(pair);
    }
    double[] given = arguments.numbers("edges");
    if (given.length > 0) {
      return open(pair, given, arguments.is("closed", "right"));
    }
    if (pair.reference() instanceof Numbers reference
        && pair.current() instanceof Numbers current) {
      return ofNumbers(reference, current, arguments);
    }
    Binned binned = Binned.ofCategories(pair.referenceCategories(), pair.currentCategories());
    return arguments.is("bins", "nannyml") ? inOneRest(binned) : binned;
  }

  private static Binned ofNumbers(Numbers reference, Numbers current, Arguments arguments) {
    double least = Math.min(reference.min(), current.min());
    double most = Math.max(reference.max(), current.max());
    int count = arguments.whole("count");
    long rows = reference.rows() + current.rows();
    return switch (arguments.word("bins")) {
      case "quantile" ->
          open(
              new Pair(reference, current),
              inner(BinEdges.quantiles(reference, count, arguments.is("quantiles", "linear"))),
              arguments.is("closed", "right"));
      case "equal_width" -> within(reference, current, BinEdges.equalWidth(least, most, count));
      case "sturges" -> sturges(reference, current, least, most, rows);
      case "evidently" ->
          reference.distinct() > EVIDENTLY_CATEGORIES
              ? sturges(reference, current, least, most, rows)
              : values(reference, current);
      case "evidently_distinct" -> {
        int distinct = Numbers.distinctOfBoth(reference, current, Integer.MAX_VALUE);
        yield sturges(reference, current, least, most, distinct);
      }
      case "doane" -> doane(reference, current);
      case "nannyml" ->
          isContinuous(reference)
              ? doane(reference, current)
              : inOneRest(values(reference, current));
      case "radicalbit" ->
          Numbers.distinctOfBoth(reference, current, count) < count
              ? values(reference, current)
              : within(reference, current, BinEdges.equalWidth(least, most, count));
      default -> values(reference, current);
    };
  }

  /** What NannyML takes for numbers and not for categories. */
  private static boolean isContinuous(Numbers reference) {
    int distinct = reference.distinct();
    return distinct > NANNYML_CATEGORIES || (double) distinct / reference.rows() > 0.1;
  }

  private static Binned doane(Numbers reference, Numbers current) {
    double[] edges =
        BinEdges.equalWidth(reference.min(), reference.max(), BinEdges.doane(reference));
    return within(reference, current, edges).withRest();
  }

  private static Binned sturges(
      Numbers reference, Numbers current, double least, double most, long rows) {
    int bins = BinEdges.sturges(least, most, rows);
    return within(reference, current, BinEdges.equalWidth(least, most, bins));
  }

  private static Binned values(Numbers reference, Numbers current) {
    if (reference.distinct() > BinEdges.MOST || current.distinct() > BinEdges.MOST) {
      throw new DriftInputException(
          "parameters.bins",
          "a side has more than "
              + BinEdges.MOST
              + " different numbers, too many for a bin each; choose bins=quantile");
    }
    return Binned.ofCategories(Categories.ofNumbers(reference), Categories.ofNumbers(current));
  }

  /** Categories that the reference never showed are one bin. */
  private static Binned inOneRest(Binned binned) {
    List<String> labels = new ArrayList<>();
    List<Double> before = new ArrayList<>();
    List<Double> now = new ArrayList<>();
    for (int bin = 0; bin < binned.size(); bin++) {
      if (binned.reference()[bin] > 0) {
        labels.add(binned.labels().get(bin));
        before.add(binned.reference()[bin]);
        now.add(binned.current()[bin]);
      }
    }
    return new Binned(
            labels, array(before), array(now), binned.referenceRows(), binned.currentRows())
        .withRest();
  }

  private static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[] inner(double[] edges) {
    // A reference of one value has one edge, and is cut on both sides of it.
    return edges.length < 3 ? edges : Arrays.copyOfRange(edges, 1, edges.length - 1);
  }

  /** Bins between the edges and one beyond each end. */
  private static Binned open(Pair pair, double[] edges, boolean closedRight) {
    double[] reference = pair.referenceNumbers().sorted();
    double[] current = pair.currentNumbers().sorted();
    List<String> labels = new ArrayList<>();
    double[] before = new double[edges.length + 1];
    double[] now = new double[edges.length + 1];
    int beforeSoFar = 0;
    int nowSoFar = 0;
    for (int bin = 0; bin <= edges.length; bin++) {
      boolean isLast = bin == edges.length;
      int beforeUpTo =
          isLast ? reference.length : Numbers.countBelow(reference, edges[bin], closedRight);
      int nowUpTo = isLast ? current.length : Numbers.countBelow(current, edges[bin], closedRight);
      before[bin] = beforeUpTo - beforeSoFar;
      now[bin] = nowUpTo - nowSoFar;
      beforeSoFar = beforeUpTo;
      nowSoFar = nowUpTo;
      labels.add(openLabel(edges, bin, closedRight));
    }
    return new Binned(labels, before, now, reference.length, current.length);
  }

  private static String openLabel(double[] edges, int bin, boolean closedRight) {
    if (bin == 0) {
      return (closedRight ? "≤ " : "< ") + Categories.text(edges[0]);
    }
    String lower = Categories.text(edges[bin - 1]);
    if (bin == edges.length) {
      return (closedRight ? "> " : "≥ ") + lower;
    }
    String upper = Categories.text(edges[bin]);
    return closedRight ? "(" + lower + ", " + upper + "]" : "[" + lower + ", " + upper + ")";
  }

  /** NumPy's histogram: bins closed below, the last one above too; what is outside is dropped. */
  private static Binned within(Numbers reference, Numbers current, double[] edges) {
    List<String> labels = new ArrayList<>();
    for (int bin = 0; bin + 1 < edges.length; bin++) {
      String end = bin + 2 == edges.length ? "]" : ")";
      labels.add("[" + Categories.text(edges[bin]) + ", " + Categories.text(edges[bin + 1]) + end);
    }
    return new Binned(
        labels,
        counts(reference.sorted(), edges),
        counts(current.sorted(), edges),
        reference.rows(),
        current.rows());
  }

  static double[] counts(double[] sorted, double[] edges) {
    double[] counts = new double[edges.length - 1];
    int soFar = Numbers.countBelow(sorted, edges[0], false);
    for (int bin = 0; bin < counts.length; bin++) {
      int upTo = Numbers.countBelow(sorted, edges[bin + 1], bin + 1 == counts.length);
      counts[bin] = upTo - soFar;
      soFar = upTo;
    }
    return counts;
  }

  static Binned ofHistograms(Pair pair) {
    if (pair.reference() instanceof Histogram reference
        && pair.current() instanceof Histogram current) {
      double[] edges =
          java.util.stream.DoubleStream.concat(
                  Arrays.stream(reference.edges()), Arrays.stream(current.edges()))
              .sorted()
              .distinct()
              .toArray();
      return new Binned(
          bucketLabels(edges),
          reference.over(edges),
          current.over(edges),
          reference.total(),
          current.total());
    }
    if (pair.reference() instanceof Histogram reference) {
      return mixed(reference, pair.currentNumbers(), false);
    }
    return mixed((Histogram) pair.current(), pair.referenceNumbers(), true);
  }

  /** Numbers beside a histogram fall into its buckets, and beyond its ends into two bins more. */
  private static Binned mixed(Histogram histogram, Numbers numbers, boolean numbersFirst) {
    double[] edges = histogram.edges();
    double[] inside = counts(numbers.sorted(), edges);
    int below = Numbers.countBelow(numbers.sorted(), edges[0], false);
    double above = numbers.rows() - below - Arrays.stream(inside).sum();
    List<String> labels = new ArrayList<>(bucketLabels(edges));
    double[] buckets = histogram.over(edges);
    double[] values = inside;
    if (below + above > 0) {
      labels.add("(outside)");
      buckets = Arrays.copyOf(buckets, buckets.length + 1);
      values = Arrays.copyOf(inside, inside.length + 1);
      values[inside.length] = below + above;
    }
    return numbersFirst
        ? new Binned(labels, values, buckets, numbers.rows(), histogram.total())
        : new Binned(labels, buckets, values, histogram.total(), numbers.rows());
  }

  private static List<String> bucketLabels(double[] edges) {
    List<String> labels = new ArrayList<>();
    for (int bin = 0; bin + 1 < edges.length; bin++) {
      labels.add("[" + Categories.text(edges[bin]) + ", " + Categories.text(edges[bin + 1]) + ")");
    }
    return labels;
  }
}
