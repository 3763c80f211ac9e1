package io.plimsoll.server.deploy;

import java.util.SplittableRandom;

/**
 * Chooses exactly {@code wanted} of {@code total} rows that come one by one, each with the same
 * chance (selection sampling: Knuth, The Art of Computer Programming, volume 2, 3.4.2, algorithm
 * S). The same counts choose the same rows, so that a job that runs again makes the same baseline.
 */
final class RowChoice {
  private static final long SEED = 0x91e10da5c79e7b1dL;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private long left;
  private long wanted;

  RowChoice(long total, long wanted) {
    this.left = total;
    this.wanted = Math.min(total, wanted);
  }

  /** Whether the next row is among the chosen. */
  boolean take() {
    boolean isChosen = left > 0 && random.nextDouble() * left < wanted;
    left--;
    if (isChosen) {
      wanted--;
    }
    return isChosen;
  }
}
