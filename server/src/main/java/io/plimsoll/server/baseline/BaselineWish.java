package io.plimsoll.server.baseline;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.platform.http.RequestTime;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a baseline is to be made of, where no file is sent. */
public sealed interface BaselineWish {
  /** Fewer rows say little of a distribution, more are not needed for it. */
  int FEWEST_PREDICTIONS = 100;

  int MOST_PREDICTIONS = 100_000;

  /** The first predictions of the version that are still stored. */
  record FirstPredictions(int rows) implements BaselineWish {}

  /** The traffic from one time, which belongs to it, to another, which does not. */
  record OfTraffic(Instant from, Instant to) implements BaselineWish {}

  /** The baseline of another version; without a number the current one. */
  record OfVersion(int version, @Nullable Integer baseline) implements BaselineWish {}

  /**
   * The wish as it is sent.
   *
   * @param rows how many predictions; for {@code predictions}
   * @param from start of the window; for {@code traffic}
   * @param to its end
   * @param version of the same model; for {@code version}
   * @param baseline its number; without one the current one
   * @param reason why, for those who look at the list later
   * @param makeCurrent whether drift is measured against it from now on
   */
  @Schema(
      name = "BaselineWish",
      requiredProperties = {"source", "reason"})
  record Sent(
      @Nullable Source source,
      @Nullable Integer rows,
      @Nullable String from,
      @Nullable String to,
      @Nullable Integer version,
      @Nullable Integer baseline,
      @Nullable String reason,
      @Nullable Boolean makeCurrent) {

    BaselineWish read(Instant now) {
      if (source == null) {
        throw ProblemException.invalid(
            "source", "is missing; send predictions, traffic or version.");
      }
      return switch (source) {
        case PREDICTIONS -> firstPredictions();
        case TRAFFIC -> traffic(now);
        case VERSION -> otherVersion();
      };
    }

    private FirstPredictions firstPredictions() {
      if (rows == null || rows < FEWEST_PREDICTIONS || rows > MOST_PREDICTIONS) {
        throw ProblemException.invalid(
            "rows",
            "%s is not a number of predictions from %d to %d."
                .formatted(rows, FEWEST_PREDICTIONS, MOST_PREDICTIONS));
      }
      return new FirstPredictions(rows);
    }

    private OfTraffic traffic(Instant now) {
      Instant end = to == null ? now : RequestTime.parse("to", to);
      Instant start = RequestTime.parse("from", from);
      if (!start.isBefore(end) || Duration.between(start, end).compareTo(LONGEST) > 0) {
        throw ProblemException.invalid(
            "from",
            "%s to %s is no window of up to %d days.".formatted(start, end, LONGEST.toDays()));
      }
      return new OfTraffic(start, end);
    }

    private OfVersion otherVersion() {
      if (version == null) {
        throw ProblemException.invalid(
            "version", "is missing; send the number of another version of this model.");
      }
      return new OfVersion(version, baseline);
    }
  }

  /** The longest window that is merged. */
  Duration LONGEST = Duration.ofDays(92);

  /** The words for what a baseline is made of without a file. */
  @Schema(name = "BaselineWishSource")
  enum Source {
    @JsonProperty("predictions")
    PREDICTIONS,
    @JsonProperty("traffic")
    TRAFFIC,
    @JsonProperty("version")
    VERSION
  }
}
