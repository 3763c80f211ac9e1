package io.plimsoll.server.pipeline;

import io.plimsoll.events.Event;
import io.plimsoll.server.pipeline.segments.ModelSegments;
import io.plimsoll.server.pipeline.segments.PartName;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.stats.Profile;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the new events of one project add: rollups by series and minute, profiles by feature and
 * minute, and by feature, segment and hour where a model has segments, samples of rows by version
 * and hour, and the topics to announce. Pure; not thread-safe.
 */
final class Increment {
  /** Of a part of the rows so many features, and so many outputs, are profiled at most. */
  static final int MOST_COLUMNS_OF_PARTS = 50;

  static final String STAGE_DURATION = "stage.duration_ms";

  private final ProjectId project;
  private final Map<String, ModelSegments> segments;
  private final Map<Calls, CallIncrement> calls = new HashMap<>();
  private final Map<PartHour, RowColumns> parts = new HashMap<>();
  private final Map<RollupKey, Rollup> rollups = new HashMap<>();
  private final List<Event.DatasetBatch> batches = new ArrayList<>();
  private final List<Event.SparkReport> sparkReports = new ArrayList<>();
  private final List<Event.Metric> running = new ArrayList<>();
  private final RowSamples rows = new RowSamples();
  private final Set<String> topics = new TreeSet<>();

  /**
   * Of no events.
   *
   * @param segments by which profiles are kept apart, by model; none for most
   */
  Increment(ProjectId project, Map<String, ModelSegments> segments) {
    this.project = project;
    this.segments = segments;
  }

  /** What the calls of a version in a minute are kept together by. */
  private record Calls(
      String model, String version, Optional<String> environment, Instant minute) {}

  /**
   * What the calls of a version in an hour are kept together by that share a value of a segment.
   */
  private record PartHour(PartName part, String version, Instant hour) {}

  /** A series in a minute. */
  record RollupKey(SeriesKey series, Instant minute) {}

  /**
   * A feature or an output of a version in a minute or, of a part of the rows, in the hour that
   * begins then.
   *
   * @param part whose rows; empty for all of them
   */
  record ProfileKey(
      String model,
      String version,
      Instant minute,
      Optional<PartName> part,
      String role,
      String name)
      implements Comparable<ProfileKey> {
    @Override
    public int compareTo(ProfileKey other) {
      // Rows are always touched in one order, much like that of the primary key.
      int order = model.compareTo(other.model);
      order = order != 0 ? order : version.compareTo(other.version);
      order = order != 0 ? order : minute.compareTo(other.minute);
      order = order != 0 ? order : Boolean.compare(part.isPresent(), other.part.isPresent());
      if (order == 0 && part.isPresent() && other.part.isPresent()) {
        order = part.get().compareTo(other.part.get());
      }
      order = order != 0 ? order : role.compareTo(other.role);
      return order != 0 ? order : name.compareTo(other.name);
    }
  }

  Map<RollupKey, Rollup> rollups() {
    Map<RollupKey, Rollup> all = new HashMap<>(rollups);
    calls.forEach(
        (of, added) ->
            added.forEachRollup(
                (name, tags, rollup) ->
                    all.put(key(name, SeriesKey.BUILT_IN, tags, of.minute()), rollup)));
    return all;
  }

  NavigableMap<ProfileKey, Profile> profiles() {
    NavigableMap<ProfileKey, Profile> all = new TreeMap<>();
    calls.forEach(
        (of, added) ->
            collect(all, added.columns(), of.model(), of.version(), of.minute(), Optional.empty()));
    parts.forEach(
        (of, columns) ->
            collect(
                all, columns, of.part().model(), of.version(), of.hour(), Optional.of(of.part())));
    return all;
  }

  private static void collect(
      Map<ProfileKey, Profile> into,
      RowColumns columns,
      String model,
      String version,
      Instant start,
      Optional<PartName> part) {
    columns.forEachRole(
        (role, byName) ->
            byName.forEach(
                (name, column) ->
                    into.put(
                        new ProfileKey(model, version, start, part, role, name),
                        column.profile())));
  }

  List<Event.DatasetBatch> batches() {
    return batches;
  }

