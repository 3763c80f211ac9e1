package io.plimsoll.server.platform.http;

import java.util.Map;

/**
 * An expected failure of a request. The message names the value and the remedy, because it is shown
 * to the caller as the problem's detail; it must hold no secret.
 */
public final class ProblemException extends RuntimeException {
  /** The extension that says in how many seconds, a whole number, the request may come again. */
  public static final String RETRY_AFTER = "retryAfterSeconds";

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient Map<String, Object> extensions;

  public ProblemException(ErrorCode code, String message) {
    this(code, message, Map.of());
  }

  /** {@code extensions} become further members of the problem document. */
  public ProblemException(ErrorCode code, String message, Map<String, Object> extensions) {
    super(message);
    this.code = code;
    this.extensions = Map.copyOf(extensions);
  }

  public static ProblemException notFound(String what) {
    return new ProblemException(
        ErrorCode.NOT_FOUND, what + " does not exist or is not visible to you.");
  }

  public static ProblemException invalid(String field, String message) {
    return new ProblemException(
        ErrorCode.INVALID_FIELD, field + ": " + message, Map.of("field", field));
  }

  public ErrorCode code() {
    return code;
  }

  public Map<String, Object> extensions() {
    return extensions;
  }
}
