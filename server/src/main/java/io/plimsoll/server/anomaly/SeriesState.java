package io.plimsoll.server.anomaly;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How far the judgement of a series has come. */
@Schema(name = "AnomalySeriesState")
public enum SeriesState {
  /** It is not judged, as somebody wished. */
  OFF,
  /** It has too few values to tell anything: that none was off says nothing. */
  WARMING_UP,
  /** It is judged, by less than it could be with more of a past. */
  LEARNING,
  /** Nothing is missing. */
  READY;

  static SeriesState of(boolean isEnabled, @Nullable JudgingPlan plan) {
    if (!isEnabled) {
      return OFF;
    }
    if (plan == null || plan.method() == null) {
      return WARMING_UP;
    }
    return plan.missing() == null ? READY : LEARNING;
  }

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
