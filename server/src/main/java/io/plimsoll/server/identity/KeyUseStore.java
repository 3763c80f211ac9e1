package io.plimsoll.server.identity;

import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;

/** What keys have used, by day; every process adds its own. */
@ApplicationScoped
public class KeyUseStore implements KeyMeters.Account {
  private final Database database;

  public KeyUseStore(Database database) {
    this.database = database;
  }

  @Override
  public long add(Principal.Machine key, long epochDay, long requests, long refused) {
    return database.transact(
        key.tenant().scope(),
        handle ->
            handle
                .createQuery(
                    """
                    INSERT INTO key_use (key_id, day, project_id, requests, refused)
                    VALUES (:key, :day, :project, :requests, :refused)
                    ON CONFLICT (key_id, day) DO UPDATE SET
                      requests = key_use.requests + excluded.requests,
                      refused = key_use.refused + excluded.refused
                    RETURNING requests
                    """)
                .bind("key", key.keyId())
                .bind("day", LocalDate.ofEpochDay(epochDay))
                .bind("project", key.tenant().project().value())
                .bind("requests", requests)
                .bind("refused", refused)
                .mapTo(Long.class)
                .one());
  }

  /** What all keys of a project have used of a day, as far as it is saved. */
  long used(Tenant tenant, long epochDay) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    "SELECT coalesce(sum(requests), 0) FROM key_use WHERE project_id = :project AND day = :day")
                .bind("project", tenant.project().value())
                .bind("day", LocalDate.ofEpochDay(epochDay))
                .mapTo(Long.class)
                .one());
  }
}
