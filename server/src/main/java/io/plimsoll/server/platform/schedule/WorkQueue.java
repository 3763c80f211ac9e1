package io.plimsoll.server.platform.schedule;

/** Asks for one-time work. */
public interface WorkQueue {
  /**
   * Stores the wish for work {@code name} on {@code instanceId}; asking twice is the same as once.
   * A process that plays the work's role takes it up within a second.
   */
  void enqueue(String name, String instanceId);
}
