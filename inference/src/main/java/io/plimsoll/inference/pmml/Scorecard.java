package io.plimsoll.inference.pmml;

import io.plimsoll.inference.pmml.Expression.NumberRule;
import io.plimsoll.inference.tensor.InferenceException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code Scorecard}: points for what holds, and the reasons why they are not other. */
final class Scorecard implements Scorer {

  private final double initial;
  private final Characteristic[] characteristics;
  private final boolean isBelow;

  private Scorecard(double initial, Characteristic[] characteristics, boolean isBelow) {
    this.initial = initial;
    this.characteristics = characteristics;
    this.isBelow = isBelow;
  }

  private record Characteristic(double baseline, List<Attribute> attributes) {}

  private record Attribute(Predicate condition, NumberRule points, Optional<String> reason) {}

  static Scorer read(Context context) throws InferenceException {
    context.allow("Characteristics");
    XmlElement element = context.element();
    if (!context.isRegression()) {
      throw context.notThere();
    }
    List<Characteristic> characteristics = new ArrayList<>();
    double baseline = element.numberOr("baselineScore", 0);
    for (XmlElement one : element.requireChild("Characteristics").children("Characteristic")) {
      List<Attribute> attributes = new ArrayList<>();
      one.allow(Set.of("Attribute"));
      for (XmlElement attribute : one.children("Attribute")) {
        Optional<String> reason = attribute.find("reasonCode").or(() -> one.find("reasonCode"));
        attributes.add(
            new Attribute(
                context.predicates().only(attribute), points(context, attribute), reason));
      }
      characteristics.add(
          new Characteristic(one.numberOr("baselineScore", baseline), List.copyOf(attributes)));
    }
    String algorithm =
        element.oneOf("reasonCodeAlgorithm", "pointsBelow", "pointsBelow", "pointsAbove");
    return new Scorecard(
        element.numberOr("initialScore", 0),
        characteristics.toArray(Characteristic[]::new),
        algorithm.equals("pointsBelow"));
  }

  private static NumberRule points(Context context, XmlElement attribute)
      throws InferenceException {
    Optional<XmlElement> complex = attribute.child("ComplexPartialScore");
    if (complex.isPresent()) {
      return new ExpressionReader(context.scope()).only(complex.get()).number(attribute);
    }
    double points = attribute.number("partialScore");
    return frame -> points;
  }

  @Override
  public List<String> classes() {
    return List.of();
  }

  @Override
  public Outcome score(Frame frame) {
    double score = initial;
    Map<String, Double> reasons = new LinkedHashMap<>();
    for (Characteristic characteristic : characteristics) {
      Attribute holding = null;
      for (Attribute attribute : characteristic.attributes()) {
        if (attribute.condition().test(frame) == Predicate.TRUE) {
          holding = attribute;
          break;
        }
      }
      if (holding == null) {
        return Outcome.MISSING;
      }
      double points = holding.points().in(frame);
      score += points;
      double distance =
          isBelow ? characteristic.baseline() - points : points - characteristic.baseline();
      holding.reason().ifPresent(reason -> reasons.merge(reason, distance, Double::sum));
    }
    List<String> ranked =
        reasons.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .map(Map.Entry::getKey)
            .toList();
    Outcome outcome = Outcome.number(score);
    return new Outcome(outcome.value(), null, outcome.shares(), null, ranked);
  }
}
