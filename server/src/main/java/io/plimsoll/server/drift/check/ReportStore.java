package io.plimsoll.server.drift.check;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The reports of checks: written once, then read. */
@ApplicationScoped
public class ReportStore {
  private static final Set<String> TOPICS = Set.of("models");

  private final Database database;

  public ReportStore(Database database) {
    this.database = database;
  }

  /**
   * Stores the report of a run that was due and moves the check on, both or neither; empty if
   * another process has done so before.
   */
  Optional<UUID> store(Tenant tenant, Check check, Finding finding, Instant next) {
    return database.transact(
        tenant.scope(),
        handle ->
            CheckStore.advance(handle, check, next)
                ? insert(handle, tenant, check, finding)
                : Optional.empty());
  }

  /** Stores the report of a run that a person asked for; the schedule goes on as it would have. */
  Optional<UUID> store(Tenant tenant, Check check, Finding finding) {
    return database.transact(tenant.scope(), handle -> insert(handle, tenant, check, finding));
  }

  private static Optional<UUID> insert(Handle handle, Tenant tenant, Check check, Finding finding) {
    Optional<UUID> stored =
        handle
            .createQuery(
                """
                INSERT INTO drift_reports (project_id, check_id, model, due_at, made_at, outcome, drifted, compared,
                                           cost, row_count, since, until, summary, body)
                VALUES (:project, :check, :model, :due, :made, :outcome, :drifted, :compared, :cost, :rows,
                        :since, :until, :summary, CAST(:body AS json))
                ON CONFLICT (check_id, due_at) DO NOTHING RETURNING id
                """)
            .bind("project", tenant.project().value())
            .bind("check", check.id())
            .bind("model", check.model())
            .bind("due", finding.dueAt())
            .bind("made", finding.madeAt())
            .bind("outcome", finding.outcome().text())
            .bind("drifted", finding.drifted())
            .bind("compared", finding.compared())
            .bind("cost", finding.cost())
            .bind("rows", finding.rows())
            .bind("since", finding.since())
            .bind("until", finding.until())
            .bind("summary", finding.summary())
            .bind("body", finding.body().map(Columns::json).orElse("null"))
            .mapTo(UUID.class)
            .findOne();
    stored.ifPresent(id -> Announcement.announce(handle, tenant.project(), TOPICS));
    return stored;
  }

  /** The reports of a model, the newest first; of one check if it is given. */
  List<Report.Line> list(
      Tenant tenant, String model, @Nullable UUID check, @Nullable UUID before, int limit) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT r.*, c.name AS check_name
                    FROM drift_reports r JOIN drift_checks c ON c.id = r.check_id
                    WHERE r.model = :model AND (CAST(:check AS uuid) IS NULL OR r.check_id = CAST(:check AS uuid))
                      AND (CAST(:before AS uuid) IS NULL OR r.id < CAST(:before AS uuid))
                    ORDER BY r.id DESC LIMIT :limit
                    """)
                .bind("model", model)
                .bind("check", check)
                .bind("before", before)
                .bind("limit", limit)
                .map((row, context) -> line(row))
                .list());
  }

  Optional<Report> find(Tenant tenant, String model, UUID id) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT r.*, c.name AS check_name
                    FROM drift_reports r JOIN drift_checks c ON c.id = r.check_id
                    WHERE r.model = :model AND r.id = :id
                    """)
                .bind("model", model)
                .bind("id", id)
                .map((row, context) -> report(row))
                .findOne());
  }

  /** The report of the same check before this one. */
  Optional<Report> before(Tenant tenant, Report.Line line) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT r.*, c.name AS check_name
                    FROM drift_reports r JOIN drift_checks c ON c.id = r.check_id
                    WHERE r.check_id = :check AND r.due_at < :due ORDER BY r.due_at DESC LIMIT 1
                    """)
                .bind("check", line.check())
                .bind("due", line.dueAt())
                .map((row, context) -> report(row))
                .findOne());
  }

  private static Report report(ResultSet row) throws SQLException {
    boolean hasBody = !row.getString("body").equals("null");
    return new Report(line(row), hasBody ? Columns.json(row, "body", Report.Body.class) : null);
  }

  private static Report.Line line(ResultSet row) throws SQLException {
    return new Report.Line(
        row.getObject("id", UUID.class),
        row.getObject("check_id", UUID.class),
        row.getString("check_name"),
        Columns.instant(row, "due_at"),
        Columns.instant(row, "made_at"),
        Report.Outcome.parse(row.getString("outcome")),
        row.getInt("drifted"),
        row.getInt("compared"),
        row.getDouble("cost"),
        row.getLong("row_count"),
        Columns.instant(row, "since"),
        Columns.instant(row, "until"),
        row.getString("summary"));
  }
}
