package io.plimsoll.server.git;

/**
 * The commands of a push, which come before the pack: lines, each behind its length in four
 * hexadecimal digits, up to an empty one (gitprotocol-common). They are let pass by.
 */
final class CommandLines {
  private static final int FLUSH = 0;
  private static final int DIGITS = 4;

  private int digits;
  private int leftOfLine;
  private boolean isInLine;
  private boolean isOver;

  /**
   * Looks at the bytes from {@code at} up to {@code end}. Returns where the pack goes on, which is
   * {@code end} while there is none.
   *
   * @throws RefusedPackException if these are no lines
   */
  int look(byte[] bytes, int at, int end) throws RefusedPackException {
    int next = at;
    while (next < end && !isOver) {
      next += isInLine ? pass(end - next) : digit(bytes[next]);
    }
    return next;
  }

  private int pass(int there) {
    int part = Math.min(leftOfLine, there);
    leftOfLine -= part;
    isInLine = leftOfLine > 0;
    return part;
  }

  private int digit(byte next) throws RefusedPackException {
    int digit = Character.digit(next, 16);
    if (digit < 0) {
      throw RefusedPackException.malformed();
    }
    leftOfLine = (leftOfLine << 4) | digit;
    digits++;
    if (digits == DIGITS) {
      digits = 0;
      isOver = leftOfLine == FLUSH;
      // The length counts its own digits.
      leftOfLine = Math.max(0, leftOfLine - DIGITS);
      isInLine = leftOfLine > 0;
    }
    return 1;
  }
}
