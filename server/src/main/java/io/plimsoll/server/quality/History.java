package io.plimsoll.server.quality;

import io.plimsoll.events.DatasetCheck;
import io.plimsoll.events.DatasetColumn;
import java.time.Instant;
import java.util.UUID;

/** Points of the history of a check or a column, one for each batch that has it. */
final class History {
  private History() {}

  /** What became of a check in a batch. */
  public record CheckPoint(UUID batch, Instant occurredAt, DatasetCheck result) {}

  /** What a column was in a batch. */
  public record ColumnPoint(UUID batch, Instant occurredAt, long rows, DatasetColumn column) {}
}
