package io.plimsoll.stats.drift;

/** An input that cannot be compared. The message names the value and the remedy. */
public final class DriftInputException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String field;

  /** {@code field} says where in the request: "reference.values", "parameters.count". */
  public DriftInputException(String field, String message) {
    super(message);
    this.field = field;
  }

  public String field() {
    return field;
  }
}
