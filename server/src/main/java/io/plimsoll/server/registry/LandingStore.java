package io.plimsoll.server.registry;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Where the pushes of a project land. */
@ApplicationScoped
public class LandingStore {
  /** Stands for the deploy branch, whatever a repository calls it; no branch has this name. */
  private static final String DEPLOY_BRANCH = "";

  private final Database database;
  private final InstantSource clock;

  public LandingStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  public Landing find(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle -> {
          Map<String, Environment> kept = new HashMap<>();
          handle
              .createQuery("SELECT branch, environment FROM landings")
              .map(
                  (row, context) ->
                      Map.entry(
                          row.getString("branch"), Environment.parse(row.getString("environment"))))
              .forEach(entry -> kept.put(entry.getKey(), entry.getValue()));
          Environment deployBranch = kept.remove(DEPLOY_BRANCH);
          return new Landing(
              deployBranch == null ? Landing.DEFAULT.deployBranch() : deployBranch, kept);
        });
  }

  /** Sets it for pushes from now on; a job that is there keeps what it is for. */
  public void set(Tenant tenant, Landing landing, String by) {
    database.run(
        tenant.scope(),
        handle -> {
          handle.execute("DELETE FROM landings");
          Map<String, Environment> kept = new HashMap<>(landing.branches());
          kept.put(DEPLOY_BRANCH, landing.deployBranch());
          insert(handle, tenant, kept, by);
          Announcement.announce(handle, tenant.project(), Set.of(ModelStore.TOPIC));
        });
  }

  private void insert(Handle handle, Tenant tenant, Map<String, Environment> kept, String by) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO landings (project_id, branch, environment, changed_at, changed_by)
            VALUES (:project, :branch, :environment, :now, :by)
            """);
    kept.forEach(
        (branch, environment) ->
            batch
                .bind("project", tenant.project().value())
                .bind("branch", branch)
                .bind("environment", environment.text())
                .bind("now", clock.instant())
                .bind("by", by)
                .add());
    batch.execute();
  }
}
