package io.plimsoll.server.git.webhook;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.jobs.JobId;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What providers have told us, and what became of it. A delivery is known by the provider's id and,
 * at GitHub, by what it says: the id is not part of what is signed there, so that a copy could come
 * under a new one. At GitLab nothing is signed, and two pushes may say the same: forth, back and
 * forth again.
 */
@ApplicationScoped
public class DeliveryStore {
  private static final int KEPT = 500;

  private final Database database;
  private final InstantSource clock;

  public DeliveryStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Whether a delivery was written before, under this id or with this content. */
  boolean isKnown(ConnectedRepository repository, Signed signed) {
    return database.transact(
        repository.tenant().scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT true FROM webhook_deliveries
                    WHERE repository_id = :repository AND (delivery = :delivery OR :signed AND content_hash = :hash) LIMIT 1
                    """)
                .bind("repository", repository.id())
                .bind("delivery", signed.delivery())
                .bind("signed", repository.provider() == Provider.GITHUB)
                .bind("hash", signed.contentHash())
                .mapTo(Boolean.class)
                .findOne()
                .isPresent());
  }

  /** Writes down a delivery and what became of it; a second one of the same id changes nothing. */
  void remember(
      ConnectedRepository repository, Signed signed, String outcome, @Nullable JobId job) {
    Tenant tenant = repository.tenant();
    database.run(
        tenant.scope(),
        handle -> {
          handle
              .createUpdate(
                  """
                  INSERT INTO webhook_deliveries (project_id, repository_id, delivery, content_hash, event, outcome,
                                                  job_id, received_at)
                  VALUES (:project, :repository, :delivery, :hash, :event, :outcome, :job::uuid, :now)
                  ON CONFLICT DO NOTHING
                  """)
              .bind("project", tenant.project().value())
              .bind("repository", repository.id())
              .bind("delivery", signed.delivery())
              .bind("hash", signed.contentHash())
              .bind("event", signed.event())
              .bind("outcome", outcome)
              .bind("job", job == null ? null : job.value())
              .bind("now", clock.instant())
              .execute();
          // Only what made a job could do harm a second time; of the rest, the latest are enough.
          handle
              .createUpdate(
                  """
                  DELETE FROM webhook_deliveries WHERE repository_id = :repository AND job_id IS NULL AND delivery NOT IN
                    (SELECT delivery FROM webhook_deliveries WHERE repository_id = :repository
                     ORDER BY received_at DESC LIMIT :kept)
                  """)
              .bind("repository", repository.id())
              .bind("kept", KEPT)
              .execute();
        });
  }

  /** The latest first. */
  List<Delivery> list(ConnectedRepository repository, int limit) {
    return database.transact(
        repository.tenant().scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM webhook_deliveries WHERE repository_id = :repository
                    ORDER BY received_at DESC, delivery LIMIT :limit
                    """)
                .bind("repository", repository.id())
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list());
  }

  private static Delivery read(ResultSet row) throws SQLException {
    UUID job = row.getObject("job_id", UUID.class);
    return new Delivery(
        row.getString("delivery"),
        row.getString("event"),
        row.getString("outcome"),
        job == null ? null : new JobId(job),
        Columns.instant(row, "received_at"));
  }

  /** A delivery as it is shown. */
  public record Delivery(
      String id, String event, String outcome, @Nullable JobId jobId, Instant receivedAt) {}
}
