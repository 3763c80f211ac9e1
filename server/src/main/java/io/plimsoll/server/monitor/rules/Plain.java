package io.plimsoll.server.monitor.rules;

/**
 * Text that came in with events (names of features, versions, messages of failures) made fit for a
 * line of a mail: one line, without control characters, of bounded length. A name with a line break
 * in it must not become a header of the mail.
 */
final class Plain {
  private static final int LONGEST_NAME = 80;

  private Plain() {}

  static String name(String text) {
    return line(text, LONGEST_NAME);
  }

  static String line(String text, int longest) {
    String line = text.replaceAll("[\\p{Cntrl}\\s\u2028\u2029]+", " ").strip();
    return line.length() <= longest ? line : line.substring(0, longest - 1) + "…";
  }
}
