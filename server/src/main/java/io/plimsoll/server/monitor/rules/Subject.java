package io.plimsoll.server.monitor.rules;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** A feature or an output of a model. */
public record Subject(Role role, String name) {

  /** Which side of the model a value is on. */
  public enum Role {
    FEATURE,
    PREDICTION;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Role parse(String text) {
      return Role.valueOf(text.toUpperCase(Locale.ROOT));
    }
  }
}
