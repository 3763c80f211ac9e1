package io.plimsoll.server.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.server.platform.http.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of contract/suites, which the SDK reads too. */
final class SuiteReaderTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path EXAMPLES =
      Path.of(System.getProperty("plimsoll.contract", "../contract")).resolve("suites/suites.json");

  static Stream<JsonNode> good() throws IOException {
    return examples("good");
  }

  static Stream<JsonNode> bad() throws IOException {
    return examples("bad");
  }

  @ParameterizedTest
  @MethodSource("good")
  void takesGoodSuites(JsonNode example) throws IOException {
    SuiteDocument given = JSON.treeToValue(example.path("suite"), SuiteDocument.class);
    SuiteDocument checked = SuiteReader.check("orders", given);
    assertThat(checked.name()).isEqualTo("orders");
    assertThat(checked.expectations())
        .hasSize(example.at("/suite/expectations").size())
        .allSatisfy(each -> assertThat(each).containsKey("severity"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void saysWhereASuiteIsWrong(JsonNode example) throws IOException {
    SuiteDocument given = JSON.treeToValue(example.path("suite"), SuiteDocument.class);
    ProblemException problem =
        catchThrowableOfType(ProblemException.class, () -> SuiteReader.check("orders", given));
    assertThat(problem).as(example.path("name").asText()).isNotNull();
    assertThat(problem.extensions()).containsEntry("field", example.path("field").asText());
    assertThat(problem.getMessage()).contains(example.path("says").asText());
  }

  @Test
  void everyExpectationHasAGoodExample() throws IOException {
    assertThat(
            good()
                .flatMap(example -> elements(example.at("/suite/expectations")))
                .map(each -> each.path("expectation").asText()))
        .containsAll(Expectations.KINDS.keySet());
  }

  @Test
  void takesNoNameThatIsNone() {
    SuiteDocument empty = new SuiteDocument(null, null, null, null, List.of());
    ProblemException problem =
        catchThrowableOfType(ProblemException.class, () -> SuiteReader.check("Orders!", empty));
    assertThat(problem.extensions()).containsEntry("field", "suite");
  }

  private static Stream<JsonNode> examples(String list) throws IOException {
    return elements(JSON.readTree(EXAMPLES.toFile()).path(list));
  }

  private static Stream<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
