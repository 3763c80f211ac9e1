package io.plimsoll.stats.anomaly;

import java.util.Optional;

/** Takes the method and the rhythm that a history supports. */
final class Choice {
  /** From so many values on, the level is smoothed. */
  static final int ENOUGH_TO_SMOOTH = 48;

  /** Two cycles of each season have to be seen. */
  static final int DAYS_FOR_DAYS = 2;

  static final int DAYS_FOR_WEEKS = 14;

  /** What a season has to take off the spread to be believed. */
  private static final double GAIN = 0.95;

  /** A week has seven times as many slots, and more of them look like something by chance. */
  private static final double GAIN_OF_WEEKS = 0.9;

  /** Neighbours that tell a slot of the week as well, while few weeks are known. */
  static final int REACH = 2;

  private static final double DENSE = 0.5;

  private final Stretch stretch;
  private final Settings settings;
  private final int present;

  private Choice(Stretch stretch, Settings settings) {
    this.stretch = stretch;
    this.settings = settings;
    this.present = stretch.present();
  }

  static Plan of(Stretch stretch, Settings settings) {
    return new Choice(stretch, settings).plan();
  }

  private Plan plan() {
    if (present < Detector.LEAST_POINTS) {
      return plan(
          Optional.empty(),
          Rhythm.NONE,
          "There are " + present + " values.",
          "It is judged from " + Detector.LEAST_POINTS + " values on.");
    }
    Method wish = settings.method().orElse(Method.HOLT_WINTERS);
    if (wish == Method.ROBUST_Z || wish == Method.EWMA) {
      return plan(Optional.of(wish), Rhythm.NONE, "The method is set.", "");
    }
    boolean isDense = present >= DENSE * stretch.values().length;
    if (!isDense) {
      return plan(
          Optional.of(Method.ROBUST_Z),
          Rhythm.NONE,
          "Only %d of %d buckets have a value, so each is compared with the ones before."
              .formatted(present, stretch.values().length),
          "");
    }
    if (present < ENOUGH_TO_SMOOTH) {
      return plan(
          Optional.of(Method.ROBUST_Z),
          Rhythm.NONE,
          "There are only " + present + " values.",
          "The level is followed from " + ENOUGH_TO_SMOOTH + " values on.");
    }
    return wish == Method.SMOOTHING
        ? plan(Optional.of(wish), Rhythm.NONE, "The method is set.", "")
        : seasonal();
  }

  private Plan seasonal() {
    Rhythm asked = settings.rhythm().orElse(Rhythm.DAILY_AND_WEEKLY);
    if (asked == Rhythm.NONE) {
      return plan(Optional.of(Method.SMOOTHING), asked, "It is set to have no rhythm.", "");
    }
    double days = stretch.days();
    boolean knowsDays = days >= DAYS_FOR_DAYS;
    boolean knowsWeeks = days >= DAYS_FOR_WEEKS;
    String missing = missing(asked, knowsDays, knowsWeeks);
    boolean mayDays = asked.hasDays() && knowsDays;
    boolean mayWeeks = asked.hasWeeks() && knowsWeeks;
    if (!mayDays && !mayWeeks) {
      return plan(
          Optional.of(Method.SMOOTHING),
          Rhythm.NONE,
          "There are %.1f days of values.".formatted(days),
          missing);
    }
    if (settings.rhythm().isPresent()) {
      Rhythm known = rhythm(mayDays, mayWeeks);
      return plan(Optional.of(Method.HOLT_WINTERS), known, "The rhythm is set.", missing);
    }
    return measured(mayWeeks, missing);
  }

  /** By how much each rhythm tells a cycle from the other ones, the simpler first. */
  private Plan measured(boolean mayWeeks, String missing) {
    double[] centred = Learning.centred(stretch.values());
    double none = Robust.scale(centred, 0);
    Season days = Learning.season(centred, stretch, 1, 0);
    Rhythm best = Rhythm.NONE;
    double least = none;
    double daily = Robust.scale(days.unexplained(), 0);
    if (daily < GAIN * least) {
      best = Rhythm.DAILY;
      least = daily;
    }
    if (mayWeeks) {
      double weekly = weeks(centred);
      if (weekly < GAIN_OF_WEEKS * least) {
        best = Rhythm.WEEKLY;
        least = weekly;
      }
      double both = weeks(Learning.without(centred, stretch, days.shape()));
      if (both < GAIN_OF_WEEKS * least) {
        best = Rhythm.DAILY_AND_WEEKLY;
        least = both;
      }
    }
    if (best == Rhythm.NONE) {
      return plan(Optional.of(Method.SMOOTHING), best, "No rhythm was found.", missing);
    }
    String reason =
        "Its %s rhythm takes %.0f %% off the spread."
            .formatted(
                switch (best) {
                  case NONE, DAILY -> "daily";
                  case WEEKLY -> "weekly";
                  case DAILY_AND_WEEKLY -> "daily and weekly";
                },
                100 * (1 - least / none));
    return plan(Optional.of(Method.HOLT_WINTERS), best, reason, missing);
  }

  private double weeks(double[] values) {
    return Math.min(
        Robust.scale(Learning.season(values, stretch, 7, 0).unexplained(), 0),
        Robust.scale(Learning.season(values, stretch, 7, REACH).unexplained(), 0));
  }

  private static String missing(Rhythm asked, boolean knowsDays, boolean knowsWeeks) {
    if (asked.hasDays() && !knowsDays) {
      return "A daily rhythm is learned from %d days on%s."
          .formatted(
              DAYS_FOR_DAYS,
              asked.hasWeeks() ? ", a weekly one from " + DAYS_FOR_WEEKS + " days on" : "");
    }
    return asked.hasWeeks() && !knowsWeeks
        ? "A weekly rhythm is learned from "
            + DAYS_FOR_WEEKS
            + " days on; until then more is let pass."
        : "";
  }

  private static Rhythm rhythm(boolean days, boolean weeks) {
    if (days && weeks) {
      return Rhythm.DAILY_AND_WEEKLY;
    }
    return days ? Rhythm.DAILY : Rhythm.WEEKLY;
  }

  private Plan plan(Optional<Method> method, Rhythm rhythm, String reason, String missing) {
    return new Plan(
        method,
        rhythm,
        reason,
        missing.isEmpty() ? Optional.empty() : Optional.of(missing),
        stretch.first(),
        present);
  }
}
