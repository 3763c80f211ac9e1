package io.plimsoll.server.registry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.platform.http.ProblemException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A place in which one version of a model answers: an alias of that name points at it. Only
 * production has a split, a canary and a shadow; the others are reached by their name alone.
 */
public enum Environment {
  DEV,
  STAGING,
  PRODUCTION;

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The environment of that name, if there is one. */
  public static Optional<Environment> find(String text) {
    return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
  }

  /** The environment that a request names. */
  @JsonCreator
  public static Environment parse(String text) {
    return find(text)
        .orElseThrow(
            () ->
                ProblemException.invalid(
                    "environment",
                    "\"%s\" is not one of %s."
                        .formatted(
                            text,
                            Arrays.stream(values())
                                .map(Environment::text)
                                .collect(Collectors.joining(", ")))));
  }

  /** As a sentence begins with it. */
  public String titled() {
    return name().charAt(0) + text().substring(1);
  }

  @Override
  public String toString() {
    return text();
  }
}
