package io.plimsoll.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSyntaxTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\": 1|The body is not valid JSON at line 1, column 8: Unexpected end-of-input: expected close marker for Object",
        "{\"a\": [1}|The body is not valid JSON at line 1, column 9: Unexpected close marker '}': expected ']'",
        "{\"a\": [1, NaN]}|The body is not valid JSON at line 1, column 14, which has no NaN and no infinities; send null.",
      })
  void saysWhatIsWrongAndWhere(String json, String sentence) {
    assertThat(JsonSyntax.fault("The body", faultOf(json))).isEqualTo(sentence);
  }

  @Test
  void countsLines() {
    assertThat(JsonSyntax.fault("The event", faultOf("{\n  \"a\": x\n}")))
        .startsWith("The event is not valid JSON at line 2, column 8: Unrecognized token 'x'");
  }

  @Test
  void keepsSettingsOfTheParserToItself() {
    assertThat(JsonSyntax.fault("The body", faultOf("[".repeat(2_000))))
        .contains("nesting depth", "exceeds the maximum allowed (1000)")
        .doesNotContain("`", "Source");
  }

  private static JsonProcessingException faultOf(String json) {
    return catchThrowableOfType(
        JsonProcessingException.class,
        () -> {
          try (JsonParser parser =
              new JsonFactory().createParser(json.getBytes(StandardCharsets.UTF_8))) {
            while (parser.nextToken() != null) {
              parser.getText();
            }
          }
        });
  }
}
