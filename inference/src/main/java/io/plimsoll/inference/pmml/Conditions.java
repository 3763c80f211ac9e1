package io.plimsoll.inference.pmml;

import io.plimsoll.inference.pmml.Expression.NumberRule;
import io.plimsoll.inference.pmml.Expression.OfNumber;
import io.plimsoll.inference.pmml.Expression.TextRule;
import io.plimsoll.inference.tensor.InferenceException;
import java.util.List;

/** The built-in functions that compare, combine and choose. Unknown is NaN. */
final class Conditions {

  /** What a comparison of two numbers says. */
  private interface Comparison {
    boolean holds(double one, double other);
  }

  private Conditions() {}

  static Expression apply(XmlElement apply, String function, List<Expression> arguments)
      throws InferenceException {
    return switch (function) {
      case "isMissing" -> missing(apply, arguments, true);
      case "isNotMissing" -> missing(apply, arguments, false);
      case "equal" -> equal(apply, arguments, true);
      case "notEqual" -> equal(apply, arguments, false);
      case "lessThan" -> compare(apply, arguments, (a, b) -> a < b);
      case "lessOrEqual" -> compare(apply, arguments, (a, b) -> a <= b);
      case "greaterThan" -> compare(apply, arguments, (a, b) -> a > b);
      case "greaterOrEqual" -> compare(apply, arguments, (a, b) -> a >= b);
      case "and" -> combine(apply, arguments, 0);
      case "or" -> combine(apply, arguments, 1);
      case "not" -> not(apply, arguments);
      case "isIn" -> isIn(apply, arguments, true);
      case "isNotIn" -> isIn(apply, arguments, false);
      case "if" -> choose(apply, arguments);
      default ->
          throw apply.refused(
              "applies the function \"%s\", which is not known".formatted(function));
    };
  }

  private static Expression bool(NumberRule rule) {
    return new OfNumber(ValueType.BOOLEAN, rule);
  }

  private static Expression missing(XmlElement apply, List<Expression> arguments, boolean wanted)
      throws InferenceException {
    Functions.require(apply, arguments, 1, 1);
    ExpressionReader.Condition isMissing = ExpressionReader.isMissing(arguments.getFirst());
    return bool(frame -> isMissing.in(frame) == wanted ? 1 : 0);
  }

  private static Expression compare(
      XmlElement apply, List<Expression> arguments, Comparison comparison)
      throws InferenceException {
    Functions.require(apply, arguments, 2, 2);
    NumberRule first = arguments.get(0).number(apply);
    NumberRule second = arguments.get(1).number(apply);
    return bool(
        frame -> {
          double one = first.in(frame);
          double other = second.in(frame);
          return Double.isNaN(one) || Double.isNaN(other)
              ? Double.NaN
              : comparison.holds(one, other) ? 1 : 0;
        });
  }

  private static Expression equal(XmlElement apply, List<Expression> arguments, boolean wanted)
      throws InferenceException {
    Functions.require(apply, arguments, 2, 2);
    NumberRule same = same(arguments.get(0), arguments.get(1));
    return bool(frame -> isEqualTo(same.in(frame), wanted));
  }

  private static double isEqualTo(double same, boolean wanted) {
    return Double.isNaN(same) ? Double.NaN : (same == 1) == wanted ? 1 : 0;
  }

  /** Numbers are compared as numbers, also where one of them is written as text. */
  private static NumberRule same(Expression one, Expression other) {
    if (one.type().isText() && other.type().isText()) {
      TextRule first = one.text();
      TextRule second = other.text();
      return frame -> {
        String left = first.in(frame);
        String right = second.in(frame);
        return left == null || right == null ? Double.NaN : left.equals(right) ? 1 : 0;
      };
    }
    ValueType type = one.type().isText() ? other.type() : one.type();
    boolean isFlag = type == ValueType.BOOLEAN;
    NumberRule first = isFlag ? one.as(type).number() : one.number();
    NumberRule second = isFlag ? other.as(type).number() : other.number();
    return frame -> {
      double left = first.in(frame);
      double right = second.in(frame);
      return Double.isNaN(left) || Double.isNaN(right) ? Double.NaN : left == right ? 1 : 0;
    };
  }

  /** The value that decides alone wins over one that is unknown. */
  private static Expression combine(XmlElement apply, List<Expression> arguments, int deciding)
      throws InferenceException {
    Functions.require(apply, arguments, 2, Integer.MAX_VALUE);
    NumberRule[] parts = flags(arguments);
    return bool(
        frame -> {
          boolean isUnknown = false;
          for (NumberRule part : parts) {
            double value = part.in(frame);
            if (value == deciding) {
              return deciding;
            }
            isUnknown |= Double.isNaN(value);
          }
          return isUnknown ? Double.NaN : 1 - deciding;
        });
  }

  private static NumberRule[] flags(List<Expression> arguments) {
    return arguments.stream()
        .map(argument -> argument.as(ValueType.BOOLEAN).number())
        .toArray(NumberRule[]::new);
  }

  private static Expression not(XmlElement apply, List<Expression> arguments)
      throws InferenceException {
    Functions.require(apply, arguments, 1, 1);
    NumberRule only = flags(arguments)[0];
    return bool(frame -> 1 - only.in(frame));
  }

  private static Expression isIn(XmlElement apply, List<Expression> arguments, boolean wanted)
      throws InferenceException {
    Functions.require(apply, arguments, 2, Integer.MAX_VALUE);
    Expression asked = arguments.getFirst();
    NumberRule[] same =
        arguments.stream().skip(1).map(other -> same(asked, other)).toArray(NumberRule[]::new);
    ExpressionReader.Condition isMissing = ExpressionReader.isMissing(asked);
    return bool(
        frame -> {
          if (isMissing.in(frame)) {
            return Double.NaN;
          }
          for (NumberRule one : same) {
            if (one.in(frame) == 1) {
              return wanted ? 1 : 0;
            }
          }
          return wanted ? 0 : 1;
        });
  }

  private static Expression choose(XmlElement apply, List<Expression> arguments)
      throws InferenceException {
    Functions.require(apply, arguments, 2, 3);
    NumberRule condition = arguments.get(0).as(ValueType.BOOLEAN).number();
    Expression then = arguments.get(1);
    Expression otherwise = arguments.size() > 2 ? arguments.get(2) : missing(then.type());
    if (then.type() != otherwise.type()) {
      boolean isText = then.type().isText() || otherwise.type().isText();
      ValueType common = isText ? ValueType.STRING : ValueType.DOUBLE;
      then = then.as(common);
      otherwise = otherwise.as(common);
    }
    Expression chosen = ExpressionReader.when(frame -> condition.in(frame) == 1, then, otherwise);
    return ExpressionReader.when(
        frame -> Double.isNaN(condition.in(frame)), missing(chosen.type()), chosen);
  }

  private static Expression missing(ValueType type) {
    return type.isText() ? Expression.constant(null) : Expression.constant(type, Double.NaN);
  }
}
