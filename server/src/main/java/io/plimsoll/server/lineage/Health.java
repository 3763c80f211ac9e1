package io.plimsoll.server.lineage;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How a node fares, with the sentences that say why.
 *
 * @param reasons what is wrong, the worst first; what was looked at, if nothing is
 */
public record Health(Level level, List<String> reasons) {
  static final Health UNKNOWN = new Health(Level.UNKNOWN, List.of());

  public Health {
    reasons = List.copyOf(reasons);
  }

  /** What comes first outweighs what follows. */
  @Schema(name = "LineageHealth")
  public enum Level {
    FAILING,
    WARNING,
    PASSING,
    /** Nothing was looked at. */
    UNKNOWN;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Health of(Level level, String reason) {
    return new Health(level, List.of(reason));
  }

  /** Both looked at the same node; good news is left out where there is bad. */
  Health and(Health other) {
    if (level == other.level) {
      List<String> both = new ArrayList<>(reasons);
      both.addAll(other.reasons);
      return new Health(level, both);
    }
    boolean isWorse = level.compareTo(other.level) < 0;
    Health worse = isWorse ? this : other;
    Health better = isWorse ? other : this;
    if (worse.level == Level.PASSING || better.level != Level.WARNING) {
      return worse;
    }
    List<String> both = new ArrayList<>(worse.reasons);
    both.addAll(better.reasons);
    return new Health(worse.level, both);
  }
}
