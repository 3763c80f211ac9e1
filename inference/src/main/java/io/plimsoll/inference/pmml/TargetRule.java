package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a model's {@code Targets} make of its answer. */
final class TargetRule {

  static final TargetRule NONE =
      new TargetRule(Outcome.MISSING, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 1, 0, "");

  private final Outcome instead;
  private final double min;
  private final double max;
  private final double factor;
  private final double constant;
  private final String cast;

  private TargetRule(
      Outcome instead, double min, double max, double factor, double constant, String cast) {
    this.instead = instead;
    this.min = min;
    this.max = max;
    this.factor = factor;
    this.constant = constant;
    this.cast = cast;
  }

  static TargetRule read(Context context, List<String> classes) throws InferenceException {
    Optional<XmlElement> targets = context.element().child("Targets");
    if (targets.isEmpty()) {
      return NONE;
    }
    List<XmlElement> all = targets.get().children("Target");
    if (all.size() != 1) {
      throw targets.get().refused("has %d targets instead of one".formatted(all.size()));
    }
    XmlElement target = all.getFirst();
    target.allow(Set.of("TargetValue"));
    return new TargetRule(
        instead(context, target, classes),
        target.numberOr("min", Double.NEGATIVE_INFINITY),
        target.numberOr("max", Double.POSITIVE_INFINITY),
        target.numberOr("rescaleFactor", 1),
        target.numberOr("rescaleConstant", 0),
        target.oneOf("castInteger", "", "", "round", "ceiling", "floor"));
  }

  /** What is answered where the model has no answer. */
  private static Outcome instead(Context context, XmlElement target, List<String> classes)
      throws InferenceException {
    double[] priors = new double[classes.size()];
    boolean hasPriors = false;
    for (XmlElement value : target.children("TargetValue")) {
      if (value.child("Partition").isPresent()) {
        throw value.refused("has partitions, which are not supported");
      }
      if (value.has("defaultValue") && context.isRegression()) {
        return Outcome.number(value.number("defaultValue"));
      }
      int place = classes.indexOf(context.label(value.textOr("value", "")));
      if (value.has("priorProbability") && place >= 0) {
        priors[place] = value.number("priorProbability");
        hasPriors = true;
      }
    }
    return hasPriors ? Outcome.largest(classes, priors) : Outcome.MISSING;
  }

  Outcome of(Outcome answer) {
    if (this == NONE) {
      return answer;
    }
    if (answer.isMissing()) {
      return instead;
    }
    if (answer.label() != null) {
      return answer;
    }
    double value = Math.clamp(answer.value(), min, max) * factor + constant;
    return answer.withValue(
        switch (cast) {
          case "round" -> Math.floor(value + 0.5);
          case "ceiling" -> Math.ceil(value);
          case "floor" -> Math.floor(value);
          default -> value;
        });
  }
}
