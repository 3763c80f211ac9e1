package io.plimsoll.server.registry;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether a version can be served: decided by the job that made it. */
public enum VersionState {
  /** Its job has not ended yet. */
  BUILDING,
  READY,
  /** Its job failed or was cancelled before the version went live. */
  FAILED;

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
