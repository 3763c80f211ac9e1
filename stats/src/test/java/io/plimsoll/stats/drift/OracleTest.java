package io.plimsoll.stats.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every published number, through the public list of definitions. */
class OracleTest {
  private static final String P_VALUE = "p";
  private static final String VALUE = "value";

  /** Which definition a published case is a case of, and which of its numbers was published. */
  private record Binding(String method, Map<String, Object> parameters, String number) {
    Binding(String method, String number) {
      this(method, Map.of(), number);
    }
  }

  private static final Map<String, Binding> BINDINGS =
      Map.ofEntries(
          Map.entry("evidently-chisquare-equal-n", new Binding("chi2.goodness", P_VALUE)),
          Map.entry("evidently-hellinger-cat", new Binding("hellinger.evidently", VALUE)),
          Map.entry("evidently-anderson-darling", new Binding("anderson.ksample", P_VALUE)),
          Map.entry("evidently-g-test", new Binding("g.goodness", P_VALUE)),
          Map.entry("evidently-cvm", new Binding("cvm.two-sample", P_VALUE)),
          Map.entry("evidently-energy-distance-zero", new Binding("energy.distance", VALUE)),
          Map.entry("evidently-epps-singleton", new Binding("epps_singleton.scipy", P_VALUE)),
          Map.entry("evidently-fisher-1", new Binding("fisher.exact", P_VALUE)),
          Map.entry("evidently-tvd-permutation-1", new Binding("tvd.evidently", P_VALUE)),
          Map.entry("evidently-z-test-identical", new Binding("z.proportions", P_VALUE)),
          Map.entry("evidently-psi-categorical-empty-bin", new Binding("psi.evidently", VALUE)),
          Map.entry("evidently-mmd-permutation-1", new Binding("mmd.unbiased", P_VALUE)),
          Map.entry("deequ-chisq-stat-missing-bins", new Binding("chi2.deequ", VALUE)),
          Map.entry("deequ-chisq-p-missing-bins", new Binding("chi2.deequ", P_VALUE)),
          Map.entry("deequ-linf-simple", new Binding("linf.categories", VALUE)),
          Map.entry("deequ-linf-robust-zero", new Binding("linf.deequ", VALUE)),
          Map.entry("tfdv-js-different-bounds", new Binding("js.tfdv", VALUE)),
          Map.entry("nannyml-js-continuous", new Binding("js.nannyml", VALUE)),
          Map.entry(
              "nannyml-hellinger-quasi-continuous",
              new Binding("hellinger.nannyml", Map.of("bins", "doane"), VALUE)),
          Map.entry("nannyml-wasserstein-small", new Binding("wasserstein.raw", VALUE)),
          Map.entry("frouros-hellinger", new Binding("hellinger.frouros", VALUE)),
          Map.entry("frouros-bhattacharyya", new Binding("bhattacharyya.frouros", VALUE)),
          Map.entry("frouros-kl-infinite", new Binding("kl.frouros", VALUE)),
          Map.entry("frouros-mmd-2d-different", new Binding("mmd.frouros", VALUE)),
          Map.entry(
              "frouros-streaming-mmd-same",
              new Binding("mmd.frouros", Map.of("window", 10), VALUE)),
          Map.entry(
              "frouros-page-hinkley-indices",
              new Binding("page_hinkley.frouros", Map.of("warm_up", 1), "detections")),
          Map.entry("deepchecks-emd-scaled-max", new Binding("wasserstein.minmax", VALUE)),
          Map.entry("deepchecks-cramersv", new Binding("cramers_v.deepchecks", VALUE)),
          Map.entry(
              "deepchecks-cramersv-balanced-1",
              new Binding("cramers_v.deepchecks.balanced", VALUE)),
          Map.entry("radicalbit-ks-critical-10-10", new Binding("ks.radicalbit", "criticalValue")),
          Map.entry("trustyai-meanshift-0-1", new Binding("t.trustyai", "t and p")),
          Map.entry("commons-math-ks-exact-1", new Binding("ks.exact", "statistic and p_value")),
          Map.entry("river-hddm-w-indices", new Binding("hddm_w.river", "detections")));

