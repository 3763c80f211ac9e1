package io.plimsoll.inference.pmml;

import io.plimsoll.inference.pmml.Expression.NumberRule;
import io.plimsoll.inference.tensor.InferenceException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** {@code ClusteringModel}: the nearest of several centres. */
final class ClusteringModel implements Scorer {

  private static final Set<String> MEASURES =
      Set.of("euclidean", "squaredEuclidean", "cityBlock", "chebychev", "minkowski");

  private final String[] names;
  private final double[][] centres;
  private final List<Field> fields;
  private final double[] missingWeights;
  private final String measure;
  private final double power;

  private ClusteringModel(
      String[] names,
      double[][] centres,
      List<Field> fields,
      double[] missingWeights,
      String measure,
      double power) {
    this.names = names;
    this.centres = centres;
    this.fields = List.copyOf(fields);
    this.missingWeights = missingWeights;
    this.measure = measure;
    this.power = power;
  }

  /**
   * One of the directions.
   *
   * @param scale of a Gaussian similarity
   */
  private record Field(NumberRule value, double weight, String comparison, double scale) {

    double difference(double x, double centre) {
      return switch (comparison) {
        case "absDiff" -> Math.abs(x - centre);
        case "gaussSim" -> Math.exp(-Math.log(2) * (x - centre) * (x - centre) / (scale * scale));
        case "delta" -> x == centre ? 0 : 1;
        default -> x == centre ? 1 : 0;
      };
    }
  }

  static Scorer read(Context context) throws InferenceException {
    context.allow("ComparisonMeasure", "ClusteringField", "MissingValueWeights", "Cluster");
    XmlElement element = context.element();
    if (!context.function().equals("clustering")) {
      throw context.notThere();
    }
    element.oneOf("modelClass", "", "centerBased");
    XmlElement comparison = element.requireChild("ComparisonMeasure");
    comparison.oneOf("kind", "", "distance");
    comparison.allow(MEASURES);
    if (comparison.children().size() != 1) {
      throw comparison.refused("holds no measure; known are " + MEASURES);
    }
    XmlElement measure = comparison.children().getFirst();
    List<Field> fields = new ArrayList<>();
    for (XmlElement field : element.children("ClusteringField")) {
      if (field.textOr("isCenterField", "true").equals("true")) {
        fields.add(field(context, comparison, field));
      }
    }
    List<XmlElement> clusters = element.children("Cluster");
    String[] names = new String[clusters.size()];
    double[][] centres = new double[names.length][];
    for (int i = 0; i < names.length; i++) {
      XmlElement cluster = clusters.get(i);
      context.scope().layout().rule(cluster);
      names[i] = cluster.find("id").or(() -> cluster.find("name")).orElse(String.valueOf(i + 1));
      centres[i] = numbers(cluster, fields.size());
    }
    if (names.length == 0 || fields.isEmpty()) {
      throw element.refused("has no clusters, or no fields to find them by");
    }
    double power = measure.name().equals("minkowski") ? measure.number("p-parameter") : 2;
    return new ClusteringModel(
        names, centres, fields, missingWeights(element, fields), measure.name(), power);
  }

  private static Field field(Context context, XmlElement comparison, XmlElement field)
      throws InferenceException {
    context.scope().layout().rule(field);
    field.allow(Set.of());
    XmlElement speaker = field.has("compareFunction") ? field : comparison;
    String function =
        speaker.oneOf("compareFunction", "absDiff", "absDiff", "gaussSim", "delta", "equal");
    double scale = function.equals("gaussSim") ? field.number("similarityScale") : 1;
    Slot slot = context.scope().require(field, field.require("field"));
    return new Field(
        Expression.of(slot).number(field), field.numberOr("fieldWeight", 1), function, scale);
  }

  private static double[] missingWeights(XmlElement element, List<Field> fields)
      throws InferenceException {
    if (element.child("MissingValueWeights").isPresent()) {
      return numbers(element.requireChild("MissingValueWeights"), fields.size());
    }
    double[] ones = new double[fields.size()];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static double[] numbers(XmlElement owner, int wanted) throws InferenceException {
    XmlElement array =
        owner.child("Array").isPresent()
            ? owner.requireChild("Array")
            : owner.requireChild("REAL-ARRAY");
    double[] numbers = ArrayText.numbers(array);
    if (numbers.length != wanted) {
      throw array.refused(
          "holds %d numbers, one for each of %d fields".formatted(numbers.length, wanted));
    }
    return numbers;
  }

  @Override
  public List<String> classes() {
    return List.of(names);
  }

  /** What its outcomes hold are distances. */
  @Override
  public boolean hasShares() {
    return false;
  }

  @Override
  public Outcome score(Frame frame) {
    double[] values = new double[fields.size()];
    double all = 0;
    double there = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = fields.get(i).value().in(frame);
      all += missingWeights[i];
      there += Double.isNaN(values[i]) ? 0 : missingWeights[i];
    }
    if (there == 0) {
      return Outcome.MISSING;
    }
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    double[] distances = new double[centres.length];
    for (int i = 0; i < centres.length; i++) {
      distances[i] = distance(values, centres[i], all / there);
      if (distances[i] < least) {
        best = i;
        least = distances[i];
      }
    }
    return new Outcome(least, names[best], distances, names[best], List.of());
  }

  /** What is missing is taken to differ as much as the rest does. */
  private double distance(double[] values, double[] centre, double adjustment) {
    double sum = 0;
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      if (Double.isNaN(values[i])) {
        continue;
      }
      Field field = fields.get(i);
      double difference = field.difference(values[i], centre[i]);
      largest = Math.max(largest, field.weight() * difference);
      sum +=
          field.weight() * (measure.equals("cityBlock") ? difference : Math.pow(difference, power));
    }
    return switch (measure) {
      case "euclidean" -> Math.sqrt(sum * adjustment);
      case "minkowski" -> Math.pow(sum * adjustment, 1 / power);
      case "chebychev" -> largest * adjustment;
      default -> sum * adjustment;
    };
  }
}
