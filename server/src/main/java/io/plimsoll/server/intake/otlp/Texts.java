package io.plimsoll.server.intake.otlp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.opentelemetry.proto.common.v1.AnyValue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of OpenTelemetry as the texts that our events hold. */
final class Texts {
  /** The longest name, kind or value of a tag. */
  static final int LABEL = 200;

  static final int MESSAGE = 4_096;
  static final int STACK = 32_768;

  private static final ObjectMapper JSON = new ObjectMapper();

  private Texts() {}

  /** A text as it is, anything else as JSON has it, bytes in base64. */
  static String of(AnyValue value) {
    Object plain = plain(value);
    if (plain instanceof String text) {
      return text;
    }
    try {
      return plain == null ? "" : JSON.writeValueAsString(plain);
    } catch (JsonProcessingException loneSurrogate) {
      return plain.toString();
    }
  }

  /** At most so many characters; an ellipsis stands for the rest. */
  static String shorten(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    // Half of a character of two units would be no text.
    int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
    return text.substring(0, end) + "…";
  }

  private static @Nullable Object plain(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue();
      case INT_VALUE -> value.getIntValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      case BYTES_VALUE -> Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray());
      case ARRAY_VALUE -> {
        List<@Nullable Object> items = new ArrayList<>();
        value.getArrayValue().getValuesList().forEach(item -> items.add(plain(item)));
        yield items;
      }
      case KVLIST_VALUE -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        value
            .getKvlistValue()
            .getValuesList()
            .forEach(member -> members.put(member.getKey(), plain(member.getValue())));
        yield members;
      }
      default -> null;
    };
  }
}
