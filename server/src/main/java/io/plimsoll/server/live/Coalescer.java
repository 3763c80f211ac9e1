package io.plimsoll.server.live;

import io.plimsoll.server.platform.database.Announcement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gathers topics so that at most one message leaves in each stretch of time: the first at once,
 * what follows together. Holds a bounded number of topics; beyond it, "everything" says the same.
 * Not thread-safe.
 */
final class Coalescer {
  static final int MOST_TOPICS = 200;

  private final Duration gap;
  private final Set<String> waiting = new TreeSet<>();
  private Instant next = Instant.MIN;

  Coalescer(Duration gap) {
    this.gap = gap;
  }

  void add(Set<String> topics) {
    waiting.addAll(topics);
    if (waiting.size() > MOST_TOPICS || waiting.contains(Announcement.EVERYTHING)) {
      waiting.clear();
      waiting.add(Announcement.EVERYTHING);
    }
  }

  /** What may be sent now, if anything is waiting and the last message is long enough ago. */
  Optional<Set<String>> take(Instant now) {
    if (waiting.isEmpty() || now.isBefore(next)) {
      return Optional.empty();
    }
    Set<String> taken = Set.copyOf(waiting);
    waiting.clear();
    next = now.plus(gap);
    return Optional.of(taken);
  }
}
