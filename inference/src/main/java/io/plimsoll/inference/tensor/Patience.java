package io.plimsoll.inference.tensor;

import io.plimsoll.inference.tensor.InferenceException.Kind;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How long somebody waits for an answer: until a moment of {@link System#nanoTime}, and for as long
 * as they have not left. Asking must not block.
 */
public final class Patience {
  /**
   * A gRPC client leaves by itself when its deadline passes, which is seen here a little before or
   * after that moment.
   */
  private static final long CLOCKS_APART = Duration.ofMillis(100).toNanos();

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

  /** How a call ends that nobody waits for any more, and that no model has begun with. */
  public InferenceException end() {
    boolean isTimeOver = nanosLeft(System.nanoTime()) <= CLOCKS_APART;
    return isTimeOver || !hasLeft.getAsBoolean()
        ? new InferenceException(
            Kind.TIMEOUT, "the call's deadline passed before the model began with it")
        : new InferenceException(Kind.CANCELLED, "the caller left before the model began");
  }

  /** What is left of the time; {@link Long#MAX_VALUE} without a limit. */
  public long nanosLeft(long now) {
    return isLimited ? deadline - now : Long.MAX_VALUE;
  }
}
