package io.plimsoll.server.drift;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.plimsoll.stats.drift.Categories;
import io.plimsoll.stats.drift.DriftInputException;
import io.plimsoll.stats.drift.Histogram;
import io.plimsoll.stats.drift.Sample;
import io.plimsoll.stats.drift.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one side of a comparison, in whatever form it comes, value by value. */
final class SampleReader {
  private final JsonParser parser;
  private final String field;
  private final Budget budget;
  private final List<String> forms = new ArrayList<>();
  private @Nullable ValueList values;
  private @Nullable Map<String, Long> counts;
  private @Nullable Sample ready;
  private double @Nullable [] edges;
  private double @Nullable [] buckets;
  private boolean areCategories;
  private long missing;

  /** The values that one request may hold in all. */
  static final class Budget {
    private long left = Limits.MOST_VALUES;

    void take(String field) {
      if (--left < 0) {
        throw Limits.tooLarge(
            "%s: the request holds more than %d values; send a sample, counts or a histogram."
                .formatted(field, Limits.MOST_VALUES));
      }
    }
  }

  private SampleReader(JsonParser parser, String field, Budget budget) {
    this.parser = parser;
    this.field = field;
    this.budget = budget;
  }

  /** Reads the sample at whose first token the parser stands. */
  static Sample read(JsonParser parser, String field, Budget budget) throws IOException {
    SampleReader reader = new SampleReader(parser, field, budget);
    try {
      return switch (parser.currentToken()) {
        case START_ARRAY -> reader.list();
        case START_OBJECT -> reader.object();
        default ->
            throw Limits.invalid(
                field, "is no sample; send a list of values, or an object with values, counts, …");
      };
    } catch (DriftInputException refused) {
      throw Limits.invalid(field + "." + refused.field(), refused.getMessage() + ".");
    }
  }

