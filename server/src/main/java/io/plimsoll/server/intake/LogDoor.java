package io.plimsoll.server.intake;

import io.plimsoll.server.platform.eventlog.EventLog;
import io.plimsoll.server.platform.eventlog.EventLogException;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * The last step of every door: into the log, while there is room. What waits for Kafka's word is
 * held in memory, so only so much may wait at once; the rest is refused before it has to. Each
 * refusal is a 503 with Retry-After, and sending the same events again is safe.
 */
@Singleton
public class LogDoor {
  private static final Logger LOG = Logger.getLogger(LogDoor.class);

  /** The share of the heap that events on their way may take, as one part of so many. */
  private static final int SHARE = 8;

  /** What an event takes beside its bytes: headers, a future, its place in lists. */
  private static final int EACH = 500;

  private final EventLog log;
  private final Backlog backlog;
  private final long most;
  private final AtomicLong held = new AtomicLong();

  @Inject
  public LogDoor(EventLog log, Backlog backlog) {
    this(log, backlog, Runtime.getRuntime().maxMemory() / SHARE);
  }

  LogDoor(EventLog log, Backlog backlog, long most) {
    this.log = log;
    this.backlog = backlog;
    this.most = most;
  }

  /** Returns when Kafka has acknowledged every entry. */
  public void append(List<EventLog.Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    backlog.require();
    long size = entries.stream().mapToLong(entry -> entry.value().length + EACH).sum();
    if (held.addAndGet(size) > most) {
      held.addAndGet(-size);
      throw new ProblemException(
          ErrorCode.OVERLOADED,
          "%d bytes of events wait for Kafka already; send these again with the same ids."
              .formatted(held.get()));
    }
    try {
      log.append(entries);
    } catch (EventLogException away) {
      LOG.warnf(away.getCause(), "%d events could not be appended", entries.size());
      throw new ProblemException(
          ErrorCode.EVENT_LOG_UNAVAILABLE,
          "The events could not be stored; send them again with the same ids.");
    } finally {
      held.addAndGet(-size);
    }
  }
}
