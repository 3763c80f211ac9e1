package io.plimsoll.server.jobs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody who waits for a job looks at again and again: its state and the lines since last
 * time. {@code isFirstInLine} says whether no earlier job of the same model is still open.
 */
public record JobGlance(
    JobState state,
    int attempt,
    boolean isFirstInLine,
    @Nullable Integer version,
    @Nullable String error,
    List<LogLine> lines) {
  public JobGlance {
    lines = List.copyOf(lines);
  }
}
