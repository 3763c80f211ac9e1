package io.plimsoll.stats.drift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;

/** Published numbers with their inputs; see oracles/README.md. */
final class Oracles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode DATASETS = read("/oracles/datasets.json.gz");
  private static final List<JsonNode> PUBLISHED = list(read("/oracles/drift-cases.json"));
  private static final List<JsonNode> COMPUTED = list(read("/oracles/scipy-cases.json"));
  private static final List<JsonNode> STREAMS = list(read("/oracles/river-cases.json"));

  private Oracles() {}

  static List<JsonNode> published() {
    return PUBLISHED;
  }

  static List<JsonNode> computed() {
    return COMPUTED;
  }

  static List<JsonNode> streams() {
    return STREAMS;
  }

  private static List<JsonNode> list(JsonNode cases) {
    return StreamSupport.stream(cases.spliterator(), false).toList();
  }

  private static JsonNode read(String name) {
    try (InputStream in = Objects.requireNonNull(Oracles.class.getResourceAsStream(name), name)) {
      return JSON.readTree(name.endsWith(".gz") ? new GZIPInputStream(in) : in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode dataset(String name) {
    JsonNode data = DATASETS.path(name);
    return data.isTextual() ? DATASETS.path(data.asText()) : data;
  }

  static Sample sample(JsonNode side) {
    return switch (side.path("kind").asText()) {
      case "counts" -> counts(side.path("counts"));
      case "dataset" -> Numbers.of(numbers(dataset(side.path("name").asText())));
      case "digits" ->
          Numbers.of(
              side.path("values").asText().chars().mapToDouble(each -> each - '0').toArray());
      case "histogram" -> histogram(side);
      case "lcg" -> Numbers.of(congruential(side));
      case "n" -> Numbers.of(new double[side.path("n").asInt()]);
      case "values" ->
          side.path("values").path(0).isArray()
              ? Table.ofRows(rows(side.path("values")))
              : Numbers.of(numbers(side.path("values")));
      default -> Numbers.of();
    };
  }

  private static Sample counts(JsonNode counts) {
    Map<String, Long> byName = new LinkedHashMap<>();
    counts.properties().forEach(each -> byName.put(each.getKey(), each.getValue().asLong()));
    return Categories.of(byName, 0);
  }

  private static Sample histogram(JsonNode side) {
    List<Double> edges = new ArrayList<>();
    List<Double> counts = new ArrayList<>();
    for (JsonNode bucket : side.path("buckets")) {
      if (edges.isEmpty()) {
        edges.add(bucket.path("low").asDouble());
      }
      edges.add(bucket.path("high").asDouble());
      counts.add(bucket.path("count").asDouble());
    }
    return Histogram.of(
        edges.stream().mapToDouble(each -> each).toArray(),
        counts.stream().mapToDouble(each -> each).toArray(),
        0);
  }

  static double[] numbers(JsonNode values) {
    return StreamSupport.stream(values.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  static double[][] rows(JsonNode rows) {
    return StreamSupport.stream(rows.spliterator(), false)
        .map(Oracles::numbers)
        .toArray(double[][]::new);
  }

  /** The same numbers in every language: the generator is in whole numbers. */
  private static double[] congruential(JsonNode side) {
    long state = side.path("seed").asLong();
    double[] values = new double[side.path("n").asInt()];
    for (int index = 0; index < values.length; index++) {
      state = (state * 1_103_515_245L + 12_345) % (1L << 31);
      double value =
          state / (double) (1L << 31) * side.path("scale").asDouble()
              + side.path("shift").asDouble();
      double power = Math.pow(10, side.path("digits").asInt());
      values[index] = side.path("digits").isNull() ? value : Math.floor(value * power) / power;
    }
    return values;
  }

  static Map<String, Object> parameters(JsonNode given) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    given
        .properties()
        .forEach(
            each ->
                parameters.put(
                    each.getKey(),
                    each.getValue().isTextual()
                        ? each.getValue().asText()
                        : each.getValue().asDouble()));
    return parameters;
  }
}
