package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** One look at all projects, in turn; one that fails is logged and keeps no other waiting. */
final class EachProject {
  private static final Logger LOG = Logger.getLogger(EachProject.class);

  private final CredentialStore tenants;
  private final String what;

  /**
   * Looks at nothing yet.
   *
   * @param what is told of, in the plural, as the log names it
   */
  EachProject(CredentialStore tenants, String what) {
    this.tenants = tenants;
    this.what = what;
  }

  void look(Consumer<Tenant> each) {
    for (Tenant tenant : tenants.allProjects()) {
      try {
        each.accept(tenant);
      } catch (RuntimeException failure) {
        LOG.errorf(failure, "%s of %s could not be told of", what, tenant.projectSlug());
      }
    }
  }
}
