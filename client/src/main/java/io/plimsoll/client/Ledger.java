package io.plimsoll.client;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Counts what became of every event, and says each kind of trouble once instead of once per event.
 * Thread-safe.
 */
final class Ledger {
  private final Consumer<String> warnings;
  private final Map<String, Long> refused = new TreeMap<>();
  private final Map<String, Long> dropped = new TreeMap<>();
  private final Set<String> said = new HashSet<>();
  private long accepted;
  private long retries;

  Ledger(Consumer<String> warnings) {
    this.warnings = warnings;
  }

  synchronized void accept(long count) {
    accepted += count;
  }

  void retry(String reason) {
    synchronized (this) {
      retries++;
    }
    say("retry", "Sending events failed (" + reason + "); they are sent again in the background.");
  }

  void refuse(String code, String message) {
    synchronized (this) {
      refused.merge(code, 1L, Long::sum);
    }
    say("refuse:" + code, "An event was refused (" + code + "): " + message);
  }

  void drop(String reason, long count, String message) {
    if (count == 0) {
      return;
    }
    synchronized (this) {
      dropped.merge(reason, count, Long::sum);
    }
    say("drop:" + reason, "Events were dropped (" + reason + "): " + message);
  }

  synchronized Statistics statistics(long queued) {
    return new Statistics(accepted, refused, dropped, queued, retries);
  }

  private void say(String key, String message) {
    synchronized (this) {
      if (!said.add(key)) {
        return;
      }
    }
    try {
      // Outside the lock: a log handler may itself log through this client.
      warnings.accept(message + " Further cases are only counted.");
    } catch (RuntimeException broken) {
      // A log that fails must not fail the caller; the counter has the case.
    }
  }
}
