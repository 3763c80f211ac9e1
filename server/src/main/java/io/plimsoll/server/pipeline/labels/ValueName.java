package io.plimsoll.server.pipeline.labels;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One name for one class or one value of a segment, whether it comes as the number of an event or
 * as that of a table. A name is a key of what is stored, and comes back from there as it went.
 */
final class ValueName {
  private static final int LONGEST = 200;

  private ValueName() {}

  static String of(@Nullable Object value) {
    if (value instanceof Number number) {
      double exact = number.doubleValue();
      boolean isWhole = exact == Math.rint(exact) && Math.abs(exact) < 1e15;
      return isWhole ? Long.toString((long) exact) : Double.toString(exact);
    }
    String text = cut(String.valueOf(value));
    return isStorable(text)
        ? text
        : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
            .replace('\0', '\uFFFD');
  }

  private static String cut(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    boolean isPairCut = Character.isHighSurrogate(text.charAt(LONGEST - 1));
    return text.substring(0, isPairCut ? LONGEST - 1 : LONGEST);
  }

  /** Half of a surrogate pair would not come back, and the database takes no NUL. */
  private static boolean isStorable(String text) {
    for (int at = 0; at < text.length(); at++) {
      char each = text.charAt(at);
      if (each == 0 || Character.isSurrogate(each)) {
        return false;
      }
    }
    return true;
  }
}
