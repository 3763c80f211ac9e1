package io.plimsoll.server.jobs;

import java.util.Locale;

/** Counted things as a person reads them in a log. */
public final class Counts {
  private Counts() {}

  /** Such as {@code 1 row} or {@code 12,000 rows}; the noun is given in the singular. */
  public static String text(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }
}
