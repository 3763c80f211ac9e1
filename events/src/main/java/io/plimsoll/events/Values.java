package io.plimsoll.events;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Named values as they were sent: the JSON text, kept to the letter, and what it says. A value is a
 * {@link Double}, a {@link String}, a {@link Boolean} or null for missing.
 *
 * @param json the text of a JSON object
 */
public record Values(String json, Map<String, @Nullable Object> byName) {
  /** No values. */
  public static final Values NONE = new Values("{}", Map.of());

  public Values {
    byName = ValueMap.copyOf(byName);
  }
}
