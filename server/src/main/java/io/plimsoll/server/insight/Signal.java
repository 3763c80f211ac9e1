package io.plimsoll.server.insight;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One thing that the monitor watches of a model, as it judged it last.
 *
 * @param subject the feature or output that drifted; absent for signals of the whole model
 * @param ratio value by threshold: 1 is at the line
 * @param rows how many rows the judgement rests on
 * @param lowConfidence whether the rows are too few, or the value is what chance alone produces
 */
public record Signal(
    Kind signal,
    @Nullable String subject,
    double value,
    double threshold,
    double ratio,
    long rows,
    boolean lowConfidence) {

  /** What is watched. */
  @Schema(name = "SignalKind")
  public enum Kind {
    @JsonProperty("drift")
    DRIFT,
    @JsonProperty("errors")
    ERRORS,
    @JsonProperty("latency")
    LATENCY
  }

  /** The words for this signal in a sentence. */
  String words() {
    return switch (signal) {
      case DRIFT -> subject == null ? "drift" : "drift of `" + subject + "`";
      case ERRORS -> "the error rate";
      case LATENCY -> "latency";
    };
  }
}
