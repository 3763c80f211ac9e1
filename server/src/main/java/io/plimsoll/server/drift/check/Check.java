package io.plimsoll.server.drift.check;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A comparison that is made again and again.
 *
 * @param referenceVersion of which version the baseline or the traffic is; null for the same one
 * @param version whose traffic is looked at; null for the one that is in production then
 * @param windowSeconds how long the window is that ends when the check is due
 * @param nextDue when it runs next, if it is enabled
 */
@Schema(name = "DriftCheck")
public record Check(
    UUID id,
    String model,
    String name,
    Schedule schedule,
    Reference reference,
    @Nullable String referenceVersion,
    @Nullable String version,
    int windowSeconds,
    boolean enabled,
    Instant nextDue,
    String createdBy,
    Instant createdAt,
    String changedBy,
    Instant changedAt) {

  /** What the window is compared with. */
  @Schema(name = "CheckReference")
  public enum Reference {
    /** The data that the version was pushed with. */
    @JsonProperty("baseline")
    BASELINE,
    /** The window of the same length before it. */
    @JsonProperty("previous")
    PREVIOUS,
    /** What another version was asked in the same window. */
    @JsonProperty("version")
    VERSION
  }
}
