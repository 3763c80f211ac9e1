package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.List;
import java.util.Set;

/** {@code NormContinuous} and {@code NormDiscrete}: fields as the numbers that a model adds up. */
final class Normalisation {

  private Normalisation() {}

  /** Straight lines between the given points. */
  static Expression continuous(XmlElement element, Expression field) throws InferenceException {
    Line line = Line.of(element);
    Expression.NumberRule rule = field.number(element);
    Expression value = new Expression.OfNumber(ValueType.DOUBLE, frame -> line.at(rule.in(frame)));
    return ExpressionReader.mapped(element, field, value);
  }

  /** 1 for the one value and 0 for all others. */
  static Expression discrete(XmlElement element, Expression field) throws InferenceException {
    String wanted = element.require("value");
    element.oneOf("method", "indicator", "indicator");
    Expression value =
        switch (field) {
          case Expression.OfText(var rule) ->
              new Expression.OfNumber(
                  ValueType.DOUBLE,
                  frame -> {
                    String text = rule.in(frame);
                    return text == null ? Double.NaN : text.equals(wanted) ? 1 : 0;
                  });
          case Expression.OfNumber(var type, var rule) -> {
            double number = type.parse(element, "value", wanted);
            yield new Expression.OfNumber(
                ValueType.DOUBLE,
                frame -> {
                  double found = rule.in(frame);
                  return Double.isNaN(found) ? Double.NaN : found == number ? 1 : 0;
                });
          }
        };
    return ExpressionReader.mapped(element, field, value);
  }

  /** The points, and what becomes of values beyond the outermost ones. */
  record Line(double[] from, double[] to, String outliers) {

    static Line of(XmlElement element) throws InferenceException {
      element.allow(Set.of("LinearNorm"));
      List<XmlElement> points = element.children("LinearNorm");
      if (points.size() < 2) {
        throw element.refused("needs two LinearNorm at least");
      }
      double[] from = new double[points.size()];
      double[] to = new double[points.size()];
      for (int i = 0; i < from.length; i++) {
        from[i] = points.get(i).number("orig");
        to[i] = points.get(i).number("norm");
        if (i > 0 && from[i] <= from[i - 1]) {
          throw points.get(i).refused("has an orig that is not above the one before");
        }
      }
      String outliers =
          element.oneOf("outliers", "asIs", "asIs", "asMissingValues", "asExtremeValues");
      return new Line(from, to, outliers);
    }

    double at(double value) {
      int last = from.length - 1;
      if (!outliers.equals("asIs") && (value < from[0] || value > from[last])) {
        boolean isExtreme = outliers.equals("asExtremeValues");
        return isExtreme ? to[value < from[0] ? 0 : last] : Double.NaN;
      }
      int piece = 0;
      while (piece < last - 1 && value > from[piece + 1]) {
        piece++;
      }
      double slope = (to[piece + 1] - to[piece]) / (from[piece + 1] - from[piece]);
      return to[piece] + (value - from[piece]) * slope;
    }

    /** The value that is brought to this one; for what a network answers. */
    double backFrom(double value) {
      int last = to.length - 1;
      int piece = 0;
      boolean rises = to[last] >= to[0];
      while (piece < last - 1 && (rises ? value > to[piece + 1] : value < to[piece + 1])) {
        piece++;
      }
      double slope = (from[piece + 1] - from[piece]) / (to[piece + 1] - to[piece]);
      return from[piece] + (value - to[piece]) * slope;
    }
  }
}
