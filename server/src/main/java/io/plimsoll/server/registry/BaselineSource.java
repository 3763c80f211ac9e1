package io.plimsoll.server.registry;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a baseline was made of. */
@Schema(name = "BaselineKind")
public enum BaselineSource {
  /** The data file or the test data of the push. */
  @JsonProperty("push")
  PUSH,
  /** A file that was uploaded later. */
  @JsonProperty("file")
  FILE,
  /** The first predictions of the version. */
  @JsonProperty("predictions")
  PREDICTIONS,
  /** The traffic of a window. */
  @JsonProperty("traffic")
  TRAFFIC,
  /** A baseline of another version of the model. */
  @JsonProperty("version")
  VERSION;

  /** The word of the tables. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static BaselineSource parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
