package io.plimsoll.server.drift.monitored;

import io.plimsoll.server.drift.Column;
import io.plimsoll.server.drift.window.ProfilePair;
import io.plimsoll.stats.DriftScore;
import io.plimsoll.stats.Psi;
import java.util.OptionalDouble;

/**
 * A column of a window as the drift rule judges it, together with all others.
 *
 * @param measure what the value is of: {@link #INDEX}, {@link #MISSING}, or the definition that the
 *     settings name
 * @param value in the unit of the measure
 * @param threshold from which value on a change matters
 * @param noise what chance alone makes of the value; 0 where the measure has no such number
 * @param adjusted the p-value after the correction for all columns, if there is one
 * @param isBeyondChance whether that is as small as the false alarms that are accepted ask for
 * @param isChance whether chance alone explains the value even where one comparison is looked at
 * @param isEnough whether there are rows enough, here and in the baseline, to judge at all
 */
public record RuleColumn(
    Column column,
    String measure,
    double value,
    double threshold,
    double noise,
    OptionalDouble adjusted,
    boolean isBeyondChance,
    boolean isChance,
    boolean isEnough,
    ProfilePair pair) {
  /** The population stability index, which the rule goes by where nothing else is set. */
  public static final String INDEX = "psi";

  /** The difference of the shares of rows without a value, where it alone has drifted. */
  public static final String MISSING = "missing";

  /** Large enough to matter, and more than chance. */
  public boolean isDrifted() {
    return isEnough && isBeyondChance && value > threshold;
  }

  /** The stability index with its bins, whatever the column is judged by. */
  public DriftScore index() {
    return Psi.score(pair.reference(), pair.current());
  }
}
