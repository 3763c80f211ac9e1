package io.plimsoll.inference.repository;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads runtime.txt, in which repositories made for other platforms name their Python. */
final class RuntimeFile {

  static final String NAME = "runtime.txt";

  private static final Pattern FORM = Pattern.compile("(?:python-)?(3\\.\\d{1,2}(?:\\.\\d{1,2})?)");

  private RuntimeFile() {}

  /** The version of Python that it names. */
  static String parse(String text) throws InvalidRepositoryException {
    String line = text.strip();
    Matcher matcher = FORM.matcher(line);
    if (!matcher.matches()) {
      String shown = line.length() > 60 ? line.substring(0, 60) + "…" : line;
      throw new InvalidRepositoryException(
          NAME + " has to hold a version of Python such as python-3.11, not \"" + shown + "\"");
    }
    return matcher.group(1);
  }
}
