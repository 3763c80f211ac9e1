package io.plimsoll.server.deploy;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What the serving processes say of a version. Only read here; serving writes it. */
@ApplicationScoped
public class ReplicaStore {
  private final Database database;

  public ReplicaStore(Database database) {
    this.database = database;
  }

  /** What was said since {@code since}; what a process said of an earlier trial does not count. */
  Readiness readiness(Tenant tenant, UUID version, Instant since) {
    record Said(String state, String reason) {}
    List<Said> said =
        database.transact(
            tenant.scope(),
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT state, coalesce(reason, '') AS reason FROM replicas
                        WHERE version_id = :version AND (state = 'ready' OR updated_at >= :since)
                        ORDER BY updated_at
                        """)
                    .bind("version", version)
                    .bind("since", since)
                    .map(
                        (row, context) -> new Said(row.getString("state"), row.getString("reason")))
                    .list());
    if (said.stream().anyMatch(one -> one.state().equals("ready"))) {
      return new Readiness.Ready();
    }
    boolean allFailed =
        !said.isEmpty() && said.stream().allMatch(one -> one.state().equals("failed"));
    return allFailed
        ? new Readiness.Failed(said.getLast().reason())
        : new Readiness.Waiting(!said.isEmpty());
  }

  /** Whether a version answers. */
  sealed interface Readiness {
    record Ready() implements Readiness {}

    record Failed(String reason) implements Readiness {}

    /** {@code isSeen} once a serving process has taken note of the version. */
    record Waiting(boolean isSeen) implements Readiness {}
  }
}
