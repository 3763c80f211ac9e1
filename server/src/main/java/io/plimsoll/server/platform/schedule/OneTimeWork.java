package io.plimsoll.server.platform.schedule;

import io.plimsoll.server.platform.config.Role;

/**
 * Work that is asked for by {@link WorkQueue}, once for each instance id. After a crash it is run
 * again, so the handler must cope with what an earlier run has left.
 */
public record OneTimeWork(String name, Role role, Handler handler) {

  /** Does the work for one instance. */
  @FunctionalInterface
  public interface Handler {
    void run(String instanceId) throws Exception;
  }
}
