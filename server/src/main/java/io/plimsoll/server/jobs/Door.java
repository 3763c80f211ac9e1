package io.plimsoll.server.jobs;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** By which way a model came in. */
public enum Door {
  /** A git push to Plimsoll itself. */
  GIT,
  /** An archive that was sent to the API, as {@code plimsoll deploy} does. */
  UPLOAD,
  /** A push to a repository at GitHub or GitLab, of which they told. */
  WEBHOOK;

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads what {@link #text} wrote. */
  public static Door parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
