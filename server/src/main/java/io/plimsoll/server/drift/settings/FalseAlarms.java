package io.plimsoll.server.drift.settings;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How many false alarms a week are accepted.
 *
 * @param perWeek null if nobody has set a number: every check then stands at the level of 5 %
 * @param setFor whether the number is the model's own or that of the project
 */
@Schema(name = "FalseAlarmBudget")
public record FalseAlarms(@Nullable Double perWeek, Origin setFor) {
  /** The part of the rule and that of the checks, where both go by one number. */
  public static final double HALF = 0.5;

  /** Whose number it is. */
  @Schema(name = "FalseAlarmBudgetOrigin")
  public enum Origin {
    @JsonProperty("model")
    MODEL,
    @JsonProperty("project")
    PROJECT,
    @JsonProperty("nobody")
    NOBODY
  }
}
