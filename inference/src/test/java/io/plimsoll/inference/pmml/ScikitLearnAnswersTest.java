package io.plimsoll.inference.pmml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real exporter wrote of real models, against what the originals answered. */
class ScikitLearnAnswersTest {

  private static Path resource(String name) throws Exception {
    return Path.of(
        Objects.requireNonNull(ScikitLearnAnswersTest.class.getResource("/pmml/" + name)).toURI());
  }

  @ParameterizedTest
  @CsvSource({
    "logistic, 1e-12",
    "linear, 1e-12",
    "tree, 1e-12",
    "forest, 1e-12",
    "forest_of_numbers, 1e-12",
    "boosting, 1e-12",
    // The exporter writes the mean, which is added to all trees, with seven digits.
    "boosting_of_numbers, 1e-6",
    "network, 1e-12",
    "network_of_two, 1e-12",
    "clusters, 1e-12",
  })
  void areTheSameFromTheDocument(String name, double tolerance) throws Exception {
    JsonNode all = new ObjectMapper().readTree(resource("answers.json").toFile());
    JsonNode expected = all.path("models").path(name);
    PmmlEvaluator evaluator = PmmlFile.read(resource(name + ".pmml"));

    for (int i = 0; i < all.path("rows").size(); i++) {
      Map<String, Object> row = new HashMap<>();
      all.path("rows")
          .get(i)
          .properties()
          .forEach(e -> row.put(e.getKey(), e.getValue().asDouble()));
      Map<String, ?> answer = Documents.answer(evaluator, row);
      JsonNode predicted = expected.path("predict").get(i);
      if (answer.containsKey("prediction")) {
        assertThat(Documents.number(answer, "prediction"))
            .isCloseTo(predicted.asDouble(), within(tolerance));
      } else {
        String said = answer.containsKey("label") ? "label" : "cluster";
        assertThat(String.valueOf(answer.get(said))).isEqualTo(predicted.asText());
      }
      for (int k = 0; k < expected.path("classes").size(); k++) {
        String share = "probability_" + expected.path("classes").get(k).asText();
        assertThat(Documents.number(answer, share))
            .isCloseTo(expected.path("probabilities").get(i).get(k).asDouble(), within(tolerance));
      }
      if (expected.path("classes").size() == 2) {
        assertThat(Documents.number(answer, "probability"))
            .isCloseTo(expected.path("probabilities").get(i).get(1).asDouble(), within(tolerance));
      }
    }
  }
}
