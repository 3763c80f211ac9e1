package io.plimsoll.server.insight;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON columns of other features. Members that are not known here are passed over, so
 * that a feature can note more without breaking what is shown.
 */
@ApplicationScoped
public class Json {
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
  private static final TypeReference<Map<String, String>> TAGS = new TypeReference<>() {};
  private static final TypeReference<List<Map<String, Object>>> ROWS = new TypeReference<>() {};

  private final ObjectMapper mapper;

  public Json(ObjectMapper mapper) {
    this.mapper = mapper.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  Map<String, Object> object(String json) {
    return read(json, OBJECT);
  }

  @Nullable Map<String, Object> objectOrNull(@Nullable String json) {
    return json == null ? null : object(json);
  }

  /** Tags are words only; where there are none, none may be stored. */
  Map<String, String> tags(@Nullable String json) {
    return json == null ? Map.of() : read(json, TAGS);
  }

  List<Map<String, Object>> rows(String json) {
    return read(json, ROWS);
  }

  <T> T value(String json, Class<T> type) {
    try {
      return mapper.readValue(json, type);
    } catch (JsonProcessingException damaged) {
      throw damaged(damaged);
    }
  }

  private <T> T read(String json, TypeReference<T> type) {
    try {
      return mapper.readValue(json, type);
    } catch (JsonProcessingException damaged) {
      throw damaged(damaged);
    }
  }

  private static IllegalStateException damaged(JsonProcessingException cause) {
    return new IllegalStateException("a stored JSON value does not have its form", cause);
  }
}
