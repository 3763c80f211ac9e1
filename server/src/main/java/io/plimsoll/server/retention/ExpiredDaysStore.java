package io.plimsoll.server.retention;

import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.database.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Finds the days that are too old, and drops them. */
@ApplicationScoped
public class ExpiredDaysStore {
  private final Database database;

  public ExpiredDaysStore(Database database) {
    this.database = database;
  }

  /**
   * A partition that is too old.
   *
   * @param project whose rows it holds; empty if it is shared by those without a time of their own
   */
  public record Expired(EventType type, LocalDate day, Optional<ProjectId> project) {}

  /** What is too old today, oldest first. */
  public List<Expired> find(LocalDate today, int usualDays) {
    return database.transact(
        Scope.NONE,
        handle ->
            handle
                .createQuery("SELECT * FROM gate_expired_days(:today, :days)")
                .bind("today", today)
                .bind("days", usualDays)
                .map(
                    (row, context) ->
                        new Expired(
                            EventType.parse(row.getString("event_table")),
                            row.getObject("day", LocalDate.class),
                            Optional.ofNullable(row.getObject("project_id", UUID.class))
                                .map(ProjectId::new)))
                .list());
  }

  /** Drops one; false if it was gone already. */
  public boolean drop(Expired expired) {
    return database.transact(
        Scope.NONE,
        handle ->
            handle
                .createQuery("SELECT gate_drop_day(:type, :day, CAST(:project AS uuid))")
                .bind("type", expired.type().text())
                .bind("day", expired.day())
                .bind("project", expired.project().map(ProjectId::value).orElse(null))
                .mapTo(Boolean.class)
                .one());
  }
}
