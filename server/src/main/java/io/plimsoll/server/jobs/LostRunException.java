package io.plimsoll.server.jobs;

/** A run tried to write after its job had been taken from it. */
public final class LostRunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LostRunException(JobId job) {
    super("the job " + job + " is not held by this run any more");
  }
}
