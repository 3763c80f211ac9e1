package io.plimsoll.server.intake.otlp;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Error reports out of the attributes that the conventions have for an exception. */
final class Failures {
  static final String TYPE = "exception.type";
  static final String MESSAGE = "exception.message";
  static final String STACK = "exception.stacktrace";

  private static final Pattern MODEL = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  private Failures() {}

  static boolean isException(Map<String, String> attributes) {
    return attributes.containsKey(TYPE) || attributes.containsKey(MESSAGE);
  }

  /**
   * An error report.
   *
   * @param failure kind and message
   * @param attributes where the stack and the model may stand
   */
  static Draft report(
      String what,
      UUID id,
      Instant at,
      Map<String, String> tags,
      Sender sender,
      Map<String, Object> failure,
      Map<String, String> attributes) {
    Draft report = Draft.of("error", what, id, at, tags);
    failure.forEach(report::with);
    return report
        .with("pipeline", sender.service())
        .with(
            "stack",
            Optional.ofNullable(attributes.get(STACK))
                .filter(stack -> !stack.isBlank())
                .map(stack -> Texts.shorten(stack, Texts.STACK)))
        .with("model", model(attributes));
  }

  /** The model that a record names, if that is a name that a model of ours can have. */
  private static Optional<String> model(Map<String, String> attributes) {
    return Optional.ofNullable(attributes.get("ml.model.name"))
        .filter(name -> MODEL.matcher(name).matches());
  }
}
