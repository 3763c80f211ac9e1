package io.plimsoll.server.registry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.platform.http.ProblemException;
import java.util.Arrays;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a caller with one version while the weights stay.
 *
 * @param field the feature that names the entity, for {@link By#ENTITY}; without one it is what the
 *     call itself names as its entity
 */
public record Sticky(By by, @Nullable String field) {
  public static final Sticky NONE = new Sticky(By.NONE, null);

  private static final int LONGEST_FIELD = 200;

  public Sticky {
    if (field != null && by != By.ENTITY) {
      throw ProblemException.invalid(
          "sticky.field", "names a feature, which goes with \"by\": \"entity\" only.");
    }
    if (field != null && (field.isBlank() || field.length() > LONGEST_FIELD)) {
      throw ProblemException.invalid(
          "sticky.field",
          "must be the name of a feature, of 1 to %d characters.".formatted(LONGEST_FIELD));
    }
  }

  /** What is looked at. */
  @Schema(name = "StickyBy")
  public enum By {
    /** Nothing: every call is drawn by itself. */
    NONE,
    /** The header of the call that is meant for this. */
    HEADER,
    /** What the call is about. */
    ENTITY;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static By parse(String text) {
      return Arrays.stream(values())
          .filter(by -> by.text().equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  ProblemException.invalid(
                      "sticky.by", "\"%s\" is not none, header or entity.".formatted(text)));
    }
  }
}
