package io.plimsoll.server.git.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class SignedTest {
  /** The example of GitHub's documentation, "Validating webhook deliveries". */
  @Test
  void signsAsGitHubDoes() {
    byte[] body = "Hello, World!".getBytes(StandardCharsets.UTF_8);
    assertThat(HexFormat.of().formatHex(Signed.hmac("It's a Secret to Everybody", body)))
        .isEqualTo("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
  }
}
