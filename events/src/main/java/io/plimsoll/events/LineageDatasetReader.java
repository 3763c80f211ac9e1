package io.plimsoll.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what an event of OpenLineage says of one dataset. */
final class LineageDatasetReader {
  private static final String SCHEMA = "schema";
  private static final String COLUMNS = "columnLineage";
  private static final String ASSERTIONS = "dataQualityAssertions";
  private static final String METRICS = "dataQualityMetrics";

  private static final String READ = "inputStatistics";
  private static final String WRITTEN = "outputStatistics";

  private static final List<String> UNDERSTOOD = List.of(SCHEMA, COLUMNS, ASSERTIONS, METRICS);
  private static final List<String> UNDERSTOOD_OF_USES =
      List.of(ASSERTIONS, METRICS, READ, WRITTEN);

  private LineageDatasetReader() {}

  static LineageFacts.Dataset read(LineageNode dataset, LineageFacts.Direction direction)
      throws EventRefusedException {
    LineageName name = dataset.requireName();
    LineageNode facets = dataset.at("facets").object();
    LineageNode inputs = dataset.at("inputFacets").object();
    LineageNode outputs = dataset.at("outputFacets").object();
    LineageNode statistics = first(outputs.at(WRITTEN), inputs.at(READ));
    Map<String, Optional<String>> kept =
        new LinkedHashMap<>(LineageReader.facets(facets, UNDERSTOOD));
    kept.putAll(LineageReader.facets(inputs, UNDERSTOOD_OF_USES));
    kept.putAll(LineageReader.facets(outputs, UNDERSTOOD_OF_USES));
    return new LineageFacts.Dataset(
        name,
        direction,
        kept,
        schema(facets),
        facets.at("lifecycleStateChange").at("lifecycleStateChange").text(),
        symlinks(facets.at("symlinks")),
        columns(facets.at(COLUMNS)),
        checks(first(inputs.at(ASSERTIONS), facets.at(ASSERTIONS)).at("assertions")),
        quality(first(inputs.at(METRICS), facets.at(METRICS))),
        statistics.isThere()
            ? Optional.of(
                new LineageFacts.Statistics(
                    statistics.at("rowCount").count(),
                    statistics.at("size").count(),
                    statistics.at("fileCount").count()))
            : Optional.empty());
  }

  private static LineageNode first(LineageNode one, LineageNode other) {
    return one.isThere() ? one : other;
  }

  private static Optional<LineageFacts.Schema> schema(LineageNode facets) {
    JsonNode fields = facets.at(SCHEMA).at("fields").json();
    return fields.isArray()
        ? Optional.of(
            new LineageFacts.Schema(
                LineageReader.digest(fields),
                fields.toString(),
                facets.at("version").at("datasetVersion").text()))
        : Optional.empty();
  }

  private static List<LineageFacts.Symlink> symlinks(LineageNode facet) {
    List<LineageFacts.Symlink> symlinks = new ArrayList<>();
    for (LineageNode identifier : facet.at("identifiers").items()) {
      identifier
          .name()
          .ifPresent(
              name ->
                  symlinks.add(
                      new LineageFacts.Symlink(name, identifier.at("type").text().orElse(""))));
    }
    return symlinks;
  }

  private static Optional<List<LineageFacts.Column>> columns(LineageNode facet) {
    if (!facet.at("fields").json().isObject()) {
      return Optional.empty();
    }
    List<LineageFacts.Column> columns = new ArrayList<>();
    for (Map.Entry<String, LineageNode> field : facet.at("fields").members()) {
      Optional<String> name = Optional.of(field.getKey());
      LineageNode said = field.getValue();
      for (LineageNode input : said.at("inputFields").items()) {
        column(name, input, said).ifPresent(columns::add);
      }
    }
    for (LineageNode input : facet.at("dataset").items()) {
      column(Optional.empty(), input, input).ifPresent(columns::add);
    }
    return Optional.of(columns);
  }

  private static Optional<LineageFacts.Column> column(
      Optional<String> field, LineageNode input, LineageNode said) {
    Optional<LineageName> from = input.name();
    Optional<String> fromField = input.at("field").text();
    if (from.isEmpty() || fromField.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new LineageFacts.Column(field, from.get(), fromField.get(), transformations(input, said)));
  }

  /** Before each input had its own, the column as a whole had one. */
  private static String transformations(LineageNode input, LineageNode said) {
    if (input.at("transformations").json().isArray()) {
      return input.at("transformations").json().toString();
    }
    ArrayNode one = JsonNodeFactory.instance.arrayNode();
    said.at("transformationType")
        .text()
        .ifPresent(
            type ->
                one.addObject()
                    .put("type", "DIRECT")
                    .put("subtype", type)
                    .put("description", said.at("transformationDescription").text().orElse("")));
    return one.toString();
  }

  private static Optional<LineageFacts.Checks> checks(LineageNode assertions) {
    if (!assertions.json().isArray()) {
      return Optional.empty();
    }
    long passed = 0;
    long failed = 0;
    long warned = 0;
    for (LineageNode each : assertions.items()) {
      if (each.at("success").json().asBoolean(true)) {
        passed++;
      } else if (isWarning(each)) {
        warned++;
      } else {
        failed++;
      }
    }
    return Optional.of(
        new LineageFacts.Checks(passed, failed, warned, assertions.json().toString()));
  }

  /** Tests of a run, in the words of assertions; what was skipped has no outcome. */
  static Optional<LineageFacts.Checks> tests(LineageNode facet) {
    if (!facet.at("tests").json().isArray()) {
      return Optional.empty();
    }
    long passed = 0;
    long failed = 0;
    long warned = 0;
    for (LineageNode each : facet.at("tests").items()) {
      String status = each.at("status").json().asText("");
      if (status.equals("pass")) {
        passed++;
      } else if (status.equals("fail") && isWarning(each)) {
        warned++;
      } else if (status.equals("fail")) {
        failed++;
      }
    }
    return Optional.of(
        new LineageFacts.Checks(passed, failed, warned, facet.at("tests").json().toString()));
  }

  private static boolean isWarning(LineageNode check) {
    return check.at("severity").json().asText("").equalsIgnoreCase("warn");
  }

  private static Optional<LineageFacts.Quality> quality(LineageNode facet) {
    if (!facet.isThere()) {
      return Optional.empty();
    }
    JsonNode columns = facet.at("columnMetrics").json();
    return Optional.of(
        new LineageFacts.Quality(
            facet.at("rowCount").count(),
            facet.at("bytes").count(),
            facet.at("fileCount").count(),
            columns.isObject() ? Optional.of(columns.toString()) : Optional.empty()));
  }
}
