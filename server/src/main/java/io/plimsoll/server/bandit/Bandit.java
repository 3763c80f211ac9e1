package io.plimsoll.server.bandit;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A bandit, or what became of it.
 *
 * @param arms what is known of the versions, and the weights that follow
 * @param isCut whether there was more feedback than is read; the newest is
 * @param lookedAt when the rewards were counted last; null until they were
 * @param reason why it stands where it stands, in a sentence
 * @param history of the weights, the newest first
 */
public record Bandit(
    UUID id,
    State state,
    BanditPlan plan,
    List<Arm> arms,
    boolean isCut,
    @Nullable Instant lookedAt,
    Instant startedAt,
    String startedBy,
    @Nullable Instant endedAt,
    @Nullable String endedBy,
    String reason,
    List<Weights> history) {
  public Bandit {
    arms = List.copyOf(arms);
    history = List.copyOf(history);
  }

  /** Whether it goes on, or how it ended. */
  @Schema(name = "BanditState")
  public enum State {
    RUNNING,
    /** Production points at the version that was chosen. */
    PROMOTED,
    /** Somebody ended it; the version in production has all calls. */
    STOPPED,
    /** Somebody moved production or changed the weights; the bandit kept its hands off. */
    SUPERSEDED;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads what {@link #text} wrote. */
    static State parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * A version.
   *
   * @param rewards how many answers of it have one
   * @param mean of its rewards; null while there are none
   * @param best the probability that its mean reward is the best
   * @param perMille its part of the calls
   */
  @Schema(name = "BanditArm")
  public record Arm(int version, long rewards, @Nullable Double mean, double best, int perMille) {}

  /** The weights from a moment on. */
  @Schema(name = "BanditWeights")
  public record Weights(Instant at, List<Arm> arms) {
    public Weights {
      arms = List.copyOf(arms);
    }
  }

  /** The version that is the best with the greatest probability. */
  Arm leader() {
    return arms.stream().max(Comparator.comparingDouble(Arm::best)).orElseThrow();
  }
}
