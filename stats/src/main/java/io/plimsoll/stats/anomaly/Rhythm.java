package io.plimsoll.stats.anomaly;

/** What repeats itself in a series. */
public enum Rhythm {
  NONE(false, false),
  DAILY(true, false),
  WEEKLY(false, true),
  DAILY_AND_WEEKLY(true, true);

  private final boolean hasDays;
  private final boolean hasWeeks;

  Rhythm(boolean hasDays, boolean hasWeeks) {
    this.hasDays = hasDays;
    this.hasWeeks = hasWeeks;
  }

  public boolean hasDays() {
    return hasDays;
  }

  public boolean hasWeeks() {
    return hasWeeks;
  }
}
