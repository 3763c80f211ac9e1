package io.plimsoll.server.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the server says; {@code topics} only in messages of the type "changed". */
record LiveMessage(
    String type,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> topics,
    Instant at) {

  static LiveMessage hello(Instant at) {
    return new LiveMessage("hello", null, at);
  }

  static LiveMessage ping(Instant at) {
    return new LiveMessage("ping", null, at);
  }

  static LiveMessage changed(Set<String> topics, Instant at) {
    return new LiveMessage("changed", topics.stream().sorted().toList(), at);
  }
}
