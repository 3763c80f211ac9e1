package io.plimsoll.server.intake;

import java.util.List;
import java.util.Map;

/** What is sent: at most 1,000 events; contract/events holds the schema of each type. */
public record EventBatch(List<Map<String, Object>> events) {
  public EventBatch {
    events = List.copyOf(events);
  }
}
