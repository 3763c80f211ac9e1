package io.plimsoll.stats;

/** How the values of a feature are compared. */
public enum ProfileType {
  /** Finite doubles with an order: bins come from quantiles. */
  NUMERIC,
  /** Strings, including {@code "true"} and {@code "false"}: every value is its own bin. */
  CATEGORICAL
}
