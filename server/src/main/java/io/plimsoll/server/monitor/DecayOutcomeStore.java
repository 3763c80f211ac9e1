package io.plimsoll.server.monitor;

import com.fasterxml.jackson.core.type.TypeReference;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.rules.PerformanceDecay.Figure;
import io.plimsoll.server.monitor.rules.Window;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which models' performance has decayed; reads the tables of performance. */
@ApplicationScoped
public class DecayOutcomeStore {
  private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

  private final Database database;

  public DecayOutcomeStore(Database database) {
    this.database = database;
  }

  /**
   * A model that has decayed.
   *
   * @param figures the farthest beyond its line first
   */
  record Outcome(String model, String version, List<Figure> figures, List<String> causes) {}

  private record Row(String model, String version, Figure figure, List<String> causes) {}

  /** By model. */
  Map<String, Outcome> decayed(Tenant tenant) {
    List<Row> rows =
        database.transact(
            tenant.scope(),
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT f.*, j.version, j.causes
                        FROM performance_judgements j
                        JOIN performance_findings f ON f.project_id = j.project_id AND f.model = j.model
                        WHERE f.decayed ORDER BY f.model, f.beyond DESC, f.metric
                        """)
                    .map((row, context) -> read(row))
                    .list());
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    for (Row row : rows) {
      outcomes
          .computeIfAbsent(
              row.model(),
              model -> new Outcome(model, row.version(), new ArrayList<>(), row.causes()))
          .figures()
          .add(row.figure());
    }
    return outcomes;
  }

  private static Row read(ResultSet row) throws SQLException {
    return new Row(
        row.getString("model"),
        row.getString("version"),
        new Figure(
            row.getString("metric"),
            row.getString("basis").equals("estimated"),
            new Window(Columns.instant(row, "since"), Columns.instant(row, "until")),
            row.getLong("row_count"),
            row.getDouble("value"),
            row.getDouble("standard_error"),
            row.getDouble("mean"),
            row.getDouble("line"),
            row.getDouble("beyond"),
            Columns.instant(row, "decayed_since"),
            row.getInt("chunks")),
        Columns.json(row, "causes", TEXTS));
  }
}
