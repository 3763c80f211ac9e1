package io.plimsoll.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds the end of each HTTP/1.1 answer in what a connection delivers, its status and the beginning
 * of its body. It knows only what the drivers need: answers with a Content-Length. Not thread-safe.
 */
final class AnswerReader {
  private static final int STATUS_AT = 9;
  private static final int MOST_HEAD_BYTES = 16_384;
  private static final int MOST_BODY_KEPT = 1_024;
  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] CHUNKED = "transfer-encoding:".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] RETRY_AFTER = "retry-after:".getBytes(StandardCharsets.ISO_8859_1);

  private final byte[] head = new byte[MOST_HEAD_BYTES];
  private final byte[] body = new byte[MOST_BODY_KEPT];
  private int headBytes;
  private int bodyBytes;
  private long bodyLeft = -1;
  private int status;
  private int secondsToWait;

  /**
   * Takes bytes up to the end of one answer.
   *
   * @return the status if the answer is complete, 0 if more bytes are needed
   */
  int read(ByteBuffer bytes) throws IOException {
    while (bodyLeft < 0) {
      if (!bytes.hasRemaining()) {
        return 0;
      }
      addToHead(bytes.get());
    }
    int taken = (int) Math.min(bodyLeft, bytes.remaining());
    int kept = Math.min(taken, MOST_BODY_KEPT - bodyBytes);
    bytes.get(bytes.position(), body, bodyBytes, kept);
    bodyBytes += kept;
    bytes.position(bytes.position() + taken);
    bodyLeft -= taken;
    if (bodyLeft > 0) {
      return 0;
    }
    bodyLeft = -1;
    headBytes = 0;
    return status;
  }

  /** The first kilobyte of the last answer's body. */
  String body() {
    return new String(body, 0, bodyBytes, StandardCharsets.UTF_8);
  }

  /** What the last answer's Retry-After asks for; 0 if it has none. */
  int secondsToWait() {
    return secondsToWait;
  }

  private void addToHead(byte next) throws IOException {
    if (headBytes == MOST_HEAD_BYTES) {
      throw new IOException("The head of an answer has more than " + MOST_HEAD_BYTES + " bytes.");
    }
    head[headBytes++] = next;
    boolean isEnd =
        next == '\n'
            && headBytes >= 4
            && head[headBytes - 2] == '\r'
            && head[headBytes - 3] == '\n'
            && head[headBytes - 4] == '\r';
    if (isEnd) {
      status = number(STATUS_AT);
      bodyBytes = 0;
      secondsToWait = 0;
      bodyLeft = length();
    }
  }

  private long length() throws IOException {
    long length = -1;
    for (int i = 0; i < headBytes; i++) {
      if (head[i] == '\n' && startsWith(i + 1, LENGTH)) {
        length = number(i + 1 + LENGTH.length);
      }
      if (head[i] == '\n' && startsWith(i + 1, RETRY_AFTER)) {
        secondsToWait = number(i + 1 + RETRY_AFTER.length);
      }
      if (head[i] == '\n' && startsWith(i + 1, CHUNKED)) {
        throw new IOException("The answer is chunked; the driver reads those with a length only.");
      }
    }
    if (length >= 0) {
      return length;
    }
    if (status == 204) {
      return 0;
    }
    throw new IOException(
        "The answer says no length: "
            + new String(head, 0, headBytes, StandardCharsets.ISO_8859_1));
  }

  private int number(int from) throws IOException {
    int at = from;
    while (at < headBytes && head[at] == ' ') {
      at++;
    }
    int value = 0;
    int digits = 0;
    for (; at < headBytes && head[at] >= '0' && head[at] <= '9' && digits < 9; at++, digits++) {
      value = value * 10 + head[at] - '0';
    }
    if (digits == 0) {
      throw new IOException(
          "This is no HTTP/1.1: " + new String(head, 0, headBytes, StandardCharsets.ISO_8859_1));
    }
    return value;
  }

  private boolean startsWith(int from, byte[] lowerCase) {
    if (from + lowerCase.length > headBytes) {
      return false;
    }
    for (int i = 0; i < lowerCase.length; i++) {
      int letter = head[from + i];
      if (letter >= 'A' && letter <= 'Z') {
        letter += 'a' - 'A';
      }
      if (letter != lowerCase[i]) {
        return false;
      }
    }
    return true;
  }
}
