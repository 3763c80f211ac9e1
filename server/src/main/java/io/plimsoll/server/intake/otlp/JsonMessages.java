package io.plimsoll.server.intake.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.plimsoll.events.JsonSyntax;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads messages from OTLP's JSON, which is not quite that of protobuf (OTLP 1.9, "JSON Protobuf
 * Encoding"): names in lowerCamelCase only, ids of traces and spans in hexadecimal, enumerations as
 * numbers only, whole numbers of 64 bits as texts or numbers, names that are not known passed over.
 */
final class JsonMessages {
  private static final int DEEPEST = 64;
  private static final Set<String> HEXADECIMAL = Set.of("trace_id", "span_id", "parent_span_id");
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.CHARSET_DETECTION).build();
  private static final Map<Descriptor, Map<String, FieldDescriptor>> FIELDS =
      new ConcurrentHashMap<>();

  private JsonMessages() {}

  /** Reads {@code json}, one object, as a message of the kind of {@code empty}. */
  static Message read(byte[] json, Message empty) {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("The body must be a JSON object.");
      }
      Message message = object(parser, empty.newBuilderForType(), "", 0);
      if (parser.nextToken() != null) {
        throw malformed("There is more after the closing brace of the body.");
      }
      return message;
    } catch (JsonProcessingException syntax) {
      throw malformed(JsonSyntax.fault("The body", syntax));
    } catch (IOException failure) {
      throw malformed("The body cannot be read: " + failure.getMessage());
    }
  }

  private static Message object(JsonParser parser, Message.Builder into, String path, int depth)
      throws IOException {
    if (depth > DEEPEST) {
      throw malformed("%s nests deeper than %d levels.".formatted(path, DEEPEST));
    }
    Map<String, FieldDescriptor> fields =
        FIELDS.computeIfAbsent(into.getDescriptorForType(), JsonMessages::byJsonName);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      FieldDescriptor field = fields.get(parser.currentName());
      JsonToken token = parser.nextToken();
      if (field == null) {
        parser.skipChildren();
      } else if (token != JsonToken.VALUE_NULL) {
        field(parser, field, into, path + "/" + field.getJsonName(), depth);
      }
    }
    return into.build();
  }

  private static void field(
      JsonParser parser, FieldDescriptor field, Message.Builder into, String path, int depth)
      throws IOException {
    if (!field.isRepeated()) {
      into.setField(field, value(parser, field, into, path, depth));
      return;
    }
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw malformed(path + " must be a list.");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      into.addRepeatedField(field, value(parser, field, into, path, depth));
    }
  }

  private static Object value(
      JsonParser parser, FieldDescriptor field, Message.Builder into, String path, int depth)
      throws IOException {
    return switch (field.getJavaType()) {
      case MESSAGE -> {
        require(parser.currentToken() == JsonToken.START_OBJECT, path, "an object");
        yield object(parser, into.newBuilderForField(field), path, depth + 1);
      }
      case STRING -> {
        require(parser.currentToken() == JsonToken.VALUE_STRING, path, "a text");
        yield parser.getText();
      }
      case BYTE_STRING -> {
        require(parser.currentToken() == JsonToken.VALUE_STRING, path, "a text");
        yield bytes(parser.getText(), HEXADECIMAL.contains(field.getName()), path);
      }
      case BOOLEAN -> {
        require(parser.currentToken().isBoolean(), path, "true or false");
        yield parser.getBooleanValue();
      }
      case ENUM -> {
        require(
            parser.currentToken() == JsonToken.VALUE_NUMBER_INT, path, "the number of a choice");
        yield field.getEnumType().findValueByNumberCreatingIfUnknown(parser.getIntValue());
      }
      case INT -> {
        boolean isUnsigned =
            field.getType() == FieldDescriptor.Type.UINT32
                || field.getType() == FieldDescriptor.Type.FIXED32;
        yield number(parser, path, isUnsigned ? Integer::parseUnsignedInt : Integer::parseInt);
      }
      case LONG -> {
        boolean isUnsigned =
            field.getType() == FieldDescriptor.Type.UINT64
                || field.getType() == FieldDescriptor.Type.FIXED64;
        yield number(parser, path, isUnsigned ? Long::parseUnsignedLong : Long::parseLong);
      }
      case FLOAT -> number(parser, path, Float::parseFloat);
      case DOUBLE -> number(parser, path, JsonMessages::real);
    };
  }

  /** Numbers may stand in quotes, and have to if they are not finite. */
  private static <T> T number(JsonParser parser, String path, Function<String, T> reader)
      throws IOException {
    boolean isNumber =
        parser.currentToken().isNumeric() || parser.currentToken() == JsonToken.VALUE_STRING;
    require(isNumber, path, "a number");
    try {
      return reader.apply(parser.getText());
    } catch (NumberFormatException other) {
      throw malformed("%s: \"%s\" is not a number that fits.".formatted(path, parser.getText()));
    }
  }

  private static Double real(String text) {
    return Double.parseDouble(text);
  }

  private static ByteString bytes(String text, boolean isHexadecimal, String path) {
    try {
      return ByteString.copyFrom(
          isHexadecimal ? HexFormat.of().parseHex(text) : Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException other) {
      throw malformed("%s is not %s.".formatted(path, isHexadecimal ? "hexadecimal" : "base64"));
    }
  }

  private static Map<String, FieldDescriptor> byJsonName(Descriptor message) {
    return message.getFields().stream()
        .collect(Collectors.toUnmodifiableMap(FieldDescriptor::getJsonName, field -> field));
  }

  private static void require(boolean fits, String path, String wanted) {
    if (!fits) {
      throw malformed("%s must be %s.".formatted(path, wanted));
    }
  }

  private static ProblemException malformed(String message) {
    return new ProblemException(ErrorCode.INVALID_REQUEST, message);
  }
}
