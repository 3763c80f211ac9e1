package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compiles the expressions of derived fields and functions; names are resolved in one scope. */
final class ExpressionReader {

  private static final Set<String> KNOWN =
      Set.of(
          "Constant",
          "FieldRef",
          "NormContinuous",
          "NormDiscrete",
          "Discretize",
          "MapValues",
          "Apply");

  /** Nested in each other these would otherwise cost twice as much with each level. */
  private static final Set<String> LOOKING_TWICE = Set.of("if", "isIn", "isNotIn");

  private final Scope scope;

  ExpressionReader(Scope scope) {
    this.scope = scope;
  }

  static boolean isExpression(XmlElement element) {
    return KNOWN.contains(element.name());
  }

  /** The one expression that an element holds. */
  Expression only(XmlElement owner) throws InferenceException {
    List<XmlElement> found = new ArrayList<>();
    for (XmlElement child : owner.children()) {
      if (!Set.of("Value", "Interval", "ParameterField").contains(child.name())) {
        found.add(child);
      }
    }
    if (found.size() != 1) {
      throw owner.refused("holds %d expressions instead of one".formatted(found.size()));
    }
    return read(found.getFirst());
  }

  Expression read(XmlElement element) throws InferenceException {
    scope.layout().descend(element);
    Expression expression =
        switch (element.name()) {
          case "Constant" -> constant(element);
          case "FieldRef" -> mapped(element, field(element), field(element));
          case "NormContinuous" -> Normalisation.continuous(element, field(element));
          case "NormDiscrete" -> Normalisation.discrete(element, field(element));
          case "Discretize" -> Tables.discretize(element, field(element));
          case "MapValues" -> Tables.mapValues(element, scope);
          case "Apply" -> apply(element);
          default ->
              throw element.refused("is an expression that is not supported; known are " + KNOWN);
        };
    scope.layout().ascend();
    return expression;
  }

  private Expression field(XmlElement element) throws InferenceException {
    return Expression.of(scope.require(element, element.require("field")));
  }

  /** With what {@code mapMissingTo} gives in the place of a value that is missing. */
  static Expression mapped(XmlElement element, Expression asked, Expression value)
      throws InferenceException {
    Optional<String> replacement = element.find("mapMissingTo");
    if (replacement.isEmpty()) {
      return value;
    }
    Expression other = constant(element, "mapMissingTo", replacement.get(), value.type());
    return when(isMissing(asked), other, value);
  }

  static Expression constant(XmlElement element, String attribute, String text, ValueType type)
      throws InferenceException {
    return type.isText()
        ? Expression.constant(text)
        : Expression.constant(type, type.parse(element, attribute, text));
  }

  interface Condition {
    boolean in(Frame frame);
  }

  static Condition isMissing(Expression asked) {
    return switch (asked) {
      case Expression.OfText(var rule) -> frame -> rule.in(frame) == null;
      case Expression.OfNumber(var ignored, var rule) -> frame -> Double.isNaN(rule.in(frame));
    };
  }

  /** One or the other; both are of one type. */
  static Expression when(Condition condition, Expression first, Expression second) {
    if (second.type().isText()) {
      Expression.TextRule one = first.text();
      Expression.TextRule other = second.text();
      return new Expression.OfText(frame -> condition.in(frame) ? one.in(frame) : other.in(frame));
    }
    Expression.NumberRule one = first.number();
    Expression.NumberRule other = second.number();
    return new Expression.OfNumber(
        second.type(), frame -> condition.in(frame) ? one.in(frame) : other.in(frame));
  }

  private static Expression constant(XmlElement element) throws InferenceException {
    boolean isMissing = element.textOr("missing", "false").equals("true");
    Optional<String> named = element.find("dataType");
    boolean isNumber = !Double.isNaN(ValueType.DOUBLE.number(element.text()));
    ValueType otherwise = isNumber ? ValueType.DOUBLE : ValueType.STRING;
    ValueType type = named.isPresent() ? ValueType.parse(element, named.get()) : otherwise;
    if (isMissing) {
      return type.isText() ? Expression.constant(null) : Expression.constant(type, Double.NaN);
    }
    return element.text().equals("NaN") && !type.isText()
        ? Expression.constant(type, Double.NaN)
        : constant(element, "its text", element.text(), type);
  }

