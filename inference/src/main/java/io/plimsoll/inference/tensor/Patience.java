package io.plimsoll.inference.tensor;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How long somebody waits for an answer: until a moment of {@link System#nanoTime}, and for as long
 * as they have not left. Asking must not block.
 */
public final class Patience {

  /** Somebody who waits as long as the model takes. */
  public static final Patience ENDLESS = new Patience(false, 0, () -> false);

  private final boolean isLimited;
  private final long deadline;
  private final BooleanSupplier hasLeft;

  private Patience(boolean isLimited, long deadline, BooleanSupplier hasLeft) {
    this.isLimited = isLimited;
    this.deadline = deadline;
    this.hasLeft = hasLeft;
  }

  /** Somebody who may leave, and says so. */
  public static Patience until(BooleanSupplier hasLeft) {
    return new Patience(false, 0, hasLeft);
  }

  /** Somebody who may leave, and does so after some time from now at the latest. */
  public static Patience until(BooleanSupplier hasLeft, Duration limit) {
    return new Patience(true, System.nanoTime() + limit.toNanos(), hasLeft);
  }

  public boolean isLimited() {
    return isLimited;
  }

  /** Whether nobody waits any more. */
  public boolean isOver() {
    return hasLeft.getAsBoolean() || nanosLeft(System.nanoTime()) <= 0;
  }

  /** What is left of the time; {@link Long#MAX_VALUE} without a limit. */
  public long nanosLeft(long now) {
    return isLimited ? deadline - now : Long.MAX_VALUE;
  }
}
