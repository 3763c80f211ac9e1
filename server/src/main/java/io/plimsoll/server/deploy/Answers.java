package io.plimsoll.server.deploy;

import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A model's answer as one line of a log. */
final class Answers {
  private static final int MAX_LENGTH = 200;

  private Answers() {}

  static String text(Map<String, @Nullable Object> answer) {
    String text =
        answer.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(" "));
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + " ...";
  }
}