  /** What is published of parts that are not definitions; each has a test of its own below. */
  private static final List<String> PARTS =
      List.of(
          "evidently-mmd-sigma-median",
          "frouros-rbf-sigma1",
          "nannyml-pca-reconstruction-size5000");

  static Stream<String> published() {
    return Oracles.published().stream()
        .map(oracle -> oracle.path("id").asText())
        .filter(id -> !PARTS.contains(id));
  }

  static Stream<String> computed() {
    return Oracles.computed().stream().map(oracle -> oracle.path("id").asText());
  }

  private static JsonNode find(List<JsonNode> oracles, String id) {
    return oracles.stream()
        .filter(each -> each.path("id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Comparison run(JsonNode oracle, String method, Map<String, Object> parameters) {
    return Comparison.of(
        Oracles.sample(oracle.path("reference")),
        Oracles.sample(oracle.path("current")),
        new Comparison.Question(
            Optional.of(method), Optional.empty(), parameters, 0.05, OptionalDouble.empty()));
  }

  @ParameterizedTest
  @MethodSource("published")
  void agreesWithThePublishedNumber(String id) {
    JsonNode oracle = find(Oracles.published(), id);
    Binding binding = Objects.requireNonNull(BINDINGS.get(id), "No method is bound to " + id);
    Comparison comparison = run(oracle, binding.method(), binding.parameters());
    Outcome outcome = comparison.outcome();
    switch (binding.number()) {
      case VALUE -> agrees(oracle, "", outcome.value().orElseThrow());
      case P_VALUE -> agrees(oracle, "", outcome.pValue().orElseThrow());
      case "t and p" -> {
        agrees(oracle, "t", outcome.value().orElseThrow());
        agrees(oracle, "p", outcome.pValue().orElseThrow());
      }
      case "statistic and p_value" -> {
        agrees(oracle, "statistic", outcome.value().orElseThrow());
        agrees(oracle, "p_value", outcome.pValue().orElseThrow());
      }
      case "detections" ->
          assertThat(outcome.detections())
              .containsExactlyElementsOf(
                  StreamSupport.stream(oracle.path("expected").spliterator(), false)
                      .map(JsonNode::asLong)
                      .toList());
      default ->
          agrees(oracle, "", Objects.requireNonNull(outcome.details().get(binding.number())));
    }
  }

  /** At the source's tolerance, and as closely as doubles allow to what was recomputed. */
  private static void agrees(JsonNode oracle, String field, double actual) {
    JsonNode expected =
        field.isEmpty() ? oracle.path("expected") : oracle.path("expected").path(field);
    double wanted =
        expected.isTextual() ? Double.parseDouble(expected.asText()) : expected.asDouble();
    if (Double.isInfinite(wanted)) {
      assertThat(actual).isEqualTo(wanted);
      return;
    }
    assertThat(actual)
        .isCloseTo(wanted, within(Math.max(1e-12, oracle.path("tolerance").asDouble())));
    JsonNode again =
        field.isEmpty() ? oracle.path("recomputed") : oracle.path("recomputed").path(field);
    boolean isRandom = oracle.path("id").asText().contains("permutation");
    if (again.isNumber() && !isRandom) {
      assertThat(actual).isCloseTo(again.asDouble(), within(1e-9));
    }
  }

  @Test
  void findsTheDecisionsOfPermutationTests() {
    Comparison apart =
        run(find(Oracles.published(), "evidently-mmd-permutation-1"), "mmd.unbiased", Map.of());
    Comparison alike =
        run(find(Oracles.published(), "evidently-tvd-permutation-1"), "tvd.evidently", Map.of());

    assertThat(apart.outcome().pValue().orElseThrow()).isLessThan(0.1);
    // Three standard errors of a thousand exchanges around what counting ties gives.
    assertThat(alike.outcome().pValue().orElseThrow()).isCloseTo(0.97, within(0.017));
    assertThat(alike.outcome().value().orElseThrow()).isCloseTo(0.06818181818181819, within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("computed")
  void agreesWithTheNumberComputedElsewhere(String id) {
    JsonNode oracle = find(Oracles.computed(), id);
    Outcome outcome =
        run(oracle, oracle.path("method").asText(), Oracles.parameters(oracle.path("parameters")))
            .outcome();
    double tolerance = oracle.path("tolerance").asDouble();
    JsonNode value = oracle.path("value");
    if (value.isTextual()) {
      assertThat(outcome.value().orElseThrow()).isInfinite();
    } else if (value.isNumber()) {
      double wanted = value.asDouble();
      assertThat(outcome.value().orElseThrow())
          .isCloseTo(wanted, within(Math.max(1e-9, tolerance * Math.abs(wanted))));
    }
    if (oracle.path("p").isNumber()) {
      double wanted = oracle.path("p").asDouble();
      assertThat(outcome.pValue().orElseThrow())
          .isCloseTo(wanted, within(Math.max(1e-13, tolerance * wanted)));
    }
  }

  static Stream<String> streams() {
    return Oracles.streams().stream().map(oracle -> oracle.path("id").asText());
  }

  @ParameterizedTest
  @MethodSource("streams")
  void callsWhereRiverCalls(String id) {
    JsonNode oracle = find(Oracles.streams(), id);
    Outcome outcome = run(oracle, oracle.path("method").asText(), Map.of()).outcome();

    assertThat(outcome.detections())
        .containsExactlyElementsOf(
            StreamSupport.stream(oracle.path("detections").spliterator(), false)
                .map(JsonNode::asLong)
                .toList());
  }

  @Test
  void takesTheMedianOfSquaredDistancesForTheWidthOfTheKernel() {
    JsonNode oracle = find(Oracles.published(), "evidently-mmd-sigma-median");
    // The published distances are those of the points 0, 1 and 2.
    double sigma = MeanDiscrepancy.of(new double[][] {{0}, {1}}, new double[][] {{2}}, 0).sigma();

    assertThat(sigma).isCloseTo(oracle.path("expected").asDouble(), within(1e-9));
  }

  @Test
  void hasThePublishedKernel() {
    JsonNode oracle = find(Oracles.published(), "frouros-rbf-sigma1");
    double[][] left = Oracles.rows(oracle.path("reference").path("values"));
    double[][] right = Oracles.rows(oracle.path("current").path("values"));
    for (int row = 0; row < left.length; row++) {
      for (int column = 0; column < right.length; column++) {
        // Of one row a side, the biased estimate is 1 + 1 − 2 k.
        double value =
            MeanDiscrepancy.of(new double[][] {left[row]}, new double[][] {right[column]}, 1)
                .value(false);
        double wanted = oracle.path("recomputed").path(row).path(column).asDouble();
        assertThat(1 - value / 2).isCloseTo(wanted, within(1e-9));
      }
    }
  }

  @Test
  void reconstructsRowsAsPublished() {
    JsonNode oracle = find(Oracles.published(), "nannyml-pca-reconstruction-size5000");
    JsonNode data = Oracles.dataset("nml-chunk-table");
    int rows = data.path("f1").size();
    int reference = 0;
    while (data.path("is_reference").path(reference).asBoolean()) {
      reference++;
    }
    for (int chunk = 0; chunk * 5_000 < rows; chunk++) {
      Comparison comparison =
          Comparison.of(
              table(data, 0, reference),
              table(data, chunk * 5_000, Math.min(rows, chunk * 5_000 + 5_000)),
              new Comparison.Question(
                  Optional.of("pca.nannyml"),
                  Optional.empty(),
                  Map.of(),
                  0.05,
                  OptionalDouble.empty()));
      assertThat(comparison.outcome().value().orElseThrow())
          .isCloseTo(
              oracle.path("expected").path(chunk).asDouble(),
              within(oracle.path("tolerance").asDouble()));
      assertThat(comparison.outcome().details()).containsEntry("components", 3.0);
    }
  }

  private static Table table(JsonNode data, int from, int to) {
    Map<String, Table.Column> columns = new LinkedHashMap<>();
    for (String name : List.of("f1", "f2")) {
      columns.put(
          name,
          new Table.NumberColumn(
              java.util.Arrays.copyOfRange(Oracles.numbers(data.path(name)), from, to)));
    }
    for (String name : List.of("f3", "f4")) {
      List<String> labels =
          StreamSupport.stream(data.path(name).spliterator(), false).map(JsonNode::asText).toList();
      columns.put(name, new Table.LabelColumn(List.copyOf(labels.subList(from, to))));
    }
    return Table.of(columns);
  }
}
