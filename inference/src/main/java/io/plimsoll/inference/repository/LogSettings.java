package io.plimsoll.inference.repository;

import java.util.Set;
import java.util.TreeSet;

/**
 * What of a version's calls is logged.
 *
 * @param sample the share of rows, from 0 to 1
 * @param mask features and outputs that are left out
 * @param hash features and outputs of which only a keyed hash is kept
 * @param maxBytes the longest row; a longer one is logged without its features
 */
public record LogSettings(double sample, Set<String> mask, Set<String> hash, int maxBytes) {

  /** The largest event that the platform takes. */
  public static final int MOST_BYTES = 256 * 1024;

  static final int LEAST_BYTES = 256;

  /** Every row, as it is. */
  public static final LogSettings ALL = new LogSettings(1, Set.of(), Set.of(), MOST_BYTES);

  public LogSettings {
    mask = Set.copyOf(mask);
    hash = Set.copyOf(hash);
    if (!(sample >= 0 && sample <= 1)) {
      throw new IllegalArgumentException("log.sample has to be from 0 to 1, not " + sample);
    }
    if (maxBytes < LEAST_BYTES || maxBytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "log.maxBytes has to be from %d to %d, not %d"
              .formatted(LEAST_BYTES, MOST_BYTES, maxBytes));
    }
    Set<String> both = new TreeSet<>(mask);
    both.retainAll(hash);
    if (!both.isEmpty()) {
      throw new IllegalArgumentException(
          both + " cannot be both under log.mask and under log.hash");
    }
  }

  /** Whether values are kept as they are. */
  public boolean keepsValues() {
    return mask.isEmpty() && hash.isEmpty();
  }

  /** What is logged where both are to be kept to: whatever one of them hides is hidden. */
  public LogSettings and(LogSettings other) {
    Set<String> masked = new TreeSet<>(mask);
    masked.addAll(other.mask);
    Set<String> hashed = new TreeSet<>(hash);
    hashed.addAll(other.hash);
    hashed.removeAll(masked);
    return new LogSettings(
        Math.min(sample, other.sample), masked, hashed, Math.min(maxBytes, other.maxBytes));
  }

  /** Names that are neither a feature nor an output: they would protect nothing. */
  public Set<String> unknown(Set<String> known) {
    Set<String> unknown = new TreeSet<>(mask);
    unknown.addAll(hash);
    unknown.removeAll(known);
    return unknown;
  }
}
