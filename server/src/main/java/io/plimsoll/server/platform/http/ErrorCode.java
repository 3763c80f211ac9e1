package io.plimsoll.server.platform.http;

import java.util.Locale;

/**
 * Every way in which a request can fail, as a stable string that clients and metrics can count by.
 */
public enum ErrorCode {
  INVALID_REQUEST(400),
  INVALID_FIELD(400),
  ALL_EVENTS_REFUSED(400),
  UNAUTHENTICATED(401),
  WRONG_CREDENTIALS(401),
  FORBIDDEN(403),
  CSRF_HEADER_MISSING(403),
  NOT_FOUND(404),
  CONFLICT(409),
  VERSION_NOT_READY(409),
  LAST_OWNER(409),
  INVITATION_EXPIRED(410),
  TOO_LARGE(413),
  UNSUPPORTED_MEDIA_TYPE(415),
  TOO_MANY_REQUESTS(429),
  INTERNAL(500),
  MODEL_FAILED(500),
  SMTP_FAILED(502),
  ARCHIVE_UNAVAILABLE(503),
  BACKLOG_FULL(503),
  DATABASE_UNAVAILABLE(503),
  EVENT_LOG_UNAVAILABLE(503),
  MODEL_UNAVAILABLE(503),
  OVERLOADED(503),
  TIMEOUT(504);

  private final int status;
  private final String text = name().toLowerCase(Locale.ROOT);

  ErrorCode(int status) {
    this.status = status;
  }

  /** The HTTP status that belongs to this code. */
  public int status() {
    return status;
  }

  /** The wire form: lower case with underscores. */
  public String text() {
    return text;
  }
}
