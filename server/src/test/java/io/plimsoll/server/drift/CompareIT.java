package io.plimsoll.server.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerTenant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comparisons over the whole server. */
class CompareIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "compare");
  private static final Path SDK = Path.of("..", "sdk", "python", "src").toAbsolutePath();
  private static final String COMPARE = "/api/v1/drift/compare";

  private static JsonNode compare(Object body) {
    return TENANT.machine("read").post(COMPARE, body).expect(200).json();
  }

  @Test
  void computesAPublishedNumberByTheNameOfItsDefinition() {
    Map<String, Object> before =
        Map.of("counts", Map.of("1", 16, "2", 18, "3", 16, "4", 14, "5", 12, "6", 12));
    Map<String, Object> now =
        Map.of("counts", Map.of("1", 16, "2", 16, "3", 16, "4", 16, "5", 16, "6", 8));

    JsonNode answer =
        compare(
            Map.of(
                "reference",
                before,
                "current",
                now,
                "method",
                "chisquare",
                "computeAs",
                "evidently"));

    assertThat(answer.path("method").asText()).isEqualTo("chi2.goodness");
    assertThat(answer.path("pValue").asDouble()).isCloseTo(0.6730876006966301, within(1e-9));
    assertThat(answer.path("degreesOfFreedom").asDouble()).isEqualTo(5);
    assertThat(answer.path("finding").asText()).isEqualTo("stable");
    assertThat(answer.path("bins")).hasSize(6);
  }

  @Test
  void choosesAMethodAndTellsAnInfinity() {
    JsonNode chosen =
        compare(
            Map.of("reference", List.of(1, 2, 3, 4, 5, 6), "current", List.of(3, 4, 5, 6, 7, 8)));
    JsonNode infinite =
        TENANT
            .owner()
            .post(
                COMPARE,
                Map.of(
                    "reference", List.of(1, 1, 1, "NaN"),
                    "current", List.of(2, 3, "Infinity"),
                    "method", "wasserstein.sd"))
            .expect(200)
            .json();

    assertThat(chosen.path("method").asText()).isEqualTo("ks.auto");
    assertThat(chosen.path("chosenBecause").asText()).contains("6 rows");
    assertThat(infinite.path("value").asText()).isEqualTo("Infinity");
    assertThat(infinite.at("/reference/missing").asInt()).isEqualTo(1);
    assertThat(infinite.at("/current/infinite").asInt()).isEqualTo(1);
  }

  @Test
  void correctsForTheNumberOfFeatures() {
    Random random = new Random(4);
    Map<String, Object> features = new java.util.TreeMap<>();
    for (int feature = 0; feature < 20; feature++) {
      double shift = feature == 0 ? 1 : 0;
      features.put(
          "f" + feature,
          Map.of("reference", numbers(random, 300, 0), "current", numbers(random, 300, shift)));
    }

    JsonNode answer =
        TENANT
            .machine()
            .post(COMPARE + "/features", Map.of("features", features))
            .expect(200)
            .json();

    assertThat(answer.path("tests").asInt()).isEqualTo(20);
    assertThat(answer.path("drifted").asInt()).isEqualTo(1);
    assertThat(answer.at("/features/0/name").asText()).isEqualTo("f0");
    assertThat(answer.at("/features/0/isDrifted").asBoolean()).isTrue();
    for (JsonNode feature : answer.path("features")) {
      assertThat(feature.path("adjustedPValue").asDouble())
          .isGreaterThanOrEqualTo(feature.at("/comparison/pValue").asDouble());
    }
  }

  private static List<Double> numbers(Random random, int rows, double shift) {
    List<Double> numbers = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      numbers.add(random.nextGaussian() + shift);
    }
    return numbers;
  }

  @Test
  void takesALargeSampleThatIsPacked() throws IOException {
    Random random = new Random(1);
    byte[] body =
        "{\"method\":\"ks\",\"reference\":%s,\"current\":%s}"
            .formatted(numbers(random, 100_000, 0), numbers(random, 100_000, 0.01))
            .getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(body);
    }

    byte[] half = Arrays.copyOf(packed.toByteArray(), packed.size() / 2);

    TestServerAnswer answer =
        TENANT
            .machine()
            .with("Content-Encoding", "gzip")
            .send("POST", COMPARE, packed.toByteArray());

    assertThat(answer.expect(200).json().at("/reference/rows").asInt()).isEqualTo(100_000);
    TENANT.machine().with("Content-Encoding", "gzip").send("POST", COMPARE, half).expect(400);
  }

  @Test
  void blamesTheCallerAndNamesTheRemedy() {
    Object good = List.of(1, 2, 3);
    JsonNode unknown =
        refused(Map.of("reference", good, "current", good, "method", "psi.evidentyl"));
    JsonNode few = refused(Map.of("reference", good, "current", List.of(), "method", "t.welch"));
    JsonNode parameter =
        refused(
            Map.of(
                "reference",
                good,
                "current",
                good,
                "method",
                "psi",
                "parameters",
                Map.of("count", -1)));
    JsonNode feature =
        TENANT
            .machine()
            .post(COMPARE + "/features", Map.of("features", Map.of("x", Map.of("reference", good))))
            .expect(400)
            .json();

    assertThat(unknown.path("detail").asText()).contains("psi.evidently");
    assertThat(unknown.path("field").asText()).isEqualTo("method");
    assertThat(few.path("field").asText()).isEqualTo("current");
    assertThat(parameter.path("field").asText()).isEqualTo("parameters.count");
    assertThat(feature.path("field").asText()).isEqualTo("features.x.current");
    TENANT.machine("predict").post(COMPARE, Map.of("reference", good)).expect(403);
    assertThat(refusedText("{\"reference\": [1,"))
        .contains("not valid JSON")
        .doesNotContain("Source");
    assertThat(refusedText("{\"reference\": [NaN]}")).contains("no NaN", "send null");
    assertThat(refused(Map.of("reference", good, "current", good, "alpha", "x")).path("detail"))
        .hasToString("\"alpha: \\\"x\\\" is no number.\"");
  }

  private static String refusedText(String body) {
    return TENANT
        .machine()
        .send("POST", COMPARE, body.getBytes(StandardCharsets.UTF_8))
        .expect(400)
        .json()
        .path("detail")
        .asText();
  }

  private static JsonNode refused(Object body) {
    return TENANT.machine().post(COMPARE, body).expect(400).json();
  }

  @Test
  void listsEveryDefinition() {
    JsonNode methods = TENANT.machine("read").get("/api/v1/drift/methods").expect(200).json();

    assertThat(methods.path("items").findValuesAsText("id"))
        .contains("psi.evidently", "ks.scipy", "adwin.river");
    for (JsonNode method : methods.path("items")) {
      assertThat(method.path("formula").asText()).isNotBlank();
      assertThat(method.path("source").asText()).isNotBlank();
    }
    assertThat(profilesOf(methods, "psi.monitor")).containsExactly("numeric", "categorical");
    assertThat(profilesOf(methods, "ks.sketch")).containsExactly("numeric");
    assertThat(profilesOf(methods, "adwin.river")).isEmpty();
    assertThat(profilesOf(methods, "classifier.auc")).isEmpty();
  }

  private static List<String> profilesOf(JsonNode methods, String id) {
    return methods
        .path("items")
        .valueStream()
        .filter(method -> method.path("id").asText().equals(id))
        .flatMap(method -> method.path("profiles").valueStream())
        .map(JsonNode::asText)
        .toList();
  }

  @Test
  void answersTheCommandLineAndTheSdk(@TempDir Path folder)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("before.csv"), "age,plan\n41,pro\n30,\n22,free\n35,pro\n");
    Files.writeString(folder.resolve("now.csv"), "age,plan\n45,pro\n31,pro\n,free\ninf,pro\n");
    String script =
        """
        from plimsoll import drift
        known = [each["id"] for each in drift.methods()]
        assert "psi.evidently" in known, known
        result = drift.compare([1, 2, 3, 4] * 30, [5, 6, 7, 8] * 30)
        assert result.drifted and result.method == "ks.auto", result
        assert drift.compare([1.0] * 9, [2.0, float("nan")], method="wasserstein.sd").value == float("inf")
        both = drift.compare_features({"a": [1, 2] * 50, "b": list("xy") * 50}, {"a": [1, 2] * 50, "b": ["z"] * 50})
        assert both.drifted == ("b",), both
        try:
            drift.compare([1], [2], method="none")
        except drift.CompareError as refused:
            assert refused.field == "method", refused.field
            print("refused")
        """;

    String compared =
        python(folder, "-m", "plimsoll", "drift", "compare", "before.csv", "now.csv", "--json");
    String listed = python(folder, "-m", "plimsoll", "drift", "methods", "psi");
    String said = python(folder, "-c", script);

    assertThat(compared).contains("\"adjustedPValue\"", "\"infinite\": 1");
    assertThat(listed).contains("psi.evidently", "--parameter count=10");
    assertThat(said).isEqualTo("refused\n");
  }

  private static String python(Path folder, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "PLIMSOLL_URL", SERVER.url().toString(),
                "PLIMSOLL_API_KEY", TENANT.newKey("read"),
                "PLIMSOLL_HOME", folder.toString(),
                "PYTHONPATH", SDK.toString()));
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