  List<Event.SparkReport> sparkReports() {
    return sparkReports;
  }

  /** Running totals, which add nothing by themselves. */
  List<Event.Metric> running() {
    return running;
  }

  RowSamples rows() {
    return rows;
  }

  Set<String> topics() {
    Set<String> all = new TreeSet<>(topics);
    calls.values().forEach(added -> added.announce(all));
    return all;
  }

  void add(Event event) {
    Instant minute = event.occurredAt().truncatedTo(ChronoUnit.MINUTES);
    switch (event) {
      case Event.Prediction prediction -> prediction(prediction, minute);
      case Event.Feedback feedback -> topics.add("predictions:" + feedback.model());
      case Event.Metric metric -> metric(metric, minute);
      case Event.Stage stage -> stage(stage, minute);
      case Event.ErrorReport error -> topics.add("pipelines");
      case Event.DatasetBatch batch -> {
        batches.add(batch);
        topics.add("quality");
      }
      // What it says is no figure: it is merged into rows of its own.
      case Event.Lineage lineage -> topics.add("lineage");
      case Event.SparkReport report -> {
        sparkReports.add(report);
        topics.add("spark");
      }
    }
  }

  private void metric(Event.Metric metric, Instant minute) {
    topics.add("metrics");
    if (metric.running().isPresent()) {
      // What it adds is known only beside what was there before.
      running.add(metric);
      return;
    }
    if (metric.buckets().filter(buckets -> buckets.count() == 0).isPresent()) {
      return;
    }
    String kind = metric.kind().name().toLowerCase(Locale.ROOT);
    Rollup rollup = rollup(metric.name(), kind, metric.tags(), minute);
    metric
        .buckets()
        .ifPresentOrElse(
            buckets -> rollup.add(buckets, metric.value()), () -> rollup.add(metric.value()));
  }

  private void prediction(Event.Prediction prediction, Instant minute) {
    if (prediction.shadowOf().isPresent()) {
      // Nobody was answered: it counts in no traffic, no drift and no alert.
      topics.add("shadow:" + prediction.model());
      return;
    }
    Calls of =
        new Calls(prediction.model(), prediction.version(), prediction.environment(), minute);
    calls.computeIfAbsent(of, absent -> new CallIncrement(prediction)).add(prediction);
    if (CallIncrement.isProfiled(prediction)) {
      rows.add(prediction);
      partsOf(prediction);
    }
  }

  private void partsOf(Event.Prediction prediction) {
    ModelSegments kept = segments.get(prediction.model());
    if (kept == null) {
      return;
    }
    Instant hour = prediction.occurredAt().truncatedTo(ChronoUnit.HOURS);
    for (PartName part : kept.of(prediction.features().byName(), prediction.tags())) {
      parts
          .computeIfAbsent(
              new PartHour(part, prediction.version(), hour),
              absent -> new RowColumns(MOST_COLUMNS_OF_PARTS))
          .add(prediction);
    }
  }

  private void stage(Event.Stage stage, Instant minute) {
    Map<String, String> tags = tags(stage);
    rollup(STAGE_DURATION, SeriesKey.BUILT_IN, tags, minute).add(stage.durationMs());
    stage
        .recordsIn()
        .ifPresent(
            n -> rollup("stage.records_in", SeriesKey.BUILT_IN, tags, minute).add((double) n));
    stage
        .recordsOut()
        .ifPresent(
            n -> rollup("stage.records_out", SeriesKey.BUILT_IN, tags, minute).add((double) n));
    topics.add("pipelines");
  }

  /** What tells the series of a stage apart. */
  static Map<String, String> tags(Event.Stage stage) {
    return Map.of(
        "pipeline",
        stage.pipeline(),
        "stage",
        stage.stage(),
        "status",
        stage.status().name().toLowerCase(Locale.ROOT));
  }

  private Rollup rollup(String name, String kind, Map<String, String> tags, Instant minute) {
    return rollups.computeIfAbsent(key(name, kind, tags, minute), absent -> new Rollup());
  }

  private RollupKey key(String name, String kind, Map<String, String> tags, Instant minute) {
    return new RollupKey(new SeriesKey(project, name, kind, new TreeMap<>(tags)), minute);
  }
}
