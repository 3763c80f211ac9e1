package io.plimsoll.server.platform.masking;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds values by the names before them, in a text that looks like JSON, may be cut off, may lack a
 * quote, and may hold more of it in a string. A name is what stands between two quotes before a
 * colon; a value that does not end goes on to the end of the text.
 */
final class Members {
  private static final Pattern NAME = Pattern.compile("([\"'])([^\"']*+)\\1\\s*+:\\s*+");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");
  private static final String ENDS_OF_SCALARS = ",}]";

  private Members() {}

  /** Whether the value after a name is to be found. */
  interface Wanted {
    boolean test(String name, boolean isText);
  }

  static List<Span> find(String text, Wanted wanted) {
    List<Span> found = new ArrayList<>();
    Matcher name = NAME.matcher(text);
    int from = 0;
    while (name.find(from)) {
      from = name.end();
      int begin = name.end();
      if (begin < text.length() && wanted.test(plain(name.group(2)), isText(text, begin))) {
        Span value = value(text, begin);
        // That a value is missing is no secret.
        if (value.to() > value.from() && !text.substring(value.from(), value.to()).equals("null")) {
          found.add(value);
          from = value.to();
        }
      }
      if (from >= text.length()) {
        break;
      }
    }
    return found;
  }

  private static boolean isText(String text, int at) {
    return "\"'\\".indexOf(text.charAt(at)) >= 0;
  }

  private static Span value(String text, int from) {
    return switch (text.charAt(from)) {
      case '"', '\'' -> new Span(from, endOfText(text, from), true);
      case '\\' -> quoted(text, from);
      case '{', '[' -> new Span(from, endOfNested(text, from), true);
      default -> new Span(from, endOfScalar(text, from), true);
    };
  }

  /** A value of JSON within a string: its quotes are escaped, and stay. */
  private static Span quoted(String text, int from) {
    int quote = from;
    while (quote < text.length() && text.charAt(quote) == '\\') {
      quote++;
    }
    if (quote == text.length()) {
      return new Span(from, from, false);
    }
    String mark = text.substring(from, quote + 1);
    int end = text.indexOf(mark, quote + 1);
    return new Span(quote + 1, end < 0 ? text.length() : end, false);
  }

  private static int endOfText(String text, int from) {
    char quote = text.charAt(from);
    int at = from + 1;
    while (at < text.length() && text.charAt(at) != quote) {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at + 1, text.length());
  }

  private static int endOfNested(String text, int from) {
    int depth = 0;
    int at = from;
    while (at < text.length()) {
      switch (text.charAt(at)) {
        case '"' -> at = endOfText(text, at) - 1;
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        default -> {}
      }
      at++;
      if (depth == 0) {
        return at;
      }
    }
    return text.length();
  }

  private static int endOfScalar(String text, int from) {
    int at = from;
    while (at < text.length()
        && ENDS_OF_SCALARS.indexOf(text.charAt(at)) < 0
        && !Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** A name without its escapes, and without those of the string that it stands in. */
  private static String plain(String name) {
    String own = name.endsWith("\\") ? name.replaceFirst("\\\\+$", "") : name;
    return own.indexOf('\\') < 0
        ? own
        : ESCAPE
            .matcher(own)
            .replaceAll(
                escape ->
                    Matcher.quoteReplacement(
                        escape.group(1) == null
                            ? escape.group(2)
                            : Character.toString(Integer.parseInt(escape.group(1), 16))));
  }
}
