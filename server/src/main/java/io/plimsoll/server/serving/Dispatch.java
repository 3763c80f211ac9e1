package io.plimsoll.server.serving;

import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a call runs: a small one of a model that is open inside the JVM takes microseconds
 * and stays on the event loop; everything else goes to virtual threads, of which a bounded number
 * may be under way.
 */
@Singleton
public class Dispatch {
  /** The body of at most so many bytes is read on the event loop. */
  static final int SMALL_BODY = 32_768;

  private static final int UNDER_WAY = 512;

  private final Semaphore room = new Semaphore(UNDER_WAY);
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Runs a call.
   *
   * @param call is told how to find out that its caller has left
   */
  <T> Uni<T> run(LoadedVersion version, int bodyBytes, Function<BooleanSupplier, T> call) {
    if (!version.hold()) {
      // The version was replaced a moment ago; the caller looks again and finds the new one.
      throw new ProblemException(
          ErrorCode.MODEL_UNAVAILABLE, "The version was just replaced; send the call again.");
    }
    if (bodyBytes <= SMALL_BODY && version.answersAtOnce()) {
      try {
        // On the event loop a call is over before anybody could leave.
        return Uni.createFrom().item(call.apply(() -> false));
      } finally {
        version.release();
      }
    }
    if (!room.tryAcquire()) {
      version.release();
      throw new ProblemException(
          ErrorCode.OVERLOADED,
          "There are %d calls under way already; send this one again later.".formatted(UNDER_WAY));
    }
    AtomicBoolean hasLeft = new AtomicBoolean();
    return Uni.createFrom()
        .item(() -> carryOut(version, call, hasLeft::get))
        .runSubscriptionOn(workers)
        .onCancellation()
        .invoke(() -> hasLeft.set(true));
  }

  /** Null if the caller has left: nobody is there to be told of a refusal. */
  private <T> @Nullable T carryOut(
      LoadedVersion version, Function<BooleanSupplier, T> call, BooleanSupplier hasLeft) {
    try {
      return call.apply(hasLeft);
    } catch (ProblemException refusal) {
      if (hasLeft.getAsBoolean()) {
        // Thrown, it would be logged as a failure that got lost.
        return null;
      }
      throw refusal;
    } finally {
      version.release();
      room.release();
    }
  }
}
