package io.plimsoll.client;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sends events to a Plimsoll server in the background. {@link #log} returns at once and throws
 * nothing: what cannot be logged is counted, and said once for each kind of trouble. Thread-safe.
 *
 * <pre>{@code
 * try (PlimsollClient client = PlimsollClient.open(Settings.of(url, key))) {
 *   client.log(EventDraft.metric("queue.depth", MetricKind.GAUGE, 12));
 * }
 * }</pre>
 */
public final class PlimsollClient implements AutoCloseable {
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final EventIds ids = new EventIds();
  private final Ledger ledger;
  private final Sender sender;
  private final @Nullable Thread exitHook;

  PlimsollClient(Settings settings, Backoff backoff, Ticker ticker) {
    ledger = new Ledger(settings.warnings());
    sender = new Sender(new HttpCarrier(settings), ledger, settings, backoff, ticker);
    exitHook = settings.flushesAtExit() ? new Thread(this::closeAtExit, "plimsoll-exit") : null;
  }

  /** A client that connects when the first event is due. */
  public static PlimsollClient open(Settings settings) {
    PlimsollClient client = new PlimsollClient(settings, new Backoff(), Ticker.SYSTEM);
    Thread hook = client.exitHook;
    if (hook != null) {
      try {
        Runtime.getRuntime().addShutdownHook(hook);
      } catch (IllegalStateException ending) {
        // The JVM ends already; whoever opened the client now has to close it.
      }
    }
    return client;
  }

  /** Queues an event, encoded at once, and returns its id, which stays the same over retries. */
  public UUID log(EventDraft draft) {
    Instant now = Instant.now();
    UUID id = draft.settle(ids, now);
    try {
      sender.put(draft.encode());
    } catch (RefusedDraftException refused) {
      ledger.refuse(refused.code(), refused.reason());
    } catch (RuntimeException | StackOverflowError bug) {
      // Values of users run code of users (toString), which may throw anything.
      ledger.drop("internal_error", 1, bug.toString());
    }
    return id;
  }

  /** Waits until all that was logged before is settled; whether that came about in time. */
  public boolean flush(Duration timeout) {
    try {
      return sender.flush(timeout.toNanos());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Counts of what became of the events. */
  public Statistics statistics() {
    return sender.statistics();
  }

  /** Sends what waits, for five seconds at most. */
  @Override
  public void close() {
    close(CLOSE_WITHIN);
  }

  /** Sends what waits, for that long at most; what is left then is counted as dropped. */
  public void close(Duration within) {
    if (exitHook != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(exitHook);
      } catch (IllegalStateException ending) {
        // The hook runs already, or will; the second close of two finds nothing to do.
      }
    }
    end(within);
  }

  private void closeAtExit() {
    end(CLOSE_WITHIN);
  }

  private void end(Duration within) {
    try {
      sender.close(within.toNanos());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
