package io.plimsoll.inference.pmml;

import io.plimsoll.inference.pmml.Expression.NumberRule;
import io.plimsoll.inference.pmml.Expression.OfNumber;
import io.plimsoll.inference.tensor.InferenceException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The built-in functions over any number of values; those that are missing are left out. */
final class Aggregates {

  private Aggregates() {}

  static Expression of(XmlElement apply, String function, List<Expression> arguments)
      throws InferenceException {
    Functions.require(apply, arguments, 1, Integer.MAX_VALUE);
    List<NumberRule> rules = new ArrayList<>();
    for (Expression argument : arguments) {
      rules.add(argument.number(apply));
    }
    NumberRule[] parts = rules.toArray(NumberRule[]::new);
    ToDoubleFunction<double[]> aggregate =
        switch (function) {
          case "min" -> values -> Arrays.stream(values).min().orElse(Double.NaN);
          case "max" -> values -> Arrays.stream(values).max().orElse(Double.NaN);
          case "sum" -> values -> sum(values);
          case "avg" -> values -> sum(values) / values.length;
          case "median" -> Aggregates::median;
          default -> values -> Arrays.stream(values).reduce(1, (a, b) -> a * b);
        };
    return new OfNumber(
        ValueType.DOUBLE,
        frame -> {
          double[] values = new double[parts.length];
          int count = 0;
          for (NumberRule part : parts) {
            double value = part.in(frame);
            if (!Double.isNaN(value)) {
              values[count++] = value;
            }
          }
          return count == 0
              ? Double.NaN
              : Functions.finite(aggregate.applyAsDouble(Arrays.copyOf(values, count)));
        });
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /** The one in the middle, or the mean of the two; NaN of none. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
