package io.plimsoll.server.pipeline;

import io.plimsoll.events.Event;
import io.plimsoll.events.Values;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the new events of one project add: rollups by series and minute, profiles by feature and
 * minute, samples of rows by version and hour, and the topics to announce. Pure; not thread-safe.
 */
final class Increment {
  /** The kind under which a call is logged that its caller left. */
  private static final String CANCELLED = "cancelled";

  private final ProjectId project;
  private final Map<RollupKey, Rollup> rollups = new HashMap<>();
  private final Map<ProfileKey, Profile> profiles = new TreeMap<>();
  private final List<Event.DatasetBatch> batches = new ArrayList<>();
  private final List<Event.Metric> running = new ArrayList<>();
  private final RowSamples rows = new RowSamples();
  private final Set<String> topics = new TreeSet<>();

  Increment(ProjectId project) {
    this.project = project;
  }

  /** A series in a minute. */
  record RollupKey(SeriesKey series, Instant minute) {}

  /** A feature or an output of a version in a minute. */
  record ProfileKey(String model, String version, Instant minute, String role, String name)
      implements Comparable<ProfileKey> {
    @Override
    public int compareTo(ProfileKey other) {
      // Rows are always touched in the order of the primary key.
      int order = model.compareTo(other.model);
      order = order != 0 ? order : version.compareTo(other.version);
      order = order != 0 ? order : minute.compareTo(other.minute);
      order = order != 0 ? order : role.compareTo(other.role);
      return order != 0 ? order : name.compareTo(other.name);
    }
  }

  Map<RollupKey, Rollup> rollups() {
    return rollups;
  }

  Map<ProfileKey, Profile> profiles() {
    return profiles;
  }

  List<Event.DatasetBatch> batches() {
    return batches;
  }

  /** Running totals, which add nothing by themselves. */
  List<Event.Metric> running() {
    return running;
  }

  RowSamples rows() {
    return rows;
  }

  Set<String> topics() {
    return topics;
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
    String model = prediction.model();
    if (prediction.shadowOf().isPresent()) {
      // Nobody was answered: it counts in no traffic, no drift and no alert.
      topics.add("shadow:" + model);
      return;
    }
    if (prediction.environment().isPresent()) {
      beside(prediction, prediction.environment().get(), minute);
      return;
    }
    Map<String, String> tags = Map.of("model", model, "version", prediction.version());
    if (wasLeft(prediction)) {
      rollup("prediction.cancelled", SeriesKey.BUILT_IN, tags, minute).count();
      topics.add("predictions:" + model);
      return;
    }
    rollup("prediction.rows", SeriesKey.BUILT_IN, tags, minute).count();
    topics.add("traffic:" + model);
    topics.add("predictions:" + model);
    if (prediction.error().isPresent()) {
      rollup("prediction.errors", SeriesKey.BUILT_IN, tags, minute).count();
      return;
    }
    prediction
        .latencyMs()
        .ifPresent(
            millis ->
                rollup("prediction.latency_ms", SeriesKey.BUILT_IN, tags, minute).add(millis));
    profile(prediction, "feature", prediction.features(), minute);
    profile(prediction, "prediction", prediction.outputs(), minute);
    rows.add(prediction);
    topics.add("drift:" + model);
  }

  /**
   * Dev and staging are counted in series of their own, so that nothing that judges production can
   * meet them, even where the same version answers in both.
   */
  private void beside(Event.Prediction prediction, String environment, Instant minute) {
    Map<String, String> tags =
        Map.of(
            "model",
            prediction.model(),
            "version",
            prediction.version(),
            "environment",
            environment);
    topics.add("predictions:" + prediction.model());
    if (wasLeft(prediction)) {
      rollup("environment.cancelled", SeriesKey.BUILT_IN, tags, minute).count();
      return;
    }
    rollup("environment.rows", SeriesKey.BUILT_IN, tags, minute).count();
    if (prediction.error().isPresent()) {
      rollup("environment.errors", SeriesKey.BUILT_IN, tags, minute).count();
    } else {
      prediction
          .latencyMs()
          .ifPresent(
              millis ->
                  rollup("environment.latency_ms", SeriesKey.BUILT_IN, tags, minute).add(millis));
    }
    topics.add("environments:" + prediction.model());
  }

  /**
   * A caller left before the model had begun: neither traffic nor an error of the model. It is
   * counted apart, so that the list of predictions finds it.
   */
  private static boolean wasLeft(Event.Prediction prediction) {
    return prediction.error().filter(error -> error.kind().equals(CANCELLED)).isPresent();
  }

  private void stage(Event.Stage stage, Instant minute) {
    Map<String, String> tags =
        Map.of(
            "pipeline",
            stage.pipeline(),
            "stage",
            stage.stage(),
            "status",
            stage.status().name().toLowerCase(Locale.ROOT));
    rollup("stage.duration_ms", SeriesKey.BUILT_IN, tags, minute).add(stage.durationMs());
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

  private Rollup rollup(String name, String kind, Map<String, String> tags, Instant minute) {
    SeriesKey series = new SeriesKey(project, name, kind, new TreeMap<>(tags));
    return rollups.computeIfAbsent(new RollupKey(series, minute), key -> new Rollup());
  }

  private void profile(Event.Prediction of, String role, Values values, Instant minute) {
    for (Map.Entry<String, @Nullable Object> value : values.byName().entrySet()) {
      ProfileKey key = new ProfileKey(of.model(), of.version(), minute, role, value.getKey());
      Profile profile = profiles.get(key);
      if (profile == null) {
        profile =
            value.getValue() instanceof Double || value.getValue() == null
                ? new NumericProfile()
                : new CategoricalProfile();
        profiles.put(key, profile);
      }
      profiles.put(key, Increment.update(profile, value.getValue()));
    }
  }

  /**
   * Counts one value. A profile that has seen nothing but missing values takes the type of the
   * first value that is there; a value that does not fit the type counts as missing.
   */
  private static Profile update(Profile profile, @Nullable Object value) {
    switch (profile) {
      case NumericProfile numeric -> {
        if (value instanceof Double number) {
          numeric.update(number);
        } else if (value != null && numeric.rows() == numeric.missing()) {
          CategoricalProfile categorical = new CategoricalProfile();
          for (long i = 0; i < numeric.missing(); i++) {
            categorical.updateMissing();
          }
          return update(categorical, value);
        } else {
          numeric.updateMissing();
        }
      }
      case CategoricalProfile categorical -> {
        switch (value) {
          case String text -> categorical.update(text);
          case Boolean bool -> categorical.update(bool);
          case null, default -> categorical.updateMissing();
        }
      }
    }
    return profile;
  }
}
