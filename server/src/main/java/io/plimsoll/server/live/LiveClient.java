package io.plimsoll.server.live;

import io.plimsoll.server.live.LiveWire.Closing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One connected dashboard. At most one message is on the line at a time; what changes meanwhile is
 * gathered, so a slow client costs a set of topics and no queue. Thread-safe.
 */
final class LiveClient {
  static final Duration GAP = Duration.ofMillis(250);
  static final Duration PING_EVERY = Duration.ofSeconds(15);
  static final Duration CHECK_EVERY = Duration.ofSeconds(30);
  static final Duration PATIENCE = Duration.ofSeconds(45);

  private final Visitor visitor;
  private final LiveWire wire;
  private final Coalescer changes = new Coalescer(GAP);
  private @Nullable Instant onTheLineSince;
  private Instant lastSign;
  private Instant nextPing;
  private Instant nextCheck;
  private boolean isClosed;

  LiveClient(Visitor visitor, LiveWire wire, Instant now) {
    this.visitor = visitor;
    this.wire = wire;
    this.lastSign = now;
    this.nextPing = now.plus(PING_EVERY);
    this.nextCheck = now.plus(CHECK_EVERY);
  }

  Visitor visitor() {
    return visitor;
  }

  synchronized void greet(Instant now) {
    send(LiveMessage.hello(now), now);
  }

  /** Tells of changes now, or with the next message if the line is busy or one left just now. */
  synchronized void changed(Set<String> topics, Instant now) {
    changes.add(topics);
    flush(now);
  }

  /** The client gave a sign of life. */
  synchronized void alive(Instant now) {
    lastSign = now;
  }

  /** Does what is due: sends what waits, pings; tells if the client is to be given up, and why. */
  synchronized Optional<Closing> tick(Instant now) {
    if (isClosed) {
      return Optional.empty();
    }
    if (onTheLineSince != null && onTheLineSince.plus(PATIENCE).isBefore(now)) {
      return Optional.of(Closing.SLOW);
    }
    if (lastSign.plus(PATIENCE).isBefore(now)) {
      return Optional.of(Closing.SILENT);
    }
    flush(now);
    if (!now.isBefore(nextPing) && onTheLineSince == null) {
      nextPing = now.plus(PING_EVERY);
      wire.probe();
      send(LiveMessage.ping(now), now);
    }
    return Optional.empty();
  }

  /** Whether the right to be here is to be looked at again; true once for each time it is due. */
  synchronized boolean isCheckDue(Instant now) {
    if (isClosed || now.isBefore(nextCheck)) {
      return false;
    }
    nextCheck = now.plus(CHECK_EVERY);
    return true;
  }

  synchronized void close(Closing closing) {
    if (!isClosed) {
      isClosed = true;
      wire.close(closing);
    }
  }

  private void flush(Instant now) {
    if (onTheLineSince != null || isClosed) {
      return;
    }
    Optional<Set<String>> due = changes.take(now);
    due.ifPresent(topics -> send(LiveMessage.changed(topics, now), now));
  }

  private void send(LiveMessage message, Instant now) {
    onTheLineSince = now;
    wire.send(message, this::sent);
  }

  private synchronized void sent() {
    onTheLineSince = null;
  }
}
