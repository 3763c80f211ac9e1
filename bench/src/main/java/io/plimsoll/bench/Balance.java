package io.plimsoll.bench;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;

/**
 * Holds the events that are stored against those that were acknowledged, one by one and by user.
 * Not thread-safe.
 */
final class Balance {
  private final List<SimulatedUser> users;
  private final List<BitSet> stored = new ArrayList<>();
  private long rows;
  private long twice;

  Balance(List<SimulatedUser> users) {
    this.users = List.copyOf(users);
    users.forEach(user -> stored.add(new BitSet(user.sent())));
  }

  /** Counts a stored row by the id that it has. */
  void add(UUID id) {
    UserEvent event = UserEvent.of(id);
    BitSet ofUser = stored.get(event.user());
    rows++;
    twice += ofUser.get(event.number()) ? 1 : 0;
    ofUser.set(event.number());
  }

  long rows() {
    return rows;
  }

  /** Rows beyond the first one of their event. */
  long twice() {
    return twice;
  }

  /** Acknowledged events that are not stored. */
  long lost() {
    return users.stream().mapToLong(this::lost).sum();
  }

  /** How many users miss an event. */
  long usersWithLoss() {
    return users.stream().filter(user -> lost(user) > 0).count();
  }

  private long lost(SimulatedUser user) {
    BitSet ofUser = stored.get(user.number());
    return (long) user.acknowledged() - ofUser.get(0, user.acknowledged()).cardinality();
  }
}
