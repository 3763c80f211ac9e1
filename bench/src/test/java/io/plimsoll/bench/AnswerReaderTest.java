package io.plimsoll.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {
  private static final String ANSWER =
      "HTTP/1.1 202 Accepted\r\nContent-Type: text/plain\r\ncontent-LENGTH: 5\r\n\r\nhello";

  private final AnswerReader reader = new AnswerReader();

  @Test
  void tellsTheStatusOfACompleteAnswer() throws IOException {
    assertThat(reader.read(bytes(ANSWER))).isEqualTo(202);
  }

  @Test
  void findsTheEndHoweverTheBytesArrive() throws IOException {
    for (int cut = 1; cut < ANSWER.length(); cut++) {
      assertThat(reader.read(bytes(ANSWER.substring(0, cut)))).isZero();
      assertThat(reader.read(bytes(ANSWER.substring(cut)))).isEqualTo(202);
    }
  }

  @Test
  void leavesTheBytesOfTheNextAnswer() throws IOException {
    ByteBuffer two = bytes(ANSWER + ANSWER.replace("202", "503"));

    assertThat(reader.read(two)).isEqualTo(202);
    assertThat(reader.read(two)).isEqualTo(503);
    assertThat(two.hasRemaining()).isFalse();
  }

  @Test
  void takesAnAnswerWithAnEmptyBody() throws IOException {
    assertThat(reader.read(bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))).isEqualTo(200);
    assertThat(reader.read(bytes("HTTP/1.1 204 No Content\r\n\r\n"))).isEqualTo(204);
  }

  @Test
  void keepsTheBodyAndHowLongToWaitUntilTheNextAnswer() throws IOException {
    reader.read(bytes(ANSWER.replace("Content-Type", "Retry-After: 7\r\nContent-Type")));
    assertThat(reader.body()).isEqualTo("hello");
    assertThat(reader.secondsToWait()).isEqualTo(7);

    reader.read(bytes(ANSWER.replace("5\r\n\r\nhello", "2000\r\n\r\n" + "x".repeat(2_000))));
    assertThat(reader.body()).isEqualTo("x".repeat(1_024));
    assertThat(reader.secondsToWait()).isZero();
  }

  @Test
  void refusesWhatItCannotMeasure() {
    assertThatThrownBy(
            () -> reader.read(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")))
        .hasMessageContaining("chunked");
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
