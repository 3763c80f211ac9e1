package io.plimsoll.server.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntityScannerTest {
  @Test
  void findsWhatTheCallSaysItIsAbout() {
    assertThat(find("{\"features\": {\"entity\": 1}, \"entity\": \"c-17\"}", null))
        .contains("c-17");
    assertThat(find("{\"entity\": 17, \"rows\": [{\"a\": 1}]}", null)).contains("17");
    assertThat(
            find(
                "{\"inputs\": [{\"name\": \"X\", \"data\": [[1, 2]]}], \"parameters\": {\"entity\": \"c\"}}",
                null))
        .contains("c");
  }

  @Test
  void findsAFeatureOfTheFirstRow() {
    assertThat(find("{\"features\": {\"a\": 1, \"customer\": \"x\"}}", "customer")).contains("x");
    assertThat(
            find(
                "{\"rows\": [{\"customer\": 1.50}, {\"customer\": 2}], \"ids\": [\"customer\"]}",
                "customer"))
        .contains("1.50");
  }

  @Test
  void findsTheFirstValueOfATensor() {
    String inputs =
        "{\"inputs\": [{\"name\": \"age\", \"data\": [4, 5]}, {\"data\": [[\"x\"], [\"y\"]], \"name\": \"customer\"}]}";

    assertThat(find(inputs, "customer")).contains("x");
    assertThat(find(inputs, "age")).contains("4");
  }

  @Test
  void findsNothingWhereThereIsNothing() {
    assertThat(find("{\"features\": {\"a\": 1}}", null)).isEmpty();
    assertThat(find("{\"features\": {\"a\": 1}}", "customer")).isEmpty();
    assertThat(find("{\"entity\": null}", null)).isEmpty();
    assertThat(find("{\"entity\": \"\"}", null)).isEmpty();
    assertThat(find("{\"entity\": {\"entity\": 1}}", null)).isEmpty();
    assertThat(find("{\"rows\": []}", "customer")).isEmpty();
    assertThat(find("{\"rows\": [], \"features\": {\"customer\": 1}}", "customer")).contains("1");
  }

  @Test
  void leavesItToTheReaderToSayWhatIsWrong() {
    for (String body : new String[] {"", "[]", "7", "{", "{\"inputs\": [{\"data\": [[", "{]"}) {
      assertThat(find(body, null)).isEmpty();
      assertThat(find(body, "customer")).isEmpty();
    }
  }

  @Test
  void readsNoBytesBehindTheJson() {
    byte[] json = "{\"entity\": \"c\"}".getBytes(StandardCharsets.UTF_8);
    byte[] body = new byte[json.length + 3];
    System.arraycopy(json, 0, body, 0, json.length);

    assertThat(EntityScanner.find(body, null)).contains("c");
    assertThat(EntityScanner.find(body, "x")).isEmpty();
  }

  private static Optional<String> find(String body, @Nullable String field) {
    return EntityScanner.find(body.getBytes(StandardCharsets.UTF_8), field);
  }
}
