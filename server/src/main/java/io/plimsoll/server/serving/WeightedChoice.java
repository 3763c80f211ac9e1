package io.plimsoll.server.serving;

import io.plimsoll.server.registry.Share;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses one of several weighted versions, by chance or by a key. Immutable; choosing is
 * arithmetic and allocates nothing.
 *
 * <p>A key is placed by weighted rendezvous hashing (C. Schindelhauer and G. Schomaker, "Weighted
 * distributed hash tables", SPAA 2005): each version draws a number for the key, and the smallest
 * of −ln(number) / weight wins. A weight enters the bid of its own version only, so when weights
 * change a key moves only away from a version that has lost, or to one that has gained; of two
 * versions, no key moves that does not have to. It is the same in every process and after every
 * restart.
 */
final class WeightedChoice {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final int[] upTo;
  private final long[] seeds;
  private final double[] inverseWeights;

  /** A version and its weight in thousandths. */
  record Weight(UUID version, int perMille) {}

  WeightedChoice(List<Weight> weights) {
    int size = weights.size();
    upTo = new int[size];
    seeds = new long[size];
    inverseWeights = new double[size];
    int sum = 0;
    for (int i = 0; i < size; i++) {
      Weight weight = weights.get(i);
      UUID id = weight.version();
      sum += weight.perMille();
      upTo[i] = sum;
      seeds[i] = mix(id.getMostSignificantBits() ^ id.getLeastSignificantBits());
      inverseWeights[i] = 1.0 / weight.perMille();
    }
    if (sum != Share.WHOLE) {
      throw new IllegalArgumentException(
          "The weights sum to %d, not %d.".formatted(sum, Share.WHOLE));
    }
  }

  /** An index, by chance. */
  int draw() {
    if (upTo.length == 1) {
      return 0;
    }
    int drawn = ThreadLocalRandom.current().nextInt(Share.WHOLE);
    int i = 0;
    while (drawn >= upTo[i]) {
      i++;
    }
    return i;
  }

  /** The index to which a key belongs. */
  int place(CharSequence key) {
    long hash = hash(key);
    int best = 0;
    double lowest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < seeds.length; i++) {
      double bid = bid(hash, seeds[i]) * inverseWeights[i];
      if (bid < lowest) {
        lowest = bid;
        best = i;
      }
    }
    return best;
  }

  /** FNV-1a with 64 bits, over the key's UTF-16 code units. */
  private static long hash(CharSequence key) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * FNV_PRIME;
    }
    return hash;
  }

  private static double bid(long key, long seed) {
    // The 53 bits of a double, moved by half of the last: never 0, whose logarithm is infinite.
    return -Math.log(((mix(key ^ seed) >>> 11) + 0.5) * 0x1.0p-53);
  }

  /** The finaliser of SplitMix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014). */
  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
