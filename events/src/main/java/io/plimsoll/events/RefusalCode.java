package io.plimsoll.events;

import java.util.Locale;

/** Why an event is not taken, as a stable string to count by. */
public enum RefusalCode {
  NOT_JSON,
  MISSING_FIELD,
  WRONG_TYPE,
  UNKNOWN_TYPE,
  INVALID_NAME,
  INVALID_ID,
  OCCURRED_AT_OUT_OF_RANGE,
  TOO_MANY_FEATURES,
  TOO_LONG,
  EVENT_TOO_LARGE,
  NOT_FINITE,
  UNKNOWN_TENANT,
  UNSIGNED,
  UNKNOWN_SIGNER,
  WRONG_SIGNATURE,
  SIGNED_TOO_LONG_AGO,
  WRONG_TENANT,
  MISSING_SCOPE,
  DAY_DROPPED,
  TOO_MANY_SERIES,
  NOT_STORABLE,
  UNREADABLE;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** The wire form. */
  public String text() {
    return text;
  }
}
