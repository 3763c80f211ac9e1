package io.plimsoll.server.live;

/** The way to one client. Implemented over a WebSocket, and by a recording twin in tests. */
interface LiveWire {
  /** Sends without waiting; {@code done} runs once, when the message has left or the wire broke. */
  void send(LiveMessage message, Runnable done);

  /** Asks the other side for a sign of life, on the level of the protocol. */
  void probe();

  /** Closes without waiting. */
  void close(Closing closing);

  /** Why the server closes a connection, as the protocol's codes 1000 to 4999 say it. */
  enum Closing {
    SLOW(4408, "messages are not taken off the line"),
    SILENT(4409, "no sign of life"),
    SIGNED_OUT(4401, "the sign-in or key is not valid any more"),
    FORBIDDEN(4403, "the right to look at this project was taken away"),
    GONE(4404, "the project is not visible any more"),
    FULL(1013, "too many connections to this project; try again later");

    private final int code;
    private final String reason;

    Closing(int code, String reason) {
      this.code = code;
      this.reason = reason;
    }

    int code() {
      return code;
    }

    String reason() {
      return reason;
    }
  }
}
