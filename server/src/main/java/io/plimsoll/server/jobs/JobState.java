package io.plimsoll.server.jobs;

import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.platform.http.ProblemException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Where a job is on its way; the last four are final. */
public enum JobState {
  QUEUED,
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED,
  /** A newer push of the same model came before this one had begun. */
  SUPERSEDED;

  /** Whether nothing more will happen to the job. */
  public boolean isFinal() {
    return switch (this) {
      case QUEUED, RUNNING -> false;
      case SUCCEEDED, FAILED, CANCELLED, SUPERSEDED -> true;
    };
  }

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads what {@link #text} wrote, or what a caller asks for. */
  public static JobState parse(String text) {
    return Arrays.stream(values())
        .filter(state -> state.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.invalid(
                    "state",
                    "\"%s\" is not one of %s."
                        .formatted(
                            text,
                            Arrays.stream(values())
                                .map(JobState::text)
                                .collect(Collectors.joining(", ")))));
  }
}
