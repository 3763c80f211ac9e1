package io.plimsoll.server.deploy;

import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.jobs.JobQueue;
import io.plimsoll.server.jobs.RecoveryStore;
import io.plimsoll.server.jobs.RunStore;
import io.plimsoll.server.platform.config.Home;
import io.plimsoll.server.platform.files.FileTree;
import io.plimsoll.server.registry.AliasStore;
import io.plimsoll.server.registry.Environment;
import io.plimsoll.server.registry.ModelName;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/**
 * Clears up after jobs whose process died, also behind a version that was on trial, and sends those
 * on their way that wait for their turn or their time.
 */
@ApplicationScoped
public class DeployRecovery {
  private static final Logger LOG = Logger.getLogger(DeployRecovery.class);

  private final CredentialStore credentials;
  private final RecoveryStore jobs;
  private final RunStore runs;
  private final JobQueue queue;
  private final AliasStore aliases;
  private final Home home;

  public DeployRecovery(
      CredentialStore credentials,
      RecoveryStore jobs,
      RunStore runs,
      JobQueue queue,
      AliasStore aliases,
      Home home) {
    this.credentials = credentials;
    this.jobs = jobs;
    this.runs = runs;
    this.queue = queue;
    this.aliases = aliases;
    this.home = home;
  }

  public void recover() {
    for (Tenant tenant : credentials.allProjects()) {
      try {
        jobs.recover(tenant).forEach(ended -> clear(tenant, ended));
        runs.due(tenant).forEach(queue::offer);
      } catch (RuntimeException failure) {
        // One project's trouble must not keep the others' jobs from being looked after.
        LOG.errorf(failure, "the jobs of %s could not be recovered", tenant.project());
      }
    }
  }

  private void clear(Tenant tenant, RecoveryStore.Ended ended) {
    Integer version = ended.version();
    if (version != null) {
      // Only where the version is on trial is there something to withdraw.
      for (Environment environment : Environment.values()) {
        aliases.withdraw(tenant, new ModelName(ended.model()), environment, version);
      }
    }
    try {
      Path folder = DeployRunner.folder(home, ended.job().toString());
      FileTree.delete(folder);
      FileTree.delete(DeployRunner.graphs(folder));
    } catch (IOException failure) {
      LOG.warnf(
          "the work folder of %s could not be deleted: %s", ended.job(), failure.getMessage());
    }
  }
}
