package io.plimsoll.server.git;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jgit.transport.ReceivePack;

/** The terminal of the person who pushes: lines appear there as they are written. */
final class PushTerminal {
  private static final Duration QUIET_LIMIT = Duration.ofSeconds(5);

  /**
   * An empty packet of the side band, as git itself sends while it is busy (git's receive-pack.c).
   */
  private static final byte[] KEEP_ALIVE = "0005\1".getBytes(StandardCharsets.US_ASCII);

  private final ReceivePack push;
  private final ClientStream client;
  private long lastWrite = System.nanoTime();

  PushTerminal(ReceivePack push, ClientStream client) {
    this.push = push;
    this.client = client;
  }

  /** Shows a line at once. */
  void line(String text) throws IOException {
    OutputStream messages = push.getMessageOutputStream();
    messages.write((printable(text) + "\n").getBytes(StandardCharsets.UTF_8));
    messages.flush();
    lastWrite = System.nanoTime();
  }

  /** Lets proxies see life, and us see whether the client is still there, when nothing happens. */
  void keepAlive() {
    if (!push.isSideBand() || System.nanoTime() - lastWrite < QUIET_LIMIT.toNanos()) {
      return;
    }
    lastWrite = System.nanoTime();
    try {
      client.write(KEEP_ALIVE, 0, KEEP_ALIVE.length);
      client.flush();
    } catch (IOException gone) {
      // The stream has noted it; whoever asks isGone acts on it.
      return;
    }
  }

  /** Whether the client has left. */
  boolean isGone() {
    return client.isBroken();
  }

  /** Programs print what they like; what would steer the terminal must not reach it. */
  private static String printable(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            character ->
                shown.appendCodePoint(
                    character == '\t' || !Character.isISOControl(character) ? character : '?'));
    return shown.toString();
  }
}
