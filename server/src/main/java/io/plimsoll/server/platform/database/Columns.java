package io.plimsoll.server.platform.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the columns whose types JDBC does not know: times, arrays of text and JSON. A time is
 * written by binding its {@link Instant}, see {@link Database}.
 *
 * <p>What is stored as JSON does not depend on how the wire is set up. Members that are not known
 * are passed over, so that a feature can note more without breaking an older server, or another
 * feature that shows some of it.
 */
public final class Columns {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private Columns() {}

  public static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  /** By the column's place, from 1: for statements that read very many rows. */
  public static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  public static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  /** An array of text. */
  public static List<String> texts(ResultSet row, String column) throws SQLException {
    return List.of((String[]) row.getArray(column).getArray());
  }

  /** Any object of JSON. */
  public static Map<String, Object> object(ResultSet row, String column) throws SQLException {
    return json(row, column, OBJECT);
  }

  public static <T> T json(ResultSet row, String column, Class<T> type) throws SQLException {
    String text = row.getString(column);
    try {
      return JSON.readValue(text, type);
    } catch (JsonProcessingException damaged) {
      throw damaged(column, damaged);
    }
  }

  public static <T> T json(ResultSet row, String column, TypeReference<T> type)
      throws SQLException {
    String text = row.getString(column);
    try {
      return JSON.readValue(text, type);
    } catch (JsonProcessingException damaged) {
      throw damaged(column, damaged);
    }
  }

  public static <T> @Nullable T jsonOrNull(ResultSet row, String column, Class<T> type)
      throws SQLException {
    return row.getString(column) == null ? null : json(row, column, type);
  }

  /** The text of a JSON column, to be bound. */
  public static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(
          "a %s cannot be written as JSON".formatted(value.getClass().getSimpleName()), bug);
    }
  }

  private static IllegalStateException damaged(String column, JsonProcessingException cause) {
    return new IllegalStateException(
        "the JSON stored in the column %s does not have its form".formatted(column), cause);
  }
}
