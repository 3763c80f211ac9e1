package io.plimsoll.server.intake.letters;

import io.plimsoll.server.platform.http.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Which letters are meant; null stands for any.
 *
 * @param replayed whether it was sent again
 */
record DeadLetterFilter(@Nullable String code, @Nullable String topic, @Nullable Boolean replayed) {

  /** What a query asks for: open letters are those that were not sent again. */
  static DeadLetterFilter parse(
      @Nullable String code, @Nullable String topic, @Nullable String state) {
    Boolean replayed =
        switch (state == null ? "all" : state) {
          case "open" -> false;
          case "replayed" -> true;
          case "all" -> null;
          default ->
              throw ProblemException.invalid(
                  "state", "\"%s\" is not one of open, replayed, all.".formatted(state));
        };
    return new DeadLetterFilter(code, topic, replayed);
  }
}
