package io.plimsoll.server.registry;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What runs the code of a version. */
public enum Engine {
  /** The server's own process. */
  JVM,
  /** A Python worker in the sandbox. */
  PYTHON;

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads what {@link #text} wrote. */
  public static Engine parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
