package io.plimsoll.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Places in a source, as Kafka writes them: {@code {"topic":{"0":123,"1":456}}}. */
final class Offsets {
  private static final Pattern PLACE = Pattern.compile("\"\\d+\"\\s*:\\s*(\\d+)");

  private Offsets() {}

  /** How many records lie between the two; null if these are places of another kind. */
  static @Nullable Long behind(@Nullable String end, @Nullable String latest) {
    Long from = sum(end);
    Long to = sum(latest);
    return from == null || to == null ? null : Math.max(0, to - from);
  }

  private static @Nullable Long sum(@Nullable String offsets) {
    if (offsets == null || !offsets.trim().startsWith("{")) {
      return null;
    }
    Matcher places = PLACE.matcher(offsets);
    Long sum = null;
    while (places.find()) {
      sum = (sum == null ? 0 : sum) + Long.parseLong(places.group(1));
    }
    return sum;
  }
}
