package io.plimsoll.stats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/** One published number with its inputs; see oracles/README.md. */
record OracleCase(JsonNode json) {

  static List<OracleCase> all() {
    try (InputStream in = OracleCase.class.getResourceAsStream("/oracles/drift-cases.json")) {
      List<OracleCase> cases = new ArrayList<>();
      new ObjectMapper()
          .readTree(Objects.requireNonNull(in))
          .forEach(node -> cases.add(new OracleCase(node)));
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String id() {
    return json.path("id").asText();
  }

  double tolerance() {
    return json.path("tolerance").asDouble();
  }

  double expected(String field) {
    JsonNode expected = json.path("expected");
    return (expected.isObject() ? expected.path(field) : expected).asDouble();
  }

  double parameter(String name) {
    return json.path("parameters").path(name).asDouble();
  }

  double[] values(String side) {
    return StreamSupport.stream(json.path(side).path("values").spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  /** Counts over the categories of both sides in the order of their names. */
  long[] counts(String side) {
    TreeSet<String> categories = new TreeSet<>();
    json.path("reference").path("counts").fieldNames().forEachRemaining(categories::add);
    json.path("current").path("counts").fieldNames().forEachRemaining(categories::add);
    return categories.stream()
        .mapToLong(category -> json.path(side).path("counts").path(category).asLong())
        .toArray();
  }

  double[] shares(String side) {
    long[] counts = counts(side);
    double total = 0;
    for (long count : counts) {
      total += count;
    }
    double[] shares = new double[counts.length];
    for (int category = 0; category < counts.length; category++) {
      shares[category] = counts[category] / total;
    }
    return shares;
  }

  @Override
  public String toString() {
    return id();
  }
}
