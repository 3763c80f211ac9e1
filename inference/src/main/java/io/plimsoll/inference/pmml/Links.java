package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import java.util.function.DoubleUnaryOperator;

/** How sums become probabilities. */
final class Links {

  private Links() {}

  /** From a sum to what it stands for; the softer ways need all sums and are not among them. */
  static DoubleUnaryOperator inverse(String name) throws InferenceException {
    return switch (name) {
      case "none", "identity" -> y -> y;
      // Of a regression, which has but one sum, softmax is the logistic curve.
      case "logit", "softmax" -> Links::logistic;
      case "simplemax" -> y -> y;
      case "probit" -> NormalCurve::below;
      case "cloglog" -> y -> -Math.expm1(-Math.exp(y));
      case "loglog" -> y -> Math.exp(-Math.exp(-y));
      case "exp", "log" -> Math::exp;
      case "cauchit" -> y -> 0.5 + Math.atan(y) / Math.PI;
      case "inverse" -> y -> 1 / y;
      default ->
          throw new InferenceException(Kind.FAILED, "the link \"%s\" is not known".formatted(name));
    };
  }

  static double logistic(double y) {
    return 1 / (1 + Math.exp(-y));
  }

  /** In place; the largest is taken off first, so that no size overflows. */
  static void softmax(double[] values) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      largest = Math.max(largest, value);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.exp(values[i] - largest);
    }
    simplemax(values);
  }

  /** In place. */
  static void simplemax(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] /= sum;
    }
  }
}
