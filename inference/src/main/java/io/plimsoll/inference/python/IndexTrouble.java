package io.plimsoll.inference.python;

import java.util.List;
import java.util.Locale;

/**
 * Tells from what an installer prints whether the package index itself was away: what pip (through
 * urllib3) and uv say of a connection, a name or a server that fails. A package that does not exist
 * prints none of these.
 */
final class IndexTrouble {
  private static final List<String> SIGNS =
      List.of(
          "connection broken by",
          "failed to establish a new connection",
          "temporary failure in name resolution",
          "name or service not known",
          "connection refused",
          "connection reset",
          "read timed out",
          "operation timed out",
          "error sending request",
          "dns error",
          "502 server error",
          "503 server error",
          "504 server error",
          "too many 5",
          "status server error");

  private boolean seen;

  /** Takes note of one line. */
  void hear(String line) {
    String text = line.toLowerCase(Locale.ROOT);
    seen = seen || SIGNS.stream().anyMatch(text::contains);
  }

  /** Whether one of the lines spoke of an index that was away. */
  boolean isSeen() {
    return seen;
  }
}
