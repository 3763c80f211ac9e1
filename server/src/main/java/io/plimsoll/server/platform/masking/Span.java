package io.plimsoll.server.platform.masking;

/**
 * A part of a text that is to be hidden.
 *
 * @param isWhole whether it is a whole value, quotes included, and not a part of one
 */
record Span(int from, int to, boolean isWhole) {
  private static final String QUOTES = "\"'";

  /** This one and another that begins within it. */
  Span and(Span other) {
    return other.to <= to ? this : new Span(from, other.to, false);
  }

  /** Whether it is a text or a part of one, and no number, list or object. */
  boolean isText(String text) {
    return !isWhole || QUOTES.indexOf(text.charAt(from)) >= 0;
  }

  /** The text of the span, without the quotes of a value. */
  String inner(String text) {
    boolean isQuoted = isWhole && to - from >= 2 && QUOTES.indexOf(text.charAt(from)) >= 0;
    boolean isClosed = isQuoted && text.charAt(to - 1) == text.charAt(from);
    return text.substring(isQuoted ? from + 1 : from, isClosed ? to - 1 : to);
  }
}
