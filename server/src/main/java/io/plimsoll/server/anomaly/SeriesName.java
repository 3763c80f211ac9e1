package io.plimsoll.server.anomaly;

import io.plimsoll.server.platform.http.ProblemException;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Which series.
 *
 * @param subject the model, the pipeline, or the id of the metric's series
 * @param part the stage of a pipeline, else empty
 */
@Schema(name = "AnomalySeriesName")
public record SeriesName(Measure measure, String subject, String part) {
  private static final int LONGEST = 512;

  public SeriesName {
    if (subject.isBlank() || subject.length() > LONGEST) {
      throw ProblemException.invalid(
          "subject",
          "is empty or longer than %d characters; name a model, a pipeline or the id of a metric's series."
              .formatted(LONGEST));
    }
    printable("subject", subject);
    printable("part", part);
    if (part.length() > LONGEST || (measure.of() == Measure.Of.STAGE) == part.isBlank()) {
      throw ProblemException.invalid(
          "part",
          "names the stage, for measures of stages and for no other, in at most %d characters."
              .formatted(LONGEST));
    }
    if (measure.of() == Measure.Of.METRIC && !subject.matches("[0-9]{1,18}")) {
      throw ProblemException.invalid(
          "subject",
          "\"%s\" is not the seriesId of a metric; GET …/metrics lists them.".formatted(subject));
    }
  }

  /** The text, if it can be part of a name: the database stores no NUL. */
  static String printable(String field, String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw ProblemException.invalid(field, "has control characters; no name has.");
    }
    return text;
  }

  /** As {@link #printable}, for what need not be given. */
  static @Nullable String wanted(String field, @Nullable String text) {
    return text == null ? null : printable(field, text);
  }
}
