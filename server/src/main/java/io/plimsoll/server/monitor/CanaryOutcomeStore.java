package io.plimsoll.server.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the latest canary of each model stands; reads the table of canaries. */
@ApplicationScoped
public class CanaryOutcomeStore {
  private final Database database;

  public CanaryOutcomeStore(Database database) {
    this.database = database;
  }

  /**
   * The latest canary of a model.
   *
   * @param measure what decided, or else what it was judged by first
   */
  record Outcome(
      String model,
      int baseline,
      int candidate,
      boolean isRolledBack,
      String reason,
      Instant from,
      @Nullable Instant endedAt,
      Measure measure) {}

  /** By how much the candidate was worse, and by how much it was allowed to be. */
  record Measure(String kind, double difference, double tolerance, long rows) {}

  List<Outcome> latest(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT DISTINCT ON (c.model_id) m.name, c.baseline, c.candidate, c.state, c.reason, c.counted_from,
                           c.ended_at, c.measures
                    FROM canaries c JOIN models m ON m.id = c.model_id
                    ORDER BY c.model_id, c.id DESC
                    """)
                .map((row, context) -> read(row))
                .list());
  }

  private static Outcome read(ResultSet row) throws SQLException {
    return new Outcome(
        row.getString("name"),
        row.getInt("baseline"),
        row.getInt("candidate"),
        row.getString("state").equals("rolled_back"),
        row.getString("reason"),
        Columns.instant(row, "counted_from"),
        Columns.instantOrNull(row, "ended_at"),
        measure(Columns.json(row, "measures", JsonNode.class)));
  }

  private static Measure measure(JsonNode measures) {
    JsonNode chosen = measures.path(0);
    for (JsonNode each : measures) {
      if (each.path("lower").asDouble() > each.path("tolerance").asDouble()) {
        chosen = each;
        break;
      }
    }
    return new Measure(
        chosen.path("kind").asText(),
        chosen.path("difference").asDouble(),
        chosen.path("tolerance").asDouble(),
        chosen.at("/candidate/rows").asLong());
  }
}
