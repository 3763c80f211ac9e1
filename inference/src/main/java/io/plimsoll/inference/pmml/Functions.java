package io.plimsoll.inference.pmml;

import io.plimsoll.inference.pmml.Expression.NumberRule;
import io.plimsoll.inference.pmml.Expression.OfNumber;
import io.plimsoll.inference.pmml.Expression.OfText;
import io.plimsoll.inference.pmml.Expression.TextRule;
import io.plimsoll.inference.tensor.InferenceException;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * The built-in functions (PMML 4.4, "Built-in functions"). A result that is no finite number is
 * missing. Those that take a pattern are left out: a pattern can take any time.
 */
final class Functions {

  /** Texts that are joined with themselves again and again would have no end. */
  private static final int MAX_TEXT = 1 << 16;

  private Functions() {}

  static Expression apply(XmlElement apply, String function, List<Expression> arguments)
      throws InferenceException {
    return switch (function) {
      case "+" -> binary(apply, arguments, Double::sum);
      case "-" -> binary(apply, arguments, (a, b) -> a - b);
      case "*" -> binary(apply, arguments, (a, b) -> a * b);
      case "/" -> binary(apply, arguments, (a, b) -> a / b);
      case "pow" -> binary(apply, arguments, Math::pow);
      case "threshold" -> binary(apply, arguments, (a, b) -> a > b ? 1 : 0);
      case "modulo" -> binary(apply, arguments, (a, b) -> a - b * Math.floor(a / b));
      case "atan2" -> binary(apply, arguments, Math::atan2);
      case "log10" -> unary(apply, arguments, Math::log10);
      case "ln" -> unary(apply, arguments, Math::log);
      case "ln1p" -> unary(apply, arguments, Math::log1p);
      case "sqrt" -> unary(apply, arguments, Math::sqrt);
      case "abs" -> unary(apply, arguments, Math::abs);
      case "exp" -> unary(apply, arguments, Math::exp);
      case "expm1" -> unary(apply, arguments, Math::expm1);
      case "floor" -> unary(apply, arguments, Math::floor);
      case "ceil" -> unary(apply, arguments, Math::ceil);
      case "round" -> unary(apply, arguments, Functions::round);
      case "rint" -> unary(apply, arguments, Math::rint);
      case "sin" -> unary(apply, arguments, Math::sin);
      case "cos" -> unary(apply, arguments, Math::cos);
      case "tan" -> unary(apply, arguments, Math::tan);
      case "asin" -> unary(apply, arguments, Math::asin);
      case "acos" -> unary(apply, arguments, Math::acos);
      case "atan" -> unary(apply, arguments, Math::atan);
      case "sinh" -> unary(apply, arguments, Math::sinh);
      case "cosh" -> unary(apply, arguments, Math::cosh);
      case "tanh" -> unary(apply, arguments, Math::tanh);
      case "stdNormalCDF" -> unary(apply, arguments, NormalCurve::below);
      case "min", "max", "sum", "avg", "median", "product" ->
          Aggregates.of(apply, function, arguments);
      case "uppercase" -> text(apply, arguments, word -> word.toUpperCase(Locale.ROOT));
      case "lowercase" -> text(apply, arguments, word -> word.toLowerCase(Locale.ROOT));
      case "trimBlanks" -> text(apply, arguments, String::strip);
      case "substring" -> substring(apply, arguments);
      case "concat" -> concat(apply, arguments);
      case "stringLength" -> stringLength(apply, arguments);
      default -> Conditions.apply(apply, function, arguments);
    };
  }

  static void require(XmlElement apply, List<Expression> arguments, int least, int most)
      throws InferenceException {
    if (arguments.size() < least || arguments.size() > most) {
      throw apply.refused(
          "gives \"%s\" %d arguments".formatted(apply.textOr("function", ""), arguments.size()));
    }
  }

  static double finite(double value) {
    return Double.isInfinite(value) ? Double.NaN : value;
  }

  private static Expression unary(
      XmlElement apply, List<Expression> arguments, DoubleUnaryOperator operator)
      throws InferenceException {
    require(apply, arguments, 1, 1);
    NumberRule only = arguments.getFirst().number(apply);
    return new OfNumber(ValueType.DOUBLE, frame -> finite(operator.applyAsDouble(only.in(frame))));
  }

  private static Expression binary(
      XmlElement apply, List<Expression> arguments, DoubleBinaryOperator operator)
      throws InferenceException {
    require(apply, arguments, 2, 2);
    NumberRule first = arguments.get(0).number(apply);
    NumberRule second = arguments.get(1).number(apply);
    return new OfNumber(
        ValueType.DOUBLE,
        frame -> {
          double one = first.in(frame);
          double other = second.in(frame);
          // A comparison with a missing number would otherwise be an answer.
          return Double.isNaN(one) || Double.isNaN(other)
              ? Double.NaN
              : finite(operator.applyAsDouble(one, other));
        });
  }

  private static double round(double value) {
    return Math.abs(value) < 0x1p52 ? Math.round(value) : value;
  }

  private static Expression text(
      XmlElement apply, List<Expression> arguments, UnaryOperator<String> operator)
      throws InferenceException {
    require(apply, arguments, 1, 1);
    TextRule only = arguments.getFirst().text();
    return new OfText(
        frame -> {
          String word = only.in(frame);
          return word == null ? null : operator.apply(word);
        });
  }

  /** Counted from 1; what lies beyond the end is left away. */
  private static Expression substring(XmlElement apply, List<Expression> arguments)
      throws InferenceException {
    require(apply, arguments, 3, 3);
    TextRule text = arguments.get(0).text();
    NumberRule start = arguments.get(1).number(apply);
    NumberRule length = arguments.get(2).number(apply);
    return new OfText(
        frame -> {
          String word = text.in(frame);
          double from = start.in(frame) - 1;
          double count = length.in(frame);
          // NaN, too, is not at least zero.
          if (word == null || !(from >= 0) || !(count >= 0)) {
            return null;
          }
          int begin = (int) Math.min(from, word.length());
          return word.substring(begin, (int) Math.min(begin + count, word.length()));
        });
  }

  private static Expression concat(XmlElement apply, List<Expression> arguments)
      throws InferenceException {
    require(apply, arguments, 2, 64);
    List<TextRule> parts = arguments.stream().map(Expression::text).toList();
    return new OfText(
        frame -> {
          StringBuilder joined = new StringBuilder();
          for (TextRule part : parts) {
            String word = part.in(frame);
            joined.append(word == null ? "" : word);
          }
          return joined.length() > MAX_TEXT ? null : joined.toString();
        });
  }

  private static Expression stringLength(XmlElement apply, List<Expression> arguments)
      throws InferenceException {
    require(apply, arguments, 1, 1);
    TextRule only = arguments.getFirst().text();
    return new OfNumber(
        ValueType.INTEGER,
        frame -> {
          String word = only.in(frame);
          return word == null ? Double.NaN : word.length();
        });
  }
}
