package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What the scheduled checks of drift found last; reads the tables of checks and reports. */
@ApplicationScoped
public class CheckOutcomeStore {
  private final Database database;

  public CheckOutcomeStore(Database database) {
    this.database = database;
  }

  /**
   * The latest run of a check that had data to compare.
   *
   * @param cost how many times the line the worst column is at
   */
  record Outcome(
      String model,
      UUID report,
      String check,
      boolean isDrifted,
      int drifted,
      int compared,
      double cost,
      long rows,
      Instant since,
      Instant until,
      String summary,
      String against) {}

  /** Of each enabled check its latest run that had data; a run without any says nothing. */
  List<Outcome> latest(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT c.model, r.id, c.name, r.outcome, r.drifted, r.compared, r.cost, r.row_count, r.since,
                           r.until, r.summary, c.reference
                    FROM drift_checks c
                    CROSS JOIN LATERAL (
                      SELECT * FROM drift_reports d
                      WHERE d.check_id = c.id AND d.outcome IN ('drifted', 'no_drift')
                      ORDER BY d.due_at DESC LIMIT 1) r
                    WHERE c.enabled ORDER BY c.model, r.cost DESC, c.name
                    """)
                .map((row, context) -> read(row))
                .list());
  }

  private static Outcome read(ResultSet row) throws SQLException {
    String against =
        switch (row.getString("reference")) {
          case "previous" -> "the window before it";
          case "version" -> "another version in the same window";
          default -> "the baseline";
        };
    return new Outcome(
        row.getString("model"),
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getString("outcome").equals("drifted"),
        row.getInt("drifted"),
        row.getInt("compared"),
        row.getDouble("cost"),
        row.getLong("row_count"),
        Columns.instant(row, "since"),
        Columns.instant(row, "until"),
        row.getString("summary"),
        against);
  }
}
