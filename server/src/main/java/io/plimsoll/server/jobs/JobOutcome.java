package io.plimsoll.server.jobs;

/** How a run of a job ended. Messages are for the person who asked for the job. */
public sealed interface JobOutcome {
  record Succeeded() implements JobOutcome {}

  record Failed(String message) implements JobOutcome {}

  record Cancelled(String message) implements JobOutcome {}
}
