package io.plimsoll.inference.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogLinesTest {
  private static final int PLENTY = 100_000;

  @Test
  void tellsTheLinesAndTheRestAfterTheLast() {
    assertThat(read(ended("loaded\nready"), PLENTY)).containsExactly("loaded", "ready");
  }

  @Test
  void doesNotCallTheOutputCutOffIfThePipeClosesBetweenTwoLines() {
    assertThat(read(closed("loaded\nready\n"), PLENTY)).containsExactly("loaded", "ready");
    assertThat(read(closed(""), PLENTY)).isEmpty();
  }

  @Test
  void marksTheLineThatThePipeClosedIn() {
    assertThat(read(closed("loaded\nrea"), PLENTY))
        .containsExactly("loaded", "rea [output cut off]");
  }

  @Test
  void dropsWhatExceedsTheBytesOfAMinuteAndSaysSoOnce() {
    assertThat(read(ended("loaded\nready\nand more\nand more\n"), 13))
        .containsExactly(
            "loaded", "ready", "… more than 13 bytes of output in a minute; the rest is dropped");
  }

  private static List<String> read(InputStream output, int bytesPerMinute) {
    List<String> lines = new ArrayList<>();
    new LogLines(output, bytesPerMinute, lines::add).run();
    return lines;
  }

  private static InputStream ended(String output) {
    return new ByteArrayInputStream(output.getBytes(StandardCharsets.UTF_8));
  }

  /** Output after which reading fails, as it does on a pipe that was closed meanwhile. */
  private static InputStream closed(String output) {
    return new FilterInputStream(ended(output)) {
      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        if (count < 0) {
          throw new IOException("Stream closed");
        }
        return count;
      }
    };
  }
}
