package io.plimsoll.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.plimsoll.events.Contract.Example;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SchemaTest {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final SchemaCheck check = new SchemaCheck(Contract.schemas());

  static Stream<Example> examples() {
    return Contract.examples().stream();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void sayWhatTheReaderSays(Example example) {
    Optional<JsonNode> event = parse(example);
    String schema = example.file().equals("common") ? "metric" : example.file();
    boolean isTaken =
        event.map(json -> check.accepts("urn:plimsoll:schema:" + schema, json)).orElse(false);
    assertThat(isTaken).isEqualTo(example.code().isEmpty() || example.isBeyondSchema());
  }

  @Test
  void takeABatchOfAllGoodExamples() {
    ArrayNode events = JSON.createArrayNode();
    Contract.examples().stream()
        .filter(example -> example.code().isEmpty())
        .forEach(example -> events.add(parse(example).orElseThrow()));
    JsonNode batch = JSON.createObjectNode().set("events", events);
    assertThat(events).hasSizeGreaterThan(40);
    assertThat(check.accepts("urn:plimsoll:schema:batch", batch)).isTrue();
  }

  @Test
  void refuseABatchWithoutEventsOrWithABadOne() {
    JsonNode bad = JSON.createObjectNode().set("events", JSON.createArrayNode().addObject());
    assertThat(check.accepts("urn:plimsoll:schema:batch", JSON.createObjectNode())).isFalse();
    assertThat(check.accepts("urn:plimsoll:schema:batch", bad)).isFalse();
  }

  /** Empty where the text is no JSON at all, of which no schema speaks. */
  private static Optional<JsonNode> parse(Example example) {
    try {
      return Optional.of(JSON.readTree(example.json()));
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }
}
