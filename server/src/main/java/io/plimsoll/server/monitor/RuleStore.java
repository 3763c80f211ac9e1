package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.rules.Rule;
import io.plimsoll.server.monitor.rules.RuleKind;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** A project's alert rules; the defaults are written when they are first asked for. */
@ApplicationScoped
public class RuleStore {
  private final Database database;
  private final PlimsollConfig.Monitor defaults;

  public RuleStore(Database database, PlimsollConfig config) {
    this.database = database;
    this.defaults = config.monitor();
  }

  /** A rule and the id under which the API knows it. */
  public record StoredRule(UUID id, Rule rule) {
    static StoredRule read(ResultSet row) throws SQLException {
      return new StoredRule(
          row.getObject("id", UUID.class),
          new Rule(
              RuleKind.parse(row.getString("kind")),
              row.getBoolean("enabled"),
              row.getDouble("threshold"),
              row.getInt("minimum_rows"),
              Duration.ofSeconds(row.getInt("window_seconds"))));
    }
  }

  /** All rules of the project, one of each kind. */
  public List<StoredRule> list(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle -> {
          List<StoredRule> rules = select(handle);
          if (rules.size() < RuleKind.values().length) {
            seed(handle, tenant);
            rules = select(handle);
          }
          return rules;
        });
  }

  /** Changes a rule; its kind stays. Empty if the project has no such rule. */
  public Optional<StoredRule> change(
      Tenant tenant, UUID id, boolean enabled, double threshold, int minimumRows, int seconds) {
    return database.transact(
        tenant.scope(),
        handle -> {
          Announcement.announce(handle, tenant.project(), Set.of("alerts", "models"));
          return handle
              .createQuery(
                  """
                  UPDATE alert_rules SET enabled = :enabled, threshold = :threshold, minimum_rows = :rows,
                                         window_seconds = :seconds
                  WHERE id = :id RETURNING *
                  """)
              .bind("enabled", enabled)
              .bind("threshold", threshold)
              .bind("rows", minimumRows)
              .bind("seconds", seconds)
              .bind("id", id)
              .map((row, context) -> StoredRule.read(row))
              .findOne();
        });
  }

  private static List<StoredRule> select(Handle handle) {
    return handle
        .createQuery("SELECT * FROM alert_rules ORDER BY kind")
        .map((row, context) -> StoredRule.read(row))
        .list();
  }

  private void seed(Handle handle, Tenant tenant) {
    for (RuleKind kind : RuleKind.values()) {
      handle
          .createUpdate(
              """
              INSERT INTO alert_rules (project_id, kind, threshold, minimum_rows, window_seconds)
              VALUES (:project, :kind, :threshold, :rows, :seconds) ON CONFLICT (project_id, kind) DO NOTHING
              """)
          .bind("project", tenant.project().value())
          .bind("kind", kind.text())
          .bind("threshold", kind.defaultThreshold())
          .bind("rows", defaults.minimumRows())
          .bind("seconds", seconds())
          .execute();
    }
  }

  /** The configured window, within what the table allows. */
  private int seconds() {
    return Math.clamp(defaults.window().toSeconds(), 60, 86_400);
  }
}
