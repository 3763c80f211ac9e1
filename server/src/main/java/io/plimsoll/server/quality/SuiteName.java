package io.plimsoll.server.quality;

import io.plimsoll.server.platform.http.Page;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What datasets and suites are called. */
final class SuiteName {
  static final String RULE =
      "must be lower-case letters, digits, dots, dashes and underscores, at most 100, a letter or digit first";
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");

  private SuiteName() {}

  /** The name that the cursor of a list ordered by name stands for; null for the first page. */
  static @Nullable String after(@Nullable String cursor) {
    if (cursor == null || cursor.isEmpty()) {
      return null;
    }
    if (!isName(cursor)) {
      throw Page.unknown(cursor);
    }
    return cursor;
  }

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}