  private Sample list() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == JsonToken.START_ARRAY) {
      return rows(first);
    }
    return list(field, first).sample();
  }

  private Sample object() throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      switch (name) {
        case "values" -> readValues(token);
        case "counts" -> readCounts(token);
        case "histogram" -> readHistogram(token);
        case "edges" -> edges = list(at("edges"), start(token, "edges")).numbers();
        case "buckets" -> readBuckets(token);
        case "rows" -> ready = form("rows", rows(start(token, "rows")));
        case "columns" -> ready = form("columns", columns(token));
        case "missing" -> missing = readMissing(token);
        case "type" -> areCategories = readType(token);
        default ->
            throw Limits.invalid(
                at(name),
                "is not known; a sample has values, counts, histogram, buckets, rows or columns.");
      }
    }
    return whole();
  }

  private Sample whole() {
    if (forms.size() != 1) {
      throw Limits.invalid(
          field,
          forms.isEmpty()
              ? "holds nothing; send values, counts, histogram, buckets, rows or columns."
              : "holds %s; send one of them.".formatted(forms));
    }
    ValueList list = values;
    if (list != null) {
      return areCategories ? list.categories() : list.sample();
    }
    Map<String, Long> counted = counts;
    double[] cuts = edges;
    double[] filled = buckets;
    if (counted != null && cuts == null) {
      return Categories.of(counted, missing);
    }
    if (counted != null) {
      filled = counted.values().stream().mapToDouble(Long::doubleValue).toArray();
    }
    if (cuts != null && filled != null) {
      return Histogram.of(cuts, filled, missing);
    }
    Sample other = ready;
    if (other == null) {
      throw Limits.invalid(field, "is a histogram in part; send edges and counts.");
    }
    return other;
  }

  private <T> T form(String name, T read) {
    forms.add(name);
    return read;
  }

  private void readValues(JsonToken token) throws IOException {
    JsonToken first = start(token, "values");
    if (first == JsonToken.START_ARRAY) {
      ready = form("values", rows(first));
    } else {
      values = form("values", list(at("values"), first));
    }
  }

  private void readCounts(JsonToken token) throws IOException {
    forms.add("counts");
    Map<String, Long> read = new LinkedHashMap<>();
    counts = read;
    if (token == JsonToken.START_ARRAY) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        addCount(read, String.valueOf(read.size()));
      }
      return;
    }
    if (token != JsonToken.START_OBJECT) {
      throw Limits.invalid(at("counts"), "is no object of counts by category, and no list.");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = Limits.label(at("counts"), parser.currentName());
      parser.nextToken();
      addCount(read, name);
    }
  }

  private void addCount(Map<String, Long> read, String name) throws IOException {
    budget.take(at("counts"));
    if (read.size() >= Limits.MOST_CATEGORIES) {
      throw Limits.tooLarge(
          "%s: there are more than %d categories; group the rare ones."
              .formatted(at("counts"), Limits.MOST_CATEGORIES));
    }
    read.merge(name, count(at("counts"), name), Long::sum);
  }

  private long count(String place, String name) throws IOException {
    double given = number(place);
    if (given != Math.rint(given) || given < 0 || given > 1e15) {
      throw Limits.invalid(
          place,
          "the count of \"%s\" is %s; a count is a whole number from 0 on.".formatted(name, given));
    }
    return (long) given;
  }

  private double number(String place) throws IOException {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
      throw Limits.invalid(place, "\"%s\" is no number.".formatted(parser.getText()));
    }
    return parser.getDoubleValue();
  }

  private long readMissing(JsonToken token) throws IOException {
    return token == JsonToken.VALUE_NULL ? 0 : count(at("missing"), "missing");
  }

  private boolean readType(JsonToken token) throws IOException {
    String type = token == JsonToken.VALUE_STRING ? parser.getText() : "";
    if (!type.equals("category") && !type.equals("number")) {
      throw Limits.invalid(
          at("type"), "is \"category\" or \"number\", not \"%s\".".formatted(type));
    }
    return type.equals("category");
  }

  private void readHistogram(JsonToken token) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      throw Limits.invalid(at("histogram"), "is no object with edges and counts.");
    }
    forms.add("histogram");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "edges" ->
            edges = list(at("histogram.edges"), start(value, "histogram.edges")).numbers();
        case "counts" ->
            buckets = list(at("histogram.counts"), start(value, "histogram.counts")).numbers();
        default ->
            throw Limits.invalid(at("histogram." + name), "is not known; send edges and counts.");
      }
    }
  }

  private void readBuckets(JsonToken token) throws IOException {
    List<Double> cuts = new ArrayList<>();
    List<Double> filled = new ArrayList<>();
    JsonToken next = start(token, "buckets");
    while (next == JsonToken.START_OBJECT) {
      Map<String, Double> bucket = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        budget.take(at("buckets"));
        bucket.put(name, number(at("buckets." + name)));
      }
      Double low = bucket.get("low");
      Double high = bucket.get("high");
      Double count = bucket.get("count");
      boolean follows = cuts.isEmpty() || cuts.getLast().equals(low);
      if (low == null || high == null || count == null || bucket.size() != 3 || !follows) {
        throw Limits.invalid(
            at("buckets"),
            "%s is no bucket with low, high and count that begins where the one before ends."
                .formatted(bucket));
      }
      if (cuts.isEmpty()) {
        cuts.add(low);
      }
      cuts.add(high);
      filled.add(count);
      next = parser.nextToken();
    }
    forms.add("buckets");
    edges = cuts.stream().mapToDouble(Double::doubleValue).toArray();
    buckets = filled.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Rows of numbers, from the start of the first one on. */
  private Table rows(JsonToken first) throws IOException {
    List<double[]> rows = new ArrayList<>();
    JsonToken token = first;
    while (token != JsonToken.END_ARRAY) {
      String place = at("rows[%d]".formatted(rows.size()));
      if (token != JsonToken.START_ARRAY) {
        throw Limits.invalid(place, "is no list of numbers.");
      }
      double[] row = list(place, parser.nextToken()).numbers();
      if (row.length > Limits.MOST_COLUMNS) {
        throw Limits.tooLarge(
            "%s has %d columns; send at most %d."
                .formatted(place, row.length, Limits.MOST_COLUMNS));
      }
      rows.add(row);
      token = parser.nextToken();
    }
    return Table.ofRows(rows.toArray(double[][]::new));
  }

  private Table columns(JsonToken token) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      throw Limits.invalid(at("columns"), "is no object of lists by name.");
    }
    Map<String, Table.Column> columns = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = Limits.label(at("columns"), parser.currentName());
      if (columns.size() >= Limits.MOST_COLUMNS) {
        throw Limits.tooLarge(
            "%s: send at most %d columns.".formatted(at("columns"), Limits.MOST_COLUMNS));
      }
      String place = "columns." + name;
      columns.put(name, list(at(place), start(parser.nextToken(), place)).column());
    }
    return Table.of(columns);
  }

  private JsonToken start(JsonToken token, String name) throws IOException {
    if (token != JsonToken.START_ARRAY) {
      throw Limits.invalid(at(name), "is no list.");
    }
    return parser.nextToken();
  }

  /** The values from the given one up to the end of the list. */
  private ValueList list(String place, JsonToken first) throws IOException {
    ValueList list = new ValueList(place);
    for (JsonToken token = first; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
      budget.take(place);
      list.add(parser, token);
    }
    return list;
  }

  private String at(String name) {
    return field + "." + name;
  }
}
