package io.plimsoll.inference.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Turns a process's output into lines, bounded in length and in bytes a minute. It always reads on,
 * since a process whose pipe is full would stand still.
 */
public final class LogLines implements Runnable {

  private static final int MAX_LINE = 4000;
  private static final long MINUTE = 60_000_000_000L;

  private final InputStream stream;
  private final int bytesPerMinute;
  private final Consumer<String> lines;
  private final StringBuilder line = new StringBuilder();
  private long windowStart = System.nanoTime();
  private long spent;
  private boolean announced;

  public LogLines(InputStream stream, int bytesPerMinute, Consumer<String> lines) {
    this.stream = stream;
    this.bytesPerMinute = bytesPerMinute;
    this.lines = lines;
  }

  @Override
  public void run() {
    byte[] buffer = new byte[8192];
    try (stream) {
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        // One byte a character keeps lines apart; the text is decoded when the line is complete.
        for (int i = 0; i < count; i++) {
          accept((char) (buffer[i] & 0xff));
        }
      }
    } catch (IOException closed) {
      // The pipe is closed under us whenever a process ends, killed or not: nothing is missing
      // unless it was in the middle of a line.
      if (!line.isEmpty()) {
        line.append(" [output cut off]");
      }
    }
    if (!line.isEmpty()) {
      emit();
    }
  }

  private void accept(char next) {
    if (next == '\n') {
      emit();
    } else if (line.length() < MAX_LINE) {
      line.append(next);
    }
  }

  private void emit() {
    long now = System.nanoTime();
    if (now - windowStart > MINUTE) {
      windowStart = now;
      spent = 0;
      announced = false;
    }
    spent += line.length() + 1;
    if (spent <= bytesPerMinute) {
      byte[] raw = line.toString().getBytes(StandardCharsets.ISO_8859_1);
      lines.accept(new String(raw, StandardCharsets.UTF_8).stripTrailing());
    } else if (!announced) {
      announced = true;
      lines.accept(
          "… more than " + bytesPerMinute + " bytes of output in a minute; the rest is dropped");
    }
    line.setLength(0);
  }
}
