package io.plimsoll.server.drift;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.plimsoll.stats.drift.Comparison;
import io.plimsoll.stats.drift.Library;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a request wants to know, apart from the samples, while it is read. */
final class Question {
  private static final double LEVEL = 0.05;
  private static final int MOST_PARAMETERS = 50;
  private static final int MOST_ITEMS = 2_000;

  private Optional<String> method = Optional.empty();
  private Optional<String> variant = Optional.empty();
  private Optional<Library> library = Optional.empty();
  private Map<String, Object> parameters = Map.of();
  private OptionalDouble alpha = OptionalDouble.empty();
  private OptionalDouble relevant = OptionalDouble.empty();

  /** Reads one field at whose value the parser stands; false if it is no field of a question. */
  boolean read(String name, String at, JsonParser parser) throws IOException {
    switch (name) {
      case "method" -> method = text(at, parser);
      case "variant" -> variant = text(at, parser);
      case "computeAs" -> library = text(at, parser).map(given -> library(at, given));
      case "parameters" -> parameters = parameters(at, parser);
      case "alpha" -> alpha = alpha(at, parser);
      case "threshold" -> relevant = threshold(at, parser);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The question with what it leaves open taken from another one. */
  Comparison.Question orFrom(Question common) {
    return new Comparison.Question(
        named().or(common::named),
        library.or(() -> common.library),
        parameters.isEmpty() ? common.parameters : parameters,
        alpha.orElseGet(common::alpha),
        relevant.isPresent() ? relevant : common.relevant);
  }

  Comparison.Question whole() {
    return orFrom(this);
  }

  double alpha() {
    return alpha.orElse(LEVEL);
  }

  private Optional<String> named() {
    if (variant.isEmpty()) {
      return method;
    }
    if (method.isEmpty()) {
      throw Limits.invalid(
          "variant", "\"%s\" is of no method; name the method too.".formatted(variant.get()));
    }
    String prefix = method.get().strip() + ".";
    return Optional.of(variant.get().startsWith(prefix) ? variant.get() : prefix + variant.get());
  }

  private static Optional<String> text(String at, JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return Optional.empty();
    }
    if (parser.currentToken() != JsonToken.VALUE_STRING || parser.getText().isBlank()) {
      throw Limits.invalid(at, "\"%s\" is no name.".formatted(parser.getText()));
    }
    return Optional.of(Limits.label(at, parser.getText()));
  }

  private static Library library(String at, String given) {
    return Arrays.stream(Library.values())
        .filter(each -> each.text().equals(given.strip().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                Limits.invalid(
                    at,
                    "\"%s\" is none of %s."
                        .formatted(
                            given, Arrays.stream(Library.values()).map(Library::text).toList())));
  }

  private static OptionalDouble alpha(String at, JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return OptionalDouble.empty();
    }
    double given = number(at, parser);
    if (!(given > 0 && given < 1)) {
      throw Limits.invalid(at, "%s is no level between 0 and 1.".formatted(given));
    }
    return OptionalDouble.of(given);
  }

  private static OptionalDouble threshold(String at, JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return OptionalDouble.empty();
    }
    double given = number(at, parser);
    if (!(given >= 0 && Double.isFinite(given))) {
      throw Limits.invalid(at, "%s is no size of an effect; send 0 or more.".formatted(given));
    }
    return OptionalDouble.of(given);
  }

  private static double number(String at, JsonParser parser) throws IOException {
    if (!parser.currentToken().isNumeric()) {
      throw Limits.invalid(at, "\"%s\" is no number.".formatted(parser.getText()));
    }
    return parser.getDoubleValue();
  }

  private static Map<String, Object> parameters(String at, JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return Map.of();
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw Limits.invalid(at, "is no object of values by name.");
    }
    Map<String, Object> read = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      String place = at + "." + name;
      if (read.size() >= MOST_PARAMETERS) {
        throw Limits.invalid(at, "holds more than %d names.".formatted(MOST_PARAMETERS));
      }
      switch (parser.nextToken()) {
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> read.put(name, parser.getDoubleValue());
        case VALUE_STRING -> read.put(name, Limits.label(place, parser.getText()));
        case START_ARRAY -> read.put(name, numbers(place, parser));
        case VALUE_NULL -> {}
        default -> throw Limits.invalid(place, "is no number, text or list of numbers.");
      }
    }
    return read;
  }

  private static List<Double> numbers(String at, JsonParser parser) throws IOException {
    List<Double> numbers = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (numbers.size() >= MOST_ITEMS) {
        throw Limits.invalid(at, "holds more than %d numbers.".formatted(MOST_ITEMS));
      }
      numbers.add(number(at, parser));
    }
    return numbers;
  }
}
