package io.plimsoll.server.spark;

import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.platform.http.ProblemException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How an application or a part of it stands. */
public enum SparkState {
  RUNNING,
  SUCCEEDED,
  FAILED,
  KILLED,
  /** It said that it runs, and then nothing any more. */
  LOST;

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static SparkState of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** The state that a request names, or a problem that says which there are. */
  static SparkState parse(String text) {
    return Arrays.stream(values())
        .filter(state -> state.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.invalid(
                    "status",
                    "\"%s\" is not one of %s."
                        .formatted(
                            text,
                            Arrays.stream(values())
                                .map(SparkState::text)
                                .collect(Collectors.joining(", ")))));
  }
}
