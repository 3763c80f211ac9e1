package io.plimsoll.server.serving;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the scalar values of rows and tensors. JSON has no NaN and no infinity: they become null.
 */
final class JsonValues {
  private JsonValues() {}

  static void writeObject(
      JsonGenerator json, String name, Map<String, ? extends @Nullable Object> values)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, ? extends @Nullable Object> value : values.entrySet()) {
      json.writeFieldName(value.getKey());
      write(json, value.getValue());
    }
    json.writeEndObject();
  }

  static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Double number when !Double.isFinite(number) -> json.writeNull();
      case Float number when !Float.isFinite(number) -> json.writeNull();
      case Double number -> json.writeNumber(number);
      case Float number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Integer number -> json.writeNumber(number);
      case BigInteger number -> json.writeNumber(number);
      case Number number -> json.writeNumber(number.longValue());
      case Boolean bool -> json.writeBoolean(bool);
      default -> json.writeString(value.toString());
    }
  }
}
