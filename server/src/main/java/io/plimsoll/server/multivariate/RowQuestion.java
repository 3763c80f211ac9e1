package io.plimsoll.server.multivariate;

import io.plimsoll.server.pipeline.SampledRowsStore;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.platform.http.RequestTime;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which window is compared with which baseline; the window begins and ends at full hours. */
record RowQuestion(
    String model, int version, @Nullable Integer baseline, Instant from, Instant to) {
  private static final Duration LONGEST = Duration.ofDays(31);
  private static final Duration USUAL = Duration.ofDays(1);

  /** Without times the last day. */
  static RowQuestion of(
      String model,
      int version,
      @Nullable Integer baseline,
      @Nullable String from,
      @Nullable String to,
      Instant now) {
    Instant end = SampledRowsStore.endOfBucket(to == null ? now : RequestTime.parse("to", to));
    Instant start =
        SampledRowsStore.startOfBucket(
            from == null ? end.minus(USUAL) : RequestTime.parse("from", from));
    if (!start.isBefore(end) || Duration.between(start, end).compareTo(LONGEST) > 0) {
      throw ProblemException.invalid(
          "from",
          "%s to %s is no window of up to %d days.".formatted(start, end, LONGEST.toDays()));
    }
    return new RowQuestion(model, version, baseline, start, end);
  }
}
