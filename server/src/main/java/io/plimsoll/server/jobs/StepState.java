package io.plimsoll.server.jobs;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a step of a job is on its way. */
public enum StepState {
  WAITING,
  RUNNING,
  SUCCEEDED,
  FAILED,
  /** Never reached, because an earlier step failed or the job was cancelled. */
  SKIPPED;

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
