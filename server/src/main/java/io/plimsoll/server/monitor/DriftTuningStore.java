package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.rules.DriftRule.Tuning;
import io.plimsoll.server.monitor.rules.Subject;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.stats.Psi;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What people have set for columns, as far as it concerns the rule: which are left out, and whose
 * threshold of the index that the rule computes is another one. Reads the table of drift settings.
 */
@ApplicationScoped
public class DriftTuningStore {
  private static final Set<String> OF_THE_RULE = Set.of("psi.monitor", Psi.DEFINITION);

  private final Database database;

  public DriftTuningStore(Database database) {
    this.database = database;
  }

  Map<Subject, Tuning> tunings(Tenant tenant, String model) {
    return database.transact(
        tenant.scope(),
        handle -> {
          Map<Subject, Tuning> tunings = new HashMap<>();
          handle
              .createQuery(
                  "SELECT role, name, method, threshold, ignored FROM drift_settings WHERE model = :model")
              .bind("model", model)
              .map(
                  (row, context) -> {
                    String method = row.getString("method");
                    Double threshold = row.getObject("threshold", Double.class);
                    // A threshold of another method is in another unit.
                    boolean isOurs =
                        threshold != null
                            && threshold > 0
                            && method != null
                            && OF_THE_RULE.contains(method);
                    return Map.entry(
                        new Subject(
                            Subject.Role.parse(row.getString("role")), row.getString("name")),
                        new Tuning(
                            row.getBoolean("ignored"),
                            isOurs ? OptionalDouble.of(threshold) : OptionalDouble.empty()));
                  })
              .forEach(each -> tunings.put(each.getKey(), each.getValue()));
          return tunings;
        });
  }
}
