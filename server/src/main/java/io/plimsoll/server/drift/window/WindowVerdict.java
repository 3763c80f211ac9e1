package io.plimsoll.server.drift.window;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.plimsoll.stats.drift.Comparison;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a comparison of one column comes to. */
@Schema(name = "WindowVerdict")
public enum WindowVerdict {
  /** Beyond chance, and large enough to matter. */
  @JsonProperty("drifted")
  DRIFTED,
  /** Beyond chance, and too small to matter. */
  @JsonProperty("negligible")
  NEGLIGIBLE,
  /** Large enough to matter, and chance alone explains it. */
  @JsonProperty("chance")
  CHANCE,
  @JsonProperty("stable")
  STABLE,
  /** The number is not defined for these values. */
  @JsonProperty("undefined")
  UNDEFINED,
  @JsonProperty("too_few_rows")
  TOO_FEW_ROWS,
  /** The reference does not have the column. */
  @JsonProperty("no_reference")
  NO_REFERENCE,
  /** The window holds no rows of the column. */
  @JsonProperty("no_rows")
  NO_ROWS,
  /** The settings leave the column out. */
  @JsonProperty("ignored")
  IGNORED;

  static WindowVerdict of(Comparison.Finding finding) {
    return switch (finding) {
      case DRIFTED -> DRIFTED;
      case NEGLIGIBLE -> NEGLIGIBLE;
      case CHANCE -> CHANCE;
      case STABLE -> STABLE;
      case UNDEFINED -> UNDEFINED;
    };
  }

  /** Whether values were compared, with a result. */
  public boolean isJudged() {
    return this == DRIFTED || this == NEGLIGIBLE || this == CHANCE || this == STABLE;
  }

  /** The wire form. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
