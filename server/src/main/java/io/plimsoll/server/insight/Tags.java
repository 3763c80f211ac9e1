package io.plimsoll.server.insight;

import com.fasterxml.jackson.core.type.TypeReference;
import io.plimsoll.server.platform.database.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/** The tags of an event or of a series, which are words only. */
final class Tags {
  private static final TypeReference<Map<String, String>> TYPE = new TypeReference<>() {};

  private Tags() {}

  /** Where there are none, nothing is stored. */
  static Map<String, String> read(ResultSet row) throws SQLException {
    return row.getString("tags") == null ? Map.of() : Columns.json(row, "tags", TYPE);
  }
}
