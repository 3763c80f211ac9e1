package io.plimsoll.server.drift;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One column of a model's traffic: something that it is given or something that it answers. */
public record Column(Role role, String name) {

  /** Which side of the model a column is on. */
  @Schema(name = "DriftRole")
  public enum Role {
    @JsonProperty("feature")
    FEATURE,
    @JsonProperty("prediction")
    PREDICTION;

    /** The wire form. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads what {@link #text} wrote. */
    public static Role parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  public static Column of(String role, String name) {
    return new Column(Role.parse(role), name);
  }
}
