package io.plimsoll.stats.drift;

/**
 * How large a difference is, whatever the number of rows.
 *
 * @param name which measure: "cohens_w", "ks_distance", or the distance itself
 * @param value the size; infinite where the reference has no spread
 * @param relevant from which size on it matters to anybody
 */
public record Effect(String name, double value, double relevant) {
  boolean isRelevant() {
    return value >= relevant;
  }
}
