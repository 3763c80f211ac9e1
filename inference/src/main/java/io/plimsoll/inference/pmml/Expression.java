package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import org.jspecify.annotations.Nullable;

/** What computes one value from the fields of a row. It cannot fail, only find it missing. */
sealed interface Expression {

  ValueType type();

  /** NaN where it is missing. */
  interface NumberRule {
    double in(Frame frame);
  }

  /** Null where it is missing. */
  interface TextRule {
    @Nullable String in(Frame frame);
  }

  /** Of any type but text. */
  record OfNumber(ValueType type, NumberRule rule) implements Expression {}

  /** Of text. */
  record OfText(TextRule rule) implements Expression {
    @Override
    public ValueType type() {
      return ValueType.STRING;
    }
  }

  static Expression constant(ValueType type, double number) {
    return new OfNumber(type, frame -> number);
  }

  static Expression constant(@Nullable String text) {
    return new OfText(frame -> text);
  }

  static Expression of(Slot slot) {
    int index = slot.index();
    return slot.type().isText()
        ? new OfText(frame -> frame.texts[index])
        : new OfNumber(slot.type(), frame -> frame.numbers[index]);
  }

  /** As a number; texts that hold one count as such. */
  default NumberRule number() {
    return switch (this) {
      case OfNumber(var ignored, NumberRule rule) -> rule;
      case OfText(TextRule rule) -> frame -> ValueType.DOUBLE.number(rule.in(frame));
    };
  }

  /** As a number, where a text would be a mistake in the document. */
  default NumberRule number(XmlElement user) throws InferenceException {
    if (type().isText()) {
      throw user.refused("needs a number where it is given text");
    }
    return number();
  }

  default TextRule text() {
    return switch (this) {
      case OfText(TextRule rule) -> rule;
      case OfNumber(ValueType type, NumberRule rule) -> frame -> type.text(rule.in(frame));
    };
  }

  /** The same as a value of that type. */
  default Expression as(ValueType wanted) {
    if (wanted == type()) {
      return this;
    }
    if (wanted.isText()) {
      return new OfText(text());
    }
    return switch (this) {
      case OfText(TextRule rule) -> new OfNumber(wanted, frame -> wanted.number(rule.in(frame)));
      case OfNumber(var ignored, NumberRule rule) ->
          new OfNumber(wanted, frame -> wanted.cast(rule.in(frame)));
    };
  }

  /** The same with another value where it is missing. */
  default Expression orElse(Expression otherwise) {
    return switch (this) {
      case OfText(TextRule rule) -> {
        TextRule other = otherwise.text();
        yield new OfText(
            frame -> {
              String value = rule.in(frame);
              return value == null ? other.in(frame) : value;
            });
      }
      case OfNumber(ValueType type, NumberRule rule) -> {
        NumberRule other = otherwise.number();
        yield new OfNumber(
            type,
            frame -> {
              double value = rule.in(frame);
              return Double.isNaN(value) ? other.in(frame) : value;
            });
      }
    };
  }

  /** What writes the value into a slot of the same type. */
  default Step into(Slot slot) {
    int index = slot.index();
    return switch (as(slot.type())) {
      case OfText(TextRule rule) -> frame -> frame.texts[index] = rule.in(frame);
      case OfNumber(var ignored, NumberRule rule) -> frame -> frame.numbers[index] = rule.in(frame);
    };
  }
}
