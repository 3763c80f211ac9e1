package io.plimsoll.server.lineage;

import io.plimsoll.server.platform.http.ProblemException;
import org.jspecify.annotations.Nullable;

/** What may be searched for. */
final class Searches {
  private static final int LONGEST = 500;

  private Searches() {}

  /** The text, or nothing if none was given. */
  static @Nullable String text(String parameter, @Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    if (text.length() > LONGEST || text.indexOf('\0') >= 0) {
      throw ProblemException.invalid(
          parameter, "must have at most %d characters, none of them NUL.".formatted(LONGEST));
    }
    return text.strip();
  }
}
