package io.plimsoll.server.insight;

import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.database.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Whether the database answers. */
@ApplicationScoped
public class StatusStore {
  private static final Logger LOG = Logger.getLogger(StatusStore.class);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Database database;

  public StatusStore(Database database) {
    this.database = database;
  }

  /** Asks it; takes a few seconds at most. */
  public boolean reachesDatabase() {
    try {
      return database.transactWithin(
          PATIENCE,
          Scope.NONE,
          handle -> handle.createQuery("SELECT true").mapTo(Boolean.class).one());
    } catch (RuntimeException away) {
      LOG.warnf("the database does not answer: %s", away.getMessage());
      return false;
    }
  }
}
