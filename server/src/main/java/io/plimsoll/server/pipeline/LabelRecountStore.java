package io.plimsoll.server.pipeline;

import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.pipeline.labels.RecountStore;
import io.plimsoll.server.pipeline.labels.RecountStore.Due;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Counts labels and answers again where the settings of a model have changed, or where they were
 * there before anybody counted. One transaction for each hour, between which new events are stored.
 */
@ApplicationScoped
public class LabelRecountStore {
  private static final Logger LOG = Logger.getLogger(LabelRecountStore.class);

  private final Database database;
  private final CredentialStore projects;
  private final RecountStore recounts = new RecountStore();

  public LabelRecountStore(Database database, CredentialStore projects) {
    this.database = database;
    this.projects = projects;
  }

  /** Recounts what is due in every project; one that fails does not keep the others waiting. */
  public void recountAll() {
    for (Tenant tenant : projects.allProjects()) {
      try {
        recount(tenant);
      } catch (RuntimeException failure) {
        LOG.errorf(failure, "could not count the labels of %s again", tenant.projectSlug());
      }
    }
  }

  /** Recounts what is due in a project. */
  public void recount(Tenant tenant) {
    List<Due> due =
        database.transact(tenant.scope(), handle -> recounts.due(handle, tenant.project()));
    for (Due first : due) {
      Optional<Due> next = Optional.of(first);
      while (next.isPresent()) {
        Due hour = next.get();
        next =
            database.transact(
                tenant.scope(),
                handle -> {
                  ProjectLock.hold(handle, tenant.project());
                  Announcement.announce(
                      handle, tenant.project(), Set.of("performance:" + hour.model()));
                  return recounts.step(handle, tenant.project(), hour);
                });
      }
    }
  }
}
