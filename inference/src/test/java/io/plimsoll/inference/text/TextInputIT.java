package io.plimsoll.inference.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.inference.TestHome;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Odd texts, read by the vectorisers of the real scikit-learn and by ours. */
@Timeout(120)
class TextInputIT {

  private static final List<Case> CASES = new ArrayList<>();

  @BeforeAll
  static void askScikitLearn(@TempDir Path folder) throws Exception {
    List<String> line =
        List.of(
            TestHome.environment().directory().resolve("bin/python").toString(),
            Path.of("src/test/python/make_texts.py").toAbsolutePath().toString(),
            folder.toString());
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    new ObjectMapper()
        .readTree(folder.resolve("texts.json").toFile())
        .forEach(
            node ->
                CASES.add(
                    new Case(
                        node.get("name").asText(),
                        node.get("description").asText(),
                        node.get("texts").valueStream().map(JsonNode::asText).toList(),
                        node.get("rows"))));
  }

  /** What scikit-learn made of some texts: the numbers that are not zero, by their place. */
  record Case(String name, String description, List<String> texts, JsonNode rows) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    return CASES;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void readsTextsAsScikitLearnDoes(Case given) throws InferenceException {
    TextInput input = TextInput.parse(given.description());
    String[] texts = given.texts().toArray(String[]::new);
    Tensor read = input.read(List.of(Tensor.of("text", texts, texts.length)));
    assertThat(read.shape()).containsExactly(texts.length, input.width());
    double bound = given.name().equals("within words") ? 1e-6 : 1e-13;
    for (int row = 0; row < texts.length; row++) {
      for (int place = 0; place < input.width(); place++) {
        double expected = given.rows().get(row).path(Integer.toString(place)).asDouble(0);
        double actual = read.doubles()[row * input.width() + place];
        if (!(Math.abs(actual - expected) <= bound * Math.max(1, Math.abs(expected)))) {
          fail("%s instead of %s for number %d of \"%s\"", actual, expected, place, texts[row]);
        }
      }
    }
  }
}
