package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the errors that applications reported. */
@ApplicationScoped
public class FailureStore {
  private final Database database;

  public FailureStore(Database database) {
    this.database = database;
  }

  /** At most {@code limit} reported errors after the cursor, newest first. */
  List<ReportedError> errors(Tenant tenant, Cursor after, int limit) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT id, occurred_at, kind, message, stack, model, pipeline, fingerprint, tags
                    FROM errors
                    WHERE (occurred_at, id) < (:occurred, :id)
                    ORDER BY occurred_at DESC, id DESC LIMIT :limit
                    """)
                .bind("occurred", after.occurredAt())
                .bind("id", after.id())
                .bind("limit", limit)
                .map((row, context) -> error(row))
                .list());
  }

  private ReportedError error(ResultSet row) throws SQLException {
    return new ReportedError(
        row.getObject("id", UUID.class),
        Columns.instant(row, "occurred_at"),
        row.getString("kind"),
        row.getString("message"),
        row.getString("stack"),
        row.getString("model"),
        row.getString("pipeline"),
        row.getString("fingerprint"),
        Tags.read(row));
  }

  /**
   * An error that an application reported.
   *
   * @param fingerprint what the cases of one error have in common
   */
  public record ReportedError(
      UUID id,
      Instant occurredAt,
      String kind,
      String message,
      @Nullable String stack,
      @Nullable String model,
      @Nullable String pipeline,
      @Nullable String fingerprint,
      Map<String, String> tags) {
    public ReportedError {
      tags = Map.copyOf(tags);
    }

    Cursor cursor() {
      return new Cursor(occurredAt, id);
    }
  }
}
