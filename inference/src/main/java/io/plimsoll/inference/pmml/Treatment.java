package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a mining field says about values that are missing, invalid or outlying. The order is the
 * specification's: what is invalid is dealt with first, outliers next, and what is missing last.
 */
final class Treatment {

  private static final Set<String> SPOKEN =
      Set.of(
          "invalidValueTreatment",
          "outliers",
          "missingValueReplacement",
          "missingValueTreatment",
          "invalidValueReplacement");

  private enum Invalid {
    REFUSED,
    AS_IS,
    AS_MISSING,
    AS_VALUE
  }

  private final DataField field;
  private final Invalid invalid;
  private final Optional<String> invalidReplacement;
  private final String outliers;
  private final double low;
  private final double high;
  private final Optional<String> missingReplacement;
  private final boolean refusesMissing;

  private Treatment(XmlElement element, DataField field) throws InferenceException {
    this.field = field;
    this.invalidReplacement = element.find("invalidValueReplacement").map(field.type()::canonical);
    this.invalid =
        switch (element.oneOf(
            "invalidValueTreatment",
            "returnInvalid",
            "returnInvalid",
            "asIs",
            "asMissing",
            "asValue")) {
          case "returnInvalid" -> Invalid.REFUSED;
          case "asMissing" -> Invalid.AS_MISSING;
          case "asValue" -> Invalid.AS_VALUE;
          // Before 4.4 a replacement came with asIs.
          default -> invalidReplacement.isPresent() ? Invalid.AS_VALUE : Invalid.AS_IS;
        };
    if (invalid == Invalid.AS_VALUE && invalidReplacement.isEmpty()) {
      throw element.refused("lacks the invalidValueReplacement for invalidValueTreatment=asValue");
    }
    this.outliers = element.oneOf("outliers", "asIs", "asIs", "asMissingValues", "asExtremeValues");
    this.low = element.numberOr("lowValue", Double.NEGATIVE_INFINITY);
    this.high = element.numberOr("highValue", Double.POSITIVE_INFINITY);
    if (!outliers.equals("asIs") && field.type().isText()) {
      throw element.refused("treats outliers of a text");
    }
    this.missingReplacement = element.find("missingValueReplacement");
    this.refusesMissing = element.textOr("missingValueTreatment", "asIs").equals("returnInvalid");
  }

  /** For a field of the outermost model, which the caller sends: written back where it lies. */
  static Step ofInput(XmlElement element, DataField field, Slot slot) throws InferenceException {
    return new Treatment(element, field).step(element, slot, slot, true);
  }

  /**
   * For a field of a segment's model, where it says anything of its own. What came through the
   * outermost model is not judged by its validity again.
   */
  static Optional<Slot> ofSegment(XmlElement element, DataField field, Slot from, Scope scope)
      throws InferenceException {
    boolean isSilent =
        SPOKEN.stream().filter(name -> !name.startsWith("invalid")).noneMatch(element::has);
    String invalid = element.textOr("invalidValueTreatment", "returnInvalid");
    if (isSilent && (invalid.equals("returnInvalid") || invalid.equals("asIs"))) {
      return Optional.empty();
    }
    Treatment treatment = new Treatment(element, field);
    Slot to = scope.add(element, field.name(), from.type());
    scope.step(treatment.step(element, from, to, !invalid.equals("returnInvalid")));
    return Optional.of(to);
  }

  private Step step(XmlElement element, Slot from, Slot to, boolean judges)
      throws InferenceException {
    return from.type().isText()
        ? textStep(from.index(), to.index(), judges)
        : numberStep(element, from, to.index(), judges);
  }

  private Step textStep(int from, int to, boolean judges) {
    @Nullable String otherwise = missingReplacement.orElse(null);
    boolean isBounded = judges && field.isBounded();
    return frame -> {
      String value = frame.texts[from];
      if (value != null && field.missing().contains(value)) {
        value = null;
      }
      if (value != null && isBounded && !field.isValid(value)) {
        value = invalidText(value);
      }
      if (value == null && refusesMissing) {
        throw missing();
      }
      frame.texts[to] = value == null ? otherwise : value;
    };
  }

  private @Nullable String invalidText(String value) throws InferenceException {
    return switch (invalid) {
      case REFUSED -> throw refused("\"" + XmlElement.shown(value) + "\"");
      case AS_IS -> value;
      case AS_MISSING -> null;
      case AS_VALUE -> invalidReplacement.orElseThrow();
    };
  }

  private Step numberStep(XmlElement element, Slot from, int to, boolean judges)
      throws InferenceException {
    ValueType type = from.type();
    double otherwise =
        missingReplacement.isPresent()
            ? type.parse(element, "missingValueReplacement", missingReplacement.get())
            : Double.NaN;
    double replacement =
        invalidReplacement.isPresent()
            ? type.parse(element, "invalidValueReplacement", invalidReplacement.get())
            : Double.NaN;
    boolean isBounded = judges && field.isBounded();
    int index = from.index();
    return frame -> {
      double value = frame.numbers[index];
      if (!field.missing().isEmpty()
          && field.missing().contains(String.valueOf(type.text(value)))) {
        value = Double.NaN;
      }
      if (isBounded && !Double.isNaN(value) && !field.isValid(value)) {
        value = invalidNumber(value, replacement);
      }
      value = withinBounds(value);
      if (Double.isNaN(value) && refusesMissing) {
        throw missing();
      }
      frame.numbers[to] = Double.isNaN(value) ? otherwise : value;
    };
  }

  private double invalidNumber(double value, double replacement) throws InferenceException {
    return switch (invalid) {
      case REFUSED -> throw refused(String.valueOf(field.type().text(value)));
      case AS_IS -> value;
      case AS_MISSING -> Double.NaN;
      case AS_VALUE -> replacement;
    };
  }

  private double withinBounds(double value) {
    if (outliers.equals("asIs") || (value >= low && value <= high)) {
      return value;
    }
    return outliers.equals("asMissingValues") ? Double.NaN : Math.clamp(value, low, high);
  }

  private InferenceException refused(String value) {
    String known =
        field.valid().isEmpty()
            ? "in the range that it allows"
            : "one of " + field.valid().stream().limit(20).toList();
    return InferenceException.invalid(
        "`%s` is %s, which is not %s".formatted(field.name(), value, known));
  }

  private InferenceException missing() {
    return InferenceException.invalid(
        "`%s` is missing, and the model takes no row without it".formatted(field.name()));
  }
}
