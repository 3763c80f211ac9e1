package io.plimsoll.server.registry;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A change of how production's calls are divided.
 *
 * @param by an e-mail address, {@code key:name}, or the part of the server that did it
 * @param reason in a sentence
 */
public record SplitChange(
    Instant at, String by, Kind kind, String reason, List<Share> before, List<Share> after) {
  public SplitChange {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /** What happened. */
  @Schema(name = "SplitChangeKind")
  public enum Kind {
    SET,
    ENDED;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads what {@link #text} wrote. */
    static Kind parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }
}
