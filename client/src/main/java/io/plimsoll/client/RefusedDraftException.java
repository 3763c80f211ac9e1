package io.plimsoll.client;

/**
 * An event that the server could never take; counted under its code and never thrown at callers.
 */
final class RefusedDraftException extends Exception {
  private final String code;

  RefusedDraftException(String code, String message) {
    super(message);
    this.code = code;
  }

  String code() {
    return code;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
