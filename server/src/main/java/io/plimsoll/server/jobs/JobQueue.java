package io.plimsoll.server.jobs;

import io.plimsoll.server.platform.schedule.WorkQueue;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Hands queued jobs to the processes that play the build role. Offering a job twice does no harm:
 * the scheduler knows the ticket, and only one process can claim it.
 */
@ApplicationScoped
public class JobQueue {
  /** The name of the scheduler's task that runs deploy jobs. */
  public static final String TASK = "deploy";

  private final WorkQueue queue;

  public JobQueue(WorkQueue queue) {
    this.queue = queue;
  }

  public void offer(JobTicket ticket) {
    queue.enqueue(TASK, ticket.text());
  }
}
