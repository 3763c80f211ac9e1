package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compiles the conditions of nodes, segments and scorecards. */
final class Predicates {

  private static final Set<String> KNOWN =
      Set.of("True", "False", "SimplePredicate", "SimpleSetPredicate", "CompoundPredicate");

  private final Scope scope;

  Predicates(Scope scope) {
    this.scope = scope;
  }

  static boolean isPredicate(XmlElement element) {
    return KNOWN.contains(element.name());
  }

  /** The one condition that an element holds. */
  Predicate only(XmlElement owner) throws InferenceException {
    Optional<XmlElement> found =
        owner.children().stream().filter(Predicates::isPredicate).findFirst();
    if (found.isEmpty()) {
      throw owner.refused("holds no condition; known are " + KNOWN);
    }
    return read(found.get());
  }

  private Predicate read(XmlElement element) throws InferenceException {
    scope.layout().rule(element);
    return switch (element.name()) {
      case "True" -> frame -> Predicate.TRUE;
      case "False" -> frame -> Predicate.FALSE;
      case "SimplePredicate" -> simple(element);
      case "SimpleSetPredicate" -> set(element);
      default -> compound(element);
    };
  }

  private Predicate simple(XmlElement element) throws InferenceException {
    Slot slot = scope.require(element, element.require("field"));
    String operator = element.require("operator");
    if (operator.equals("isMissing")) {
      return frame -> Predicate.of(frame.isMissing(slot));
    }
    if (operator.equals("isNotMissing")) {
      return frame -> Predicate.of(!frame.isMissing(slot));
    }
    String value = element.require("value");
    return slot.type().isText()
        ? ofText(element, slot.index(), operator, value)
        : ofNumber(element, slot.index(), operator, slot.type().parse(element, "value", value));
  }

  private static Predicate ofNumber(XmlElement element, int index, String operator, double value)
      throws InferenceException {
    return switch (operator) {
      case "equal" -> known(index, frame -> frame.numbers[index] == value);
      case "notEqual" -> known(index, frame -> frame.numbers[index] != value);
      case "lessThan" -> known(index, frame -> frame.numbers[index] < value);
      case "lessOrEqual" -> known(index, frame -> frame.numbers[index] <= value);
      case "greaterThan" -> known(index, frame -> frame.numbers[index] > value);
      case "greaterOrEqual" -> known(index, frame -> frame.numbers[index] >= value);
      default -> throw element.refused("has the operator \"%s\"".formatted(operator));
    };
  }

  private static Predicate known(int index, ExpressionReader.Condition condition) {
    return frame ->
        Double.isNaN(frame.numbers[index]) ? Predicate.UNKNOWN : Predicate.of(condition.in(frame));
  }

  private static Predicate ofText(XmlElement element, int index, String operator, String value)
      throws InferenceException {
    boolean wanted = operator.equals("equal");
    if (!wanted && !operator.equals("notEqual")) {
      throw element.refused("asks whether text is \"%s\", which has no order".formatted(operator));
    }
    return frame -> {
      String text = frame.texts[index];
      return text == null ? Predicate.UNKNOWN : Predicate.of(text.equals(value) == wanted);
    };
  }

  private Predicate set(XmlElement element) throws InferenceException {
    Slot slot = scope.require(element, element.require("field"));
    boolean wanted = element.oneOf("booleanOperator", "", "isIn", "isNotIn").equals("isIn");
    XmlElement array = element.requireChild("Array");
    List<String> values = ArrayText.texts(array);
    int index = slot.index();
    if (slot.type().isText()) {
      Set<String> known = new HashSet<>(values);
      return frame -> {
        String text = frame.texts[index];
        return text == null ? Predicate.UNKNOWN : Predicate.of(known.contains(text) == wanted);
      };
    }
    double[] sorted = new double[values.size()];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = slot.type().parse(array, "a value", values.get(i));
    }
    Arrays.sort(sorted);
    return known(index, frame -> Arrays.binarySearch(sorted, frame.numbers[index]) >= 0 == wanted);
  }

  private Predicate compound(XmlElement element) throws InferenceException {
    element.allow(KNOWN);
    List<Predicate> found = new ArrayList<>();
    for (XmlElement child : element.children()) {
      found.add(read(child));
    }
    Predicate[] parts = found.toArray(Predicate[]::new);
    return switch (element.oneOf("booleanOperator", "", "and", "or", "xor", "surrogate")) {
      case "and" -> frame -> decided(parts, frame, Predicate.FALSE);
      case "or" -> frame -> decided(parts, frame, Predicate.TRUE);
      case "xor" -> frame -> odd(parts, frame);
      default -> frame -> firstKnown(parts, frame);
    };
  }

  /** A part that decides alone does so whatever else is unknown. */
  private static int decided(Predicate[] parts, Frame frame, int deciding) {
    boolean isUnknown = false;
    for (Predicate part : parts) {
      int value = part.test(frame);
      if (value == deciding) {
        return deciding;
      }
      isUnknown |= value == Predicate.UNKNOWN;
    }
    return isUnknown ? Predicate.UNKNOWN : Predicate.of(deciding == Predicate.FALSE);
  }

  private static int odd(Predicate[] parts, Frame frame) {
    boolean isOdd = false;
    for (Predicate part : parts) {
      int value = part.test(frame);
      if (value == Predicate.UNKNOWN) {
        return Predicate.UNKNOWN;
      }
      isOdd ^= value == Predicate.TRUE;
    }
    return Predicate.of(isOdd);
  }

  private static int firstKnown(Predicate[] parts, Frame frame) {
    for (Predicate part : parts) {
      int value = part.test(frame);
      if (value != Predicate.UNKNOWN) {
        return value;
      }
    }
    return Predicate.UNKNOWN;
  }
}
