package io.plimsoll.events;

import static io.plimsoll.events.RefusalCode.MISSING_FIELD;
import static io.plimsoll.events.RefusalCode.WRONG_TYPE;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what a listener reports of a part of an application of Spark. */
final class SparkReader {
  private static final int MAX_SPREADS = 20;
  private static final int MAX_DATA = 100;
  private static final int NAME_LENGTH = 1_000;
  private static final int SHORT_LENGTH = 100;

  private SparkReader() {}

  static Event.SparkReport read(
      EventFields fields, UUID id, Instant at, SparkPart part, SparkStatus status)
      throws EventRefusedException {
    return new Event.SparkReport(
        id,
        at,
        fields.tags(),
        fields.requireLabel("application"),
        fields.requireLabel("applicationId"),
        fields.label("attempt").orElse(""),
        part,
        fields.requireLabel("key"),
        status,
        fields.time("startedAt"),
        fields.time("endedAt"),
        fields.failure("error"),
        measures(fields),
        fields.object("details"),
        spreads(fields.objects("spreads", MAX_SPREADS)),
        data(fields.objects("inputs", MAX_DATA)),
        data(fields.objects("outputs", MAX_DATA)));
  }

  /** Any names, so that those of a newer listener are kept; but numbers all of them. */
  private static Values measures(EventFields fields) throws EventRefusedException {
    Values measures = fields.object("measures");
    for (Map.Entry<String, @Nullable Object> each : measures.byName().entrySet()) {
      Object value = each.getValue();
      if (value != null && !(value instanceof Double)) {
        throw EventFields.wrongType(
            "measures." + EventFields.shorten(each.getKey()), "a number", value);
      }
    }
    return measures;
  }

  private static List<SparkSpread> spreads(List<ObjectFields> objects)
      throws EventRefusedException {
    List<SparkSpread> spreads = new ArrayList<>();
    for (ObjectFields each : objects) {
      spreads.add(
          new SparkSpread(
              each.require("name", SHORT_LENGTH),
              each.requireCount("count"),
              number(each, "sum"),
              number(each, "min"),
              number(each, "median"),
              number(each, "p95"),
              number(each, "max")));
    }
    return spreads;
  }

  private static double number(ObjectFields each, String name) throws EventRefusedException {
    Double value = each.number(name);
    if (value == null) {
      throw new EventRefusedException(MISSING_FIELD, each.at(name) + ": is missing.");
    }
    if (value < 0) {
      throw new EventRefusedException(
          WRONG_TYPE, "%s: %s is negative.".formatted(each.at(name), value));
    }
    return value;
  }

  private static List<SparkData> data(List<ObjectFields> objects) throws EventRefusedException {
    List<SparkData> data = new ArrayList<>();
    for (ObjectFields each : objects) {
      data.add(
          new SparkData(
              each.require("name", NAME_LENGTH),
              each.text("format", SHORT_LENGTH),
              each.count("rows"),
              each.count("bytes"),
              each.count("files")));
    }
    return data;
  }
}
