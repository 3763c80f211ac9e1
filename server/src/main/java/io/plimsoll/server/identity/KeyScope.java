package io.plimsoll.server.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.platform.http.ProblemException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What an API key may do. */
public enum KeyScope {
  /** Call model endpoints. */
  PREDICT,
  /** Send events. */
  EVENTS,
  /** Push models and move aliases. */
  DEPLOY,
  /** Read what the dashboard shows. */
  READ;

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  @JsonCreator
  public static KeyScope parse(String text) {
    return Arrays.stream(values())
        .filter(scope -> scope.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.invalid(
                    "scopes",
                    "\"%s\" is not one of %s."
                        .formatted(
                            text,
                            Arrays.stream(values())
                                .map(KeyScope::text)
                                .collect(Collectors.joining(", ")))));
  }
}
