package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.rules.Severity;
import io.plimsoll.server.monitor.rules.SparkRule;
import io.plimsoll.server.monitor.rules.SparkRuleKind;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A project's rules on applications of Spark; what it has not set is as it came. */
@ApplicationScoped
public class SparkRuleStore {
  private final Database database;

  public SparkRuleStore(Database database) {
    this.database = database;
  }

  /** All rules of the project, one of each kind. */
  List<SparkRule> list(Tenant tenant) {
    Map<SparkRuleKind, SparkRule> changed =
        database.transact(
            tenant.scope(),
            handle ->
                handle
                    .createQuery("SELECT * FROM spark_alert_rules")
                    .map((row, context) -> read(row))
                    .collect(Collectors.toMap(SparkRule::kind, Function.identity())));
    return Arrays.stream(SparkRuleKind.values())
        .map(kind -> changed.getOrDefault(kind, kind.asItCame()))
        .toList();
  }

  void set(Tenant tenant, SparkRule rule) {
    database.run(
        tenant.scope(),
        handle -> {
          handle
              .createUpdate(
                  """
                  INSERT INTO spark_alert_rules (project_id, kind, enabled, severity, threshold, applications)
                  VALUES (:project, :kind, :enabled, :severity, :threshold, :applications)
                  ON CONFLICT (project_id, kind) DO UPDATE SET
                    enabled = excluded.enabled, severity = excluded.severity, threshold = excluded.threshold,
                    applications = excluded.applications
                  """)
              .bind("project", tenant.project().value())
              .bind("kind", rule.kind().text())
              .bind("enabled", rule.isEnabled())
              .bind("severity", rule.severity().text())
              .bind("threshold", rule.threshold())
              .bindArray("applications", String.class, rule.applications())
              .execute();
          Announcement.announce(handle, tenant.project(), Set.of("alerts"));
        });
  }

  private static SparkRule read(ResultSet row) throws SQLException {
    return new SparkRule(
        SparkRuleKind.find(row.getString("kind")).orElseThrow(),
        row.getBoolean("enabled"),
        Severity.parse(row.getString("severity")),
        row.getDouble("threshold"),
        Columns.texts(row, "applications"));
  }
}
