package io.plimsoll.server.insight;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** Where a model is in its life. */
public enum ModelState {
  /** A version answers requests. */
  @JsonProperty("live")
  LIVE,
  /** No version answers yet, but a push is being worked on. */
  @JsonProperty("building")
  BUILDING,
  /** The last push failed, or no server could load the version in production. */
  @JsonProperty("failed")
  FAILED,
  /** It runs elsewhere and sends its predictions here. */
  @JsonProperty("observed")
  OBSERVED,
  /** It was made, but nothing was pushed that could run. */
  @JsonProperty("empty")
  EMPTY;

  static ModelState of(
      boolean isInProduction, boolean hasFailedToLoad, @Nullable String lastJobState) {
    if (isInProduction && !hasFailedToLoad) {
      return LIVE;
    }
    if ("queued".equals(lastJobState) || "running".equals(lastJobState)) {
      return BUILDING;
    }
    return isInProduction || "failed".equals(lastJobState) ? FAILED : EMPTY;
  }
}
