package io.plimsoll.server.registry;

import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.platform.http.ProblemException;
import java.util.Optional;
import java.util.regex.Pattern;

/** A model's name, unique in its project. It is part of addresses and of folder names. */
public record ModelName(@JsonValue String text) {
  /** The rule in words, to be shown with a name that breaks it. */
  public static final String RULE =
      "a model's name starts with a lower-case letter or a digit and goes on with at most 62 lower-case "
          + "letters, digits, dots, dashes and underscores";

  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  public ModelName {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("\"%s\": %s".formatted(text, RULE));
    }
  }

  /** The name if it keeps the rule. */
  public static Optional<ModelName> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new ModelName(text)) : Optional.empty();
  }

  /**
   * The name; one that breaks the rule cannot belong to a model, so it is missing like any other.
   */
  public static ModelName require(String text) {
    return parse(text).orElseThrow(() -> ProblemException.notFound("The model " + text));
  }

  @Override
  public String toString() {
    return text;
  }
}
