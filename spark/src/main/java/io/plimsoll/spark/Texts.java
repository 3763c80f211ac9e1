package io.plimsoll.spark;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts of Spark as they may go on the wire: short enough, and without credentials. */
final class Texts {
  private static final int LABEL = 200;
  private static final int NAME = 1_000;
  private static final int MESSAGE = 4_000;

  private static final Pattern USER = Pattern.compile("//[^/@\\s]*@");
  private static final Pattern PARAMETERS = Pattern.compile("[?;][^\\s\\]]*");

  private Texts() {}

  static String label(@Nullable String text) {
    return text == null || text.trim().isEmpty() ? "unnamed" : cut(text, LABEL);
  }

  static String message(@Nullable String text) {
    return cut(text == null ? "" : text, MESSAGE);
  }

  /** The name of a dataset: an address loses its user and its parameters, which hold secrets. */
  static String place(@Nullable String text) {
    String shown = text == null || text.trim().isEmpty() ? "unnamed" : text;
    if (shown.contains("://") || shown.startsWith("jdbc:")) {
      shown = PARAMETERS.matcher(USER.matcher(shown).replaceAll("//")).replaceAll("");
    }
    return cut(shown, NAME);
  }

  /** The name of a format, as short as people write it. */
  static String format(String text) {
    String last = text.substring(text.lastIndexOf('.') + 1);
    return last.length() > 100 ? last.substring(0, 100) : last;
  }

  private static String cut(String text, int most) {
    return text.length() > most ? text.substring(0, most - 1) + "\u2026" : text;
  }
}
