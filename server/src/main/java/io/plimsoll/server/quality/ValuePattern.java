package io.plimsoll.server.quality;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reads the pattern of a suite, which an SDK will match in the process of its user: one that does
 * not compile is of no use, and one that repeats without end what repeats without end may never
 * come to an end. Python writes some of it otherwise, which is put into Java's words on the way.
 */
final class ValuePattern {
  private static final Pattern NAMED = Pattern.compile("\\(\\?P<\\w+>");
  private static final Pattern NAMED_BEFORE = Pattern.compile("\\(\\?P=\\w+\\)");
  private static final Pattern CONDITION = Pattern.compile("\\(\\?\\(\\w+\\)");
  private static final Pattern COMMENT = Pattern.compile("\\(\\?#[^)]*\\)");
  private static final Pattern REPEAT = Pattern.compile("([*+?]|\\{\\d+}|\\{\\d*,\\d*})[+?]?");

  private final String pattern;
  private final StringBuilder java = new StringBuilder();

  /** For each group that is open, whether something in it repeats without end. */
  private final Deque<Boolean> open = new ArrayDeque<>();

  private int at;
  private boolean isNested;

  private ValuePattern(String pattern) {
    this.pattern = pattern;
  }

  /** What is wrong with a pattern, in words that follow its value. */
  static Optional<String> problemOf(String pattern) {
    ValuePattern read = new ValuePattern(pattern);
    read.walk();
    if (read.isNested) {
      return Optional.of(
          "repeats without end within what repeats without end, which may take for ever; "
              + "bound one of them, as {1,50} does");
    }
    try {
      Pattern.compile(read.java.toString());
      return Optional.empty();
    } catch (PatternSyntaxException problem) {
      return Optional.of("is no regular expression: " + problem.getDescription());
    }
  }

  private void walk() {
    open.push(false);
    while (at < pattern.length()) {
      boolean isEndless = false;
      char letter = pattern.charAt(at);
      if (letter == '(') {
        if (begin()) {
          continue;
        }
      } else if (letter == ')') {
        take(1);
        isEndless = open.size() > 1 && open.pop();
      } else if (letter == '[') {
        set();
      } else if (letter == '\\') {
        take(2);
      } else if (letter == '{') {
        java.append('\\');
        take(1);
      } else {
        take(1);
      }
      repeat(isEndless);
    }
  }

  /** Takes what opens a group, or a comment; false if it was all of what may be repeated now. */
  private boolean begin() {
    if (!skipped(COMMENT).isEmpty()) {
      return true;
    }
    if (!skipped(NAMED_BEFORE).isEmpty()) {
      java.append("(?:)");
      return false;
    }
    open.push(false);
    if (!skipped(NAMED).isEmpty()) {
      java.append('(');
    } else if (!skipped(CONDITION).isEmpty()) {
      java.append("(?:");
    } else {
      take(pattern.startsWith("(?", at) ? 2 : 1);
    }
    return true;
  }

  /** Takes a set of letters, in which brackets and ampersands are letters to Python. */
  private void set() {
    take(pattern.startsWith("[^", at) ? 2 : 1);
    boolean isFirst = true;
    while (at < pattern.length() && (isFirst || pattern.charAt(at) != ']')) {
      char letter = pattern.charAt(at);
      if (letter == ']' || letter == '[' || letter == '&') {
        java.append('\\');
      }
      take(letter == '\\' ? 2 : 1);
      isFirst = false;
    }
    take(1);
  }

  /** Takes how often the last thing is repeated. */
  private void repeat(boolean wasEndless) {
    boolean isEndless = wasEndless;
    for (String repeat = skipped(REPEAT); !repeat.isEmpty(); repeat = skipped(REPEAT)) {
      if (repeat.startsWith("*") || repeat.startsWith("+") || repeat.contains(",}")) {
        isNested |= isEndless;
        isEndless = true;
      }
      java.append(repeat.replace("{,", "{0,"));
    }
    if (isEndless) {
      open.pop();
      open.push(true);
    }
  }

  /** Goes past what is wanted and returns it; nothing if it does not stand here. */
  private String skipped(Pattern wanted) {
    Matcher matcher = wanted.matcher(pattern).region(at, pattern.length());
    if (!matcher.lookingAt()) {
      return "";
    }
    at = matcher.end();
    return matcher.group();
  }

  private void take(int letters) {
    int end = Math.min(pattern.length(), at + letters);
    java.append(pattern, at, end);
    at = end;
  }
}