  private Expression apply(XmlElement element) throws InferenceException {
    String function = element.require("function");
    List<Expression> arguments = new ArrayList<>();
    for (XmlElement argument : element.children()) {
      arguments.add(read(argument));
    }
    Optional<String> forMissing = element.find("mapMissingTo");
    boolean looksTwice = forMissing.isPresent() || LOOKING_TWICE.contains(function);
    List<Step> writes = looksTwice ? spill(element, arguments) : List.of();
    Expression value =
        scope.layout().isDefined(function)
            ? defined(element, function, arguments)
            : Functions.apply(element, function, arguments);
    Optional<String> byDefault = element.find("defaultValue");
    if (byDefault.isPresent()) {
      value = value.orElse(constant(element, "defaultValue", byDefault.get(), value.type()));
    }
    if (forMissing.isPresent()) {
      Expression other = constant(element, "mapMissingTo", forMissing.get(), value.type());
      value = when(anyMissing(arguments), other, value);
    }
    return after(writes, value);
  }

  /** Puts the arguments into slots, so that looking at one twice computes it once. */
  private List<Step> spill(XmlElement apply, List<Expression> arguments) throws InferenceException {
    List<Step> writes = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      Slot slot = scope.layout().slot(apply, arguments.get(i).type());
      writes.add(arguments.get(i).into(slot));
      arguments.set(i, Expression.of(slot));
    }
    return writes;
  }

  private static Condition anyMissing(List<Expression> arguments) {
    Condition[] missing =
        arguments.stream().map(ExpressionReader::isMissing).toArray(Condition[]::new);
    return frame -> {
      for (Condition one : missing) {
        if (one.in(frame)) {
          return true;
        }
      }
      return false;
    };
  }

  /** The function's own rules, over slots that its arguments are written to once. */
  private Expression defined(XmlElement apply, String function, List<Expression> arguments)
      throws InferenceException {
    Layout layout = scope.layout();
    XmlElement definition = layout.enter(apply, function);
    List<XmlElement> parameters = definition.children("ParameterField");
    if (parameters.size() != arguments.size()) {
      throw apply.refused(
          "gives \"%s\" %d arguments; it takes %d"
              .formatted(function, arguments.size(), parameters.size()));
    }
    Scope inside = new Scope(layout, null, new ArrayList<>());
    List<Step> writes = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      XmlElement parameter = parameters.get(i);
      ValueType type =
          parameter.has("dataType") ? ValueType.of(parameter, "dataType") : arguments.get(i).type();
      Slot slot = inside.add(parameter, parameter.require("name"), type);
      writes.add(arguments.get(i).into(slot));
    }
    Expression body = new ExpressionReader(inside).only(definition);
    if (definition.has("dataType")) {
      body = body.as(ValueType.of(definition, "dataType"));
    }
    layout.leave(function);
    return after(writes, body);
  }

  private static Expression after(List<Step> steps, Expression value) {
    if (steps.isEmpty()) {
      return value;
    }
    Step[] writes = steps.toArray(Step[]::new);
    return switch (value) {
      case Expression.OfText(var rule) ->
          new Expression.OfText(
              frame -> {
                write(writes, frame);
                return rule.in(frame);
              });
      case Expression.OfNumber(var type, var rule) ->
          new Expression.OfNumber(
              type,
              frame -> {
                write(writes, frame);
                return rule.in(frame);
              });
    };
  }

  private static void write(Step[] writes, Frame frame) {
    try {
      for (Step write : writes) {
        write.run(frame);
      }
    } catch (InferenceException e) {
      throw new IllegalStateException("an expression refuses no row", e);
    }
  }
}
