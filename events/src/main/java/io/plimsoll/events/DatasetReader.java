package io.plimsoll.events;

import static io.plimsoll.events.RefusalCode.INVALID_NAME;
import static io.plimsoll.events.RefusalCode.MISSING_FIELD;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads a batch of a dataset: the profile of its columns and the results of its checks. */
final class DatasetReader {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
  private static final Set<String> TYPES =
      Set.of("number", "integer", "text", "boolean", "time", "mixed", "empty");
  private static final Set<String> SEVERITIES = Set.of("info", "warning", "critical");
  private static final int MAX_COLUMNS = 500;
  private static final int MAX_CHECKS = 500;
  private static final int MAX_CATEGORIES = 50;
  private static final int MAX_SAMPLES = 10;
  private static final int NAME_LENGTH = 200;
  private static final int CHECK_LENGTH = 300;
  private static final int SHORT_LENGTH = 100;
  private static final int MESSAGE_LENGTH = 1_000;

  private DatasetReader() {}

  static Event.DatasetBatch read(EventFields fields, UUID id, Instant at)
      throws EventRefusedException {
    String dataset = fields.requireText("dataset");
    if (!NAME.matcher(dataset).matches()) {
      throw new EventRefusedException(
          INVALID_NAME,
          "dataset: \"%s\" must be lower-case letters, digits, dots, dashes and underscores, at most 100, a letter or digit first."
              .formatted(EventFields.shorten(dataset)));
    }
    long rows =
        fields
            .count("rows")
            .orElseThrow(() -> new EventRefusedException(MISSING_FIELD, "rows: is missing."));
    return new Event.DatasetBatch(
        id,
        at,
        fields.tags(),
        dataset,
        rows,
        fields.count("duplicates"),
        fields.label("suite"),
        fields.count("suiteVersion"),
        fields.count("everySeconds"),
        fields.name("model"),
        fields.label("pipeline"),
        fields.label("runId"),
        columns(fields.objects("columns", MAX_COLUMNS)),
        checks(fields.objects("results", MAX_CHECKS)));
  }

  private static List<DatasetColumn> columns(List<ObjectFields> objects)
      throws EventRefusedException {
    List<DatasetColumn> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ObjectFields each : objects) {
      DatasetColumn column = column(each);
      requireOnce(names, each.at("name"), column.name());
      columns.add(column);
    }
    return columns;
  }

  private static DatasetColumn column(ObjectFields each) throws EventRefusedException {
    List<DatasetColumn.Category> categories = new ArrayList<>();
    for (ObjectFields category : each.objects("categories", MAX_CATEGORIES)) {
      // An empty text is a value like any other.
      String value = Objects.requireNonNullElse(category.text("value", SHORT_LENGTH), "");
      categories.add(new DatasetColumn.Category(value, category.requireCount("count")));
    }
    return new DatasetColumn(
        each.require("name", NAME_LENGTH),
        each.choice("type", TYPES),
        each.prose("dtype", SHORT_LENGTH),
        each.requireCount("missing"),
        each.requireCount("distinct"),
        !Boolean.FALSE.equals(each.flag("distinctIsExact")),
        each.count("infinite"),
        each.number("min"),
        each.number("max"),
        each.number("mean"),
        each.number("sd"),
        each.numbers("quantiles", DatasetColumn.SHARES.size()),
        each.flag("quantilesAreExact"),
        each.time("oldest"),
        each.time("newest"),
        categories);
  }

  private static List<DatasetCheck> checks(List<ObjectFields> objects)
      throws EventRefusedException {
    List<DatasetCheck> checks = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ObjectFields each : objects) {
      DatasetCheck check =
          new DatasetCheck(
              each.require("check", CHECK_LENGTH),
              each.require("expectation", SHORT_LENGTH),
              each.text("column", NAME_LENGTH),
              each.choice("severity", SEVERITIES),
              each.requireFlag("passed"),
              Objects.requireNonNullElse(each.prose("message", MESSAGE_LENGTH), ""),
              each.prose("description", MESSAGE_LENGTH),
              each.number("observed"),
              each.number("low"),
              each.number("high"),
              each.count("failing"),
              each.count("of"),
              each.texts("samples", MAX_SAMPLES, SHORT_LENGTH));
      requireOnce(names, each.at("check"), check.check());
      checks.add(check);
    }
    return checks;
  }

  private static void requireOnce(Set<String> names, String path, String name)
      throws EventRefusedException {
    if (!names.add(name)) {
      throw new EventRefusedException(
          INVALID_NAME, "%s: \"%s\" stands there twice.".formatted(path, name));
    }
  }
}
