package io.plimsoll.server.lineage;

import io.plimsoll.server.platform.database.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what facets say, which is JSON that nobody has checked: what has not its form is left. */
final class Said {
  private Said() {}

  /** The list in a column, of the objects among its elements. */
  static List<Map<?, ?>> objects(ResultSet row, String column) throws SQLException {
    return objects(Columns.jsonOrNull(row, column, Object.class));
  }

  static List<Map<?, ?>> objects(@Nullable Object value) {
    List<Map<?, ?>> objects = new ArrayList<>();
    if (value instanceof List<?> items) {
      for (Object item : items) {
        if (item instanceof Map<?, ?> object) {
          objects.add(object);
        }
      }
    }
    return objects;
  }

  static Optional<String> text(Map<?, ?> object, String name) {
    return object.get(name) instanceof String text && !text.isBlank()
        ? Optional.of(text)
        : Optional.empty();
  }

  /** A text, or what else stands there as a text. */
  static @Nullable String shown(Map<?, ?> object, String name) {
    Object value = object.get(name);
    return value == null ? null : String.valueOf(value);
  }

  static @Nullable Double number(Map<?, ?> object, String name) {
    return object.get(name) instanceof Number number && Double.isFinite(number.doubleValue())
        ? number.doubleValue()
        : null;
  }
}
