package io.plimsoll.spark;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How much of the driver's time the listener has taken. Once that is more than half a percent (and
 * a grace that any short application may use up) the detail of single tasks is left out, so that
 * the whole stays below one percent. Thread-safe.
 */
final class TimeBudget {
  private static final long GRACE = 500_000_000L;
  private static final long SHARE = 200;

  private final LongSupplier nanos;
  private final long start;
  private final AtomicLong used = new AtomicLong();

  TimeBudget(LongSupplier nanos) {
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  /** Notes the time since {@code begun}, which is what {@link #now} said then. */
  void note(long begun) {
    used.addAndGet(nanos.getAsLong() - begun);
  }

  long now() {
    return nanos.getAsLong();
  }

  boolean isSpent() {
    return used.get() > GRACE + (nanos.getAsLong() - start) / SHARE;
  }

  double usedMillis() {
    return used.get() / 1e6;
  }
}
