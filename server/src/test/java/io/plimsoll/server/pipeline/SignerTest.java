package io.plimsoll.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.server.platform.crypto.Tokens;
import io.plimsoll.server.platform.database.ProjectId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SignerTest {
  private static final Path GOLDEN = Path.of("..", "contract", "golden", "signature.json");

  @Test
  void signsAsEveryOtherLanguageDoes() throws IOException {
    JsonNode cases = new ObjectMapper().readTree(GOLDEN.toFile()).path("cases");
    assertThat(cases).isNotEmpty();
    for (JsonNode each : cases) {
      Signer signer =
          Signer.of(
              new ProjectId(UUID.randomUUID()), true, Tokens.hash(each.path("apiKey").asText()));
      Optional<ProjectId> project =
          Optional.ofNullable(each.get("project"))
              .filter(JsonNode::isTextual)
              .map(text -> new ProjectId(UUID.fromString(text.asText())));

      byte[] signature =
          signer.sign(
              each.path("signedAtMillis").asLong(),
              project,
              each.path("value").asText().getBytes(StandardCharsets.UTF_8));

      assertThat(HexFormat.of().formatHex(signature))
          .as(each.path("name").asText())
          .isEqualTo(each.path("signature").asText());
    }
  }
}
