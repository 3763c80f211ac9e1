package io.plimsoll.server.intake.lineage;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What became of a batch, in the words of the specification.
 *
 * @param status success, or partial_success if an event was refused
 * @param failedEvents those that were refused
 */
@Schema(name = "LineageBatchAnswer")
public record BatchAnswer(
    String status,
    Summary summary,
    @JsonProperty("failed_events") @Schema(name = "failed_events") List<Failed> failedEvents) {
  public BatchAnswer {
    failedEvents = List.copyOf(failedEvents);
  }

  static BatchAnswer of(int received, List<Failed> failed) {
    return new BatchAnswer(
        failed.isEmpty() ? "success" : "partial_success",
        new Summary(received, received - failed.size(), failed.size(), 0, failed.size()),
        failed);
  }

  /** How many events there were, and of those that failed how many are worth sending again. */
  @Schema(name = "LineageBatchSummary")
  public record Summary(
      int received,
      int successful,
      int failed,
      int retriable,
      @JsonProperty("non_retriable") @Schema(name = "non_retriable") int nonRetriable) {}

  /** An event that was refused: its place in the batch, and why. */
  @Schema(name = "LineageBatchFailure")
  public record Failed(int index, String reason, boolean retriable) {}
}
