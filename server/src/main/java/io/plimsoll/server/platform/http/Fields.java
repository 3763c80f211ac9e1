package io.plimsoll.server.platform.http;

import org.jspecify.annotations.Nullable;

/** Fields of a request that have to be there; each refusal names the one that is not. */
public final class Fields {
  private Fields() {}

  /** The value of {@code field}, which may be anything but missing. */
  public static <T> T required(String field, @Nullable T value) {
    if (value == null) {
      throw ProblemException.invalid(field, "is missing.");
    }
    return value;
  }

  /** The text of {@code field}, which has to hold more than blanks. */
  public static String requiredText(String field, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw ProblemException.invalid(field, "is missing.");
    }
    return value;
  }
}
