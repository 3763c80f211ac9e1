package io.plimsoll.events;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Pattern;

/** Says to whoever sent a text that should be JSON what is wrong with it, and where. */
public final class JsonSyntax {
  /** Where the parser saw a bracket open, in terms of its own settings. */
  private static final Pattern OPENED =
      Pattern.compile(" \\((start marker|for \\w+ starting) at .*");

  /** The setting that somebody who has the parser, but not the sender, can change. */
  private static final Pattern SETTING = Pattern.compile(" \\(from `[^`]*`\\)|, from `[^`]*`");

  private JsonSyntax() {}

  /**
   * A sentence about the first fault, with its line and column, both from 1.
   *
   * @param what the text, as the sentence begins: "The body"
   */
  public static String fault(String what, JsonProcessingException fault) {
    String message = fault.getOriginalMessage().lines().findFirst().orElse("");
    if (message.startsWith("Non-standard token")) {
      return "%s is not valid JSON%s, which has no NaN and no infinities; send null."
          .formatted(what, at(fault));
    }
    String reason = OPENED.matcher(message).replaceFirst("");
    return "%s is not valid JSON%s: %s"
        .formatted(what, at(fault), SETTING.matcher(reason).replaceAll(""));
  }

  private static String at(JsonProcessingException fault) {
    JsonLocation location = fault.getLocation();
    return location == null || location.getLineNr() < 1 || location.getColumnNr() < 1
        ? ""
        : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }
}
