package io.plimsoll.server.monitor;

import io.plimsoll.server.platform.http.ProblemException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How this feature's stores carry times and cursors over the border of the database. */
final class Columns {
  private Columns() {}

  static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  /** The id that a page's cursor stands for; null for the first page. */
  static @Nullable UUID cursor(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException invalid) {
      throw ProblemException.invalid(
          "cursor", "\"%s\" is no cursor; use the nextCursor of the page before.".formatted(text));
    }
  }
}
