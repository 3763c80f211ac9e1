package io.plimsoll.server.monitor.rules;

/**
 * A name in which {@code *} stands for any characters, also none. Matched in time that is at most
 * the product of both lengths, so that no pattern can keep the monitor busy.
 */
final class NamePattern {
  private NamePattern() {}

  static boolean matches(String pattern, String name) {
    int star = -1;
    int from = 0;
    int inPattern = 0;
    int inName = 0;
    while (inName < name.length()) {
      if (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
        star = inPattern++;
        from = inName;
      } else if (inPattern < pattern.length() && pattern.charAt(inPattern) == name.charAt(inName)) {
        inPattern++;
        inName++;
      } else if (star >= 0) {
        // What follows the star does not begin here; the star takes one more character.
        inPattern = star + 1;
        inName = ++from;
      } else {
        return false;
      }
    }
    while (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
      inPattern++;
    }
    return inPattern == pattern.length();
  }
}
