package io.plimsoll.server.anomaly;

import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.stats.anomaly.Direction;
import io.plimsoll.stats.anomaly.Method;
import io.plimsoll.stats.anomaly.Rhythm;
import io.plimsoll.stats.anomaly.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What counts as an anomaly of a series; what is left out of a request is as for its measure.
 *
 * @param threshold how many standard deviations of noise off, 2 to 20
 * @param direction both, up or down
 * @param rhythm auto, none, daily, weekly or daily_and_weekly
 * @param method auto, robust_z, ewma, smoothing or holt_winters
 * @param minimumEffect how far off as a part of what is expected
 * @param minimumChange how far off in the unit of the values
 * @param stepSeconds the width of a bucket: 300, 900, 3600 or 86400
 * @param enabled whether it is judged
 * @param alerts whether people are told
 */
@Schema(name = "AnomalySettings")
public record WatchSettings(
    @Nullable Double threshold,
    @Nullable String direction,
    @Nullable String rhythm,
    @Nullable String method,
    @Nullable Double minimumEffect,
    @Nullable Double minimumChange,
    @Nullable Integer stepSeconds,
    @Nullable Boolean enabled,
    @Nullable Boolean alerts) {
  private static final List<Integer> STEPS = List.of(300, 900, 3_600, 86_400);
  private static final String AUTO = "auto";

  static final WatchSettings UNSAID =
      new WatchSettings(null, null, null, null, null, null, null, null, null);

  /** The settings in full: what was not said is as it is for the measure by default. */
  WatchSettings filled(Measure measure) {
    Usual usual = Usual.of(measure);
    return new WatchSettings(
            Objects.requireNonNullElse(threshold, Settings.THRESHOLD),
            Objects.requireNonNullElse(direction, text(usual.direction())),
            Objects.requireNonNullElse(rhythm, AUTO),
            Objects.requireNonNullElse(method, AUTO),
            Objects.requireNonNullElse(minimumEffect, usual.effect()),
            Objects.requireNonNullElse(minimumChange, usual.change()),
            Objects.requireNonNullElse(stepSeconds, usual.stepSeconds()),
            Objects.requireNonNullElse(enabled, true),
            Objects.requireNonNullElse(alerts, measure.of() == Measure.Of.MODEL))
        .checked();
  }

  /** For the detector; only of settings in full. */
  Settings settings() {
    return new Settings(
        Objects.requireNonNull(threshold),
        parse("direction", Objects.requireNonNull(direction), Direction.values()),
        Objects.requireNonNull(minimumEffect),
        Objects.requireNonNull(minimumChange),
        choice("rhythm", Objects.requireNonNull(rhythm), Rhythm.values()),
        choice("method", Objects.requireNonNull(method), Method.values()));
  }

  int step() {
    return Objects.requireNonNull(stepSeconds);
  }

  private WatchSettings checked() {
    if (!STEPS.contains(stepSeconds)) {
      throw ProblemException.invalid(
          "stepSeconds", "%d is not one of %s.".formatted(stepSeconds, STEPS));
    }
    try {
      settings();
    } catch (IllegalArgumentException outside) {
      throw ProblemException.invalid("settings", outside.getMessage() + ".");
    }
    return this;
  }

  private static <E extends Enum<E>> Optional<E> choice(String field, String text, E[] values) {
    return text.equals(AUTO) ? Optional.empty() : Optional.of(parse(field, text, values));
  }

  private static <E extends Enum<E>> E parse(String field, String text, E[] values) {
    return Arrays.stream(values)
        .filter(value -> text(value).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.invalid(
                    field,
                    "\"%s\" is not one of %s."
                        .formatted(
                            text,
                            Arrays.stream(values)
                                .map(WatchSettings::text)
                                .collect(Collectors.joining(", ")))));
  }

  static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** What matters of a measure unless somebody says otherwise. */
  private record Usual(Direction direction, double effect, double change, int stepSeconds) {
    private static final int QUARTER = 900;
    private static final int HOUR = 3_600;

    static Usual of(Measure measure) {
      return switch (measure) {
        case TRAFFIC -> new Usual(Direction.BOTH, 0.2, 5, QUARTER);
        case ERROR_RATE -> new Usual(Direction.UP, 0.5, 0.02, QUARTER);
        case LATENCY_P50, LATENCY_P95, LATENCY_P99 -> new Usual(Direction.UP, 0.25, 5, QUARTER);
        case METRIC_MEAN, METRIC_P95, METRIC_SUM, METRIC_COUNT ->
            new Usual(Direction.BOTH, 0.1, 0, QUARTER);
        case STAGE_DURATION -> new Usual(Direction.UP, 0.5, 100, HOUR);
        case STAGE_RECORDS_IN, STAGE_RECORDS_OUT -> new Usual(Direction.BOTH, 0.2, 1, HOUR);
        case STAGE_FAILURES -> new Usual(Direction.UP, 0.5, 0.05, HOUR);
      };
    }
  }
}
