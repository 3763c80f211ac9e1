package io.plimsoll.stats.drift;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The parameters of a definition with what was asked for put in, checked against their limits. */
final class Arguments {
  private final Map<String, Object> values;

  private Arguments(Map<String, Object> values) {
    this.values = values;
  }

  static Arguments of(DriftMethod method, Map<String, ?> asked) {
    for (String name : asked.keySet()) {
      if (method.parameters().stream().noneMatch(each -> each.name().equals(name))) {
        throw refused(
            name,
            method.id()
                + " has no such parameter; it has "
                + method.parameters().stream().map(Parameter::name).toList());
      }
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (Parameter parameter : method.parameters()) {
      Object value = asked.get(parameter.name());
      values.put(parameter.name(), value == null ? parameter.preset() : check(parameter, value));
    }
    return new Arguments(values);
  }

  private static Object check(Parameter parameter, Object value) {
    return switch (parameter.kind()) {
      case NUMBER -> number(parameter, value);
      case WHOLE -> whole(parameter, value);
      case CHOICE -> word(parameter, value);
      case NUMBERS -> ascending(parameter, value);
    };
  }

  private static double number(Parameter parameter, Object value) {
    if (!(value instanceof Number given)
        || !(given.doubleValue() >= parameter.least() && given.doubleValue() <= parameter.most())) {
      throw refused(
          parameter.name(),
          value + " is no number from " + parameter.least() + " to " + parameter.most());
    }
    return given.doubleValue();
  }

  private static long whole(Parameter parameter, Object value) {
    double given = number(parameter, value);
    if (given != Math.rint(given)) {
      throw refused(parameter.name(), value + " is no whole number");
    }
    return (long) given;
  }

  private static String word(Parameter parameter, Object value) {
    if (!(value instanceof String given) || !parameter.choices().contains(given)) {
      throw refused(parameter.name(), value + " is none of " + parameter.choices());
    }
    return given;
  }

  private static List<Double> ascending(Parameter parameter, Object value) {
    if (!(value instanceof List<?> given) || given.size() > parameter.most()) {
      throw refused(
          parameter.name(),
          value + " is no list of at most " + (int) parameter.most() + " numbers");
    }
    List<Double> numbers = new ArrayList<>();
    for (Object each : given) {
      if (!(each instanceof Number number) || !Double.isFinite(number.doubleValue())) {
        throw refused(parameter.name(), each + " is no number");
      }
      if (!numbers.isEmpty() && number.doubleValue() <= numbers.get(numbers.size() - 1)) {
        throw refused(parameter.name(), each + " is not above the number before it");
      }
      numbers.add(number.doubleValue());
    }
    return numbers;
  }

  private static DriftInputException refused(String name, String message) {
    return new DriftInputException("parameters." + name, message);
  }

  double number(String name) {
    return ((Number) require(name)).doubleValue();
  }

  int whole(String name) {
    return ((Number) require(name)).intValue();
  }

  long seed() {
    return ((Number) require("seed")).longValue();
  }

  String word(String name) {
    return (String) require(name);
  }

  boolean is(String name, String word) {
    return word(name).equals(word);
  }

  double[] numbers(String name) {
    return ((List<?>) require(name)).stream().mapToDouble(each -> (Double) each).toArray();
  }

  private Object require(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  Map<String, Object> all() {
    return values;
  }
}
