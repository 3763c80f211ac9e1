package io.plimsoll.spark;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the application really ended, which Spark does not say: its end looks the same whether it has
 * done its work, has given up, or was told to stop. What decides is the last action: an application
 * that goes on after a failure has coped with it. Guarded by the recorder.
 */
final class FinalStatus {
  private static final int MOST_STREAMS = 1_000;

  private final Map<String, Failure> streams = new HashMap<>();
  private @Nullable Failure last;

  /** Why something failed. */
  static final class Failure {
    private final String kind;
    private final String message;

    Failure(String kind, String message) {
      this.kind = kind;
      this.message = message;
    }

    String kind() {
      return kind;
    }

    String message() {
      return message;
    }
  }

  /** An action of the application has come to its end. */
  void actionEnded(@Nullable Failure failure) {
    last = failure;
  }

  /** A streaming query began, perhaps once more. */
  void streamStarted(String id) {
    streams.remove(id);
  }

  void streamFailed(String id, Failure failure) {
    if (streams.size() < MOST_STREAMS) {
      streams.put(id, failure);
    }
  }

  /**
   * The status on the wire.
   *
   * @param runningJobs how many jobs were cut off by the end
   * @param exitCode what the application said itself, if it and its version of Spark do
   */
  String text(int runningJobs, @Nullable Integer exitCode) {
    if (exitCode != null && exitCode > 0) {
      return "failed";
    }
    if (runningJobs > 0) {
      return "killed";
    }
    return failure() == null ? "succeeded" : "failed";
  }

  @Nullable Failure failure() {
    return last == null ? streams.values().stream().findFirst().orElse(null) : last;
  }
}
