package io.plimsoll.server.platform.http;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.plimsoll.events.JsonSyntax;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is wrong with a body that could not be read, in words for whoever has sent it. */
final class BodyFault {
  private static final ObjectMapper NAMES = new ObjectMapper();
  private static final int MOST_SHOWN = 80;

  private BodyFault() {}

  static String explain(JsonProcessingException failure) {
    return switch (failure) {
      case UnrecognizedPropertyException unknown ->
          "The field \"%s\" is not known; known are %s."
              .formatted(path(unknown), known(unknown.getKnownPropertyIds()));
      case JsonParseException syntax -> JsonSyntax.fault("The body", syntax);
      case JsonMappingException mapping ->
          "%s does not fit: %s".formatted(place(mapping), reason(mapping));
      default -> JsonSyntax.fault("The body", failure);
    };
  }

  private static String place(JsonMappingException mapping) {
    String path = path(mapping);
    return path.isEmpty() ? "The body" : "The field \"%s\"".formatted(path);
  }

  private static String path(JsonMappingException mapping) {
    return mapping.getPath().stream().map(BodyFault::step).collect(Collectors.joining("."));
  }

  /** A name within an object, a place within a list. */
  private static String step(JsonMappingException.Reference reference) {
    String name = reference.getFieldName();
    return name == null ? Integer.toString(reference.getIndex()) : name;
  }

  private static String known(@Nullable Collection<Object> names) {
    return names == null || names.isEmpty()
        ? "none"
        : names.stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
  }

  private static String reason(JsonMappingException mapping) {
    return switch (mapping) {
      case InvalidFormatException unfit when isEnum(unfit) ->
          "\"%s\" is none of %s.".formatted(shown(unfit), names(unfit.getTargetType()));
      case InvalidFormatException unfit ->
          "\"%s\" is not %s.".formatted(shown(unfit), expected(unfit.getTargetType()));
      case MismatchedInputException mistyped when mistyped.getTargetType() != null ->
          "%s is expected.".formatted(expected(mistyped.getTargetType()));
      default -> firstLine(message(mapping));
    };
  }

  /** The value that was sent, which may be longer than anybody wants to read. */
  private static String shown(InvalidFormatException unfit) {
    String value = String.valueOf(unfit.getValue());
    return value.length() <= MOST_SHOWN ? value : value.substring(0, MOST_SHOWN) + "…";
  }

  private static boolean isEnum(InvalidFormatException unfit) {
    return unfit.getTargetType() != null && unfit.getTargetType().isEnum();
  }

  /** The wire names of an enum's constants. */
  private static String names(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> NAMES.valueToTree(constant).asText())
        .collect(Collectors.joining(", "));
  }

  private static String expected(@Nullable Class<?> type) {
    if (type == null) {
      return "another value";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "true or false";
    }
    if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
      return "a number";
    }
    if (CharSequence.class.isAssignableFrom(type) || type.isEnum()) {
      return "a text";
    }
    if (Collection.class.isAssignableFrom(type) || type.isArray()) {
      return "a list";
    }
    return type.getPackageName().startsWith("java.") ? "a " + type.getSimpleName() : "an object";
  }

  /** What a type says of a value, in its own words. */
  private static String message(JsonMappingException mapping) {
    Throwable cause = mapping.getCause();
    return mapping instanceof ValueInstantiationException && cause != null
        ? Objects.toString(cause.getMessage(), mapping.getOriginalMessage())
        : mapping.getOriginalMessage();
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse(message);
  }
}
