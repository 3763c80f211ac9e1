package io.plimsoll.server.serving;

import io.plimsoll.inference.tensor.Patience;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long a caller waits for the answer, by all that its call says of it.
 *
 * @param micros 0 for as long as it takes
 */
record CallLimit(long micros) {
  /** The header by which a caller says it, in milliseconds. */
  static final String HEADER = "X-Request-Timeout-Ms";

  /** The header by which Envoy says how long it waits, and with it Istio and KServe. */
  static final String ENVOY = "x-envoy-expected-rq-timeout-ms";

  static final CallLimit NONE = new CallLimit(0);

  private static final long MOST_MILLIS = Duration.ofDays(1).toMillis();

  /** What the two headers say; the shorter holds. */
  static CallLimit ofHeaders(@Nullable String own, @Nullable String envoy) {
    return ofHeader(HEADER, own).and(ofHeader(ENVOY, envoy).micros());
  }

  private static CallLimit ofHeader(String name, @Nullable String value) {
    if (value == null) {
      return NONE;
    }
    try {
      long millis = Long.parseLong(value.strip());
      if (millis > 0 && millis <= MOST_MILLIS) {
        return new CallLimit(millis * 1_000);
      }
    } catch (NumberFormatException notANumber) {
      // Falls through to the one message that names header, value and bounds.
    }
    throw new ProblemException(
        ErrorCode.INVALID_REQUEST,
        "%s: \"%s\" is not a whole number of milliseconds from 1 to %d."
            .formatted(name, value, MOST_MILLIS));
  }

  /** The shorter of the two; 0 is none. */
  CallLimit and(long otherMicros) {
    boolean isShorter = otherMicros > 0 && (micros == 0 || otherMicros < micros);
    return isShorter ? new CallLimit(otherMicros) : this;
  }

  /** From now on. */
  Patience patience(BooleanSupplier hasLeft) {
    return micros == 0
        ? Patience.until(hasLeft)
        : Patience.until(hasLeft, Duration.of(micros, ChronoUnit.MICROS));
  }
}
