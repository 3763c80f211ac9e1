package io.plimsoll.server.jobs;

/** What the process that runs a job learns whenever it says that it is still there. */
public enum Heartbeat {
  /** Go on. */
  CONTINUE,
  /** Somebody asked for the job to be cancelled. */
  CANCEL_REQUESTED,
  /** The push that waited for the job is gone, so its outcome would reach nobody. */
  ABANDONED,
  /** The job is not this process's any more: it was taken for dead, or the job is over. */
  LOST
}
