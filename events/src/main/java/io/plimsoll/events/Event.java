package io.plimsoll.events;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.UUID;

/** Something that happened in a pipeline, as its sender reported it. */
public sealed interface Event {
  /** Made by the sender and kept over retries: an id counts once. */
  UUID id();

  Instant occurredAt();

  Map<String, String> tags();

  /**
   * One row that a model answered, or failed to.
   *
   * @param version the version's label; empty text if the sender named none
   * @param latencyMs how long the call took, in milliseconds
   * @param environment in which the version answered, if not in production: dev or staging
   * @param shadowOf the prediction whose row a shadow was asked about too; such a row answers
   *     nobody
   */
  record Prediction(
      UUID id,
      Instant occurredAt,
      Map<String, String> tags,
      String model,
      String version,
      Optional<String> entity,
      Values features,
      Values outputs,
      OptionalDouble latencyMs,
      Optional<Failure> error,
      Optional<UUID> shadowOf,
      Optional<String> environment)
      implements Event {}

  /** What turned out to be true for a prediction, possibly days later. */
  record Feedback(
      UUID id,
      Instant occurredAt,
      Map<String, String> tags,
      UUID predictionId,
      String model,
      Values actual)
      implements Event {}

  /**
   * A number that the sender wants to follow.
   *
   * @param value for buckets the sum of all values
   * @param buckets the values of a distribution, if they were counted before they were sent
   * @param running there if the value is what has added up so far
   */
  record Metric(
      UUID id,
      Instant occurredAt,
      Map<String, String> tags,
      String name,
      MetricKind kind,
      double value,
      Optional<Buckets> buckets,
      Optional<RunningTotal> running)
      implements Event {
    /** One value, which is new. */
    public Metric(
        UUID id,
        Instant occurredAt,
        Map<String, String> tags,
        String name,
        MetricKind kind,
        double value) {
      this(id, occurredAt, tags, name, kind, value, Optional.empty(), Optional.empty());
    }
  }

  /**
   * One stage of one run of a pipeline that has ended.
   *
   * @param parentStage the stage within which it ran, if there was one
   * @param parentRunId the run that its run is a part of, if there is one
   */
  record Stage(
      UUID id,
      Instant occurredAt,
      Map<String, String> tags,
      String pipeline,
      String stage,
      String runId,
      StageStatus status,
      double durationMs,
      OptionalLong recordsIn,
      OptionalLong recordsOut,
      Optional<Failure> error,
      Optional<String> parentStage,
      Optional<String> parentRunId)
      implements Event {}

  /**
   * An error outside a prediction or a stage.
   *
   * @param fingerprint what the cases of one error have in common, if the sender told it
   */
  record ErrorReport(
      UUID id,
      Instant occurredAt,
      Map<String, String> tags,
      Failure failure,
      Optional<String> stack,
      Optional<String> model,
      Optional<String> pipeline,
      Optional<String> fingerprint)
      implements Event {}

  /**
   * One batch of a dataset: its profile, never its rows, and what became of what was expected.
   *
   * @param duplicates how many rows repeat an earlier one, if that was counted
   * @param everySeconds how soon the next batch has to follow, if somebody said so
   */
  record DatasetBatch(
      UUID id,
      Instant occurredAt,
      Map<String, String> tags,
      String dataset,
      long rows,
      OptionalLong duplicates,
      Optional<String> suite,
      OptionalLong suiteVersion,
      OptionalLong everySeconds,
      Optional<String> model,
      Optional<String> pipeline,
      Optional<String> runId,
      List<DatasetColumn> columns,
      List<DatasetCheck> results)
      implements Event {
    public DatasetBatch {
      columns = List.copyOf(columns);
      results = List.copyOf(results);
    }
  }

  /**
   * An event of OpenLineage.
   *
   * @param id follows from what the event says
   * @param json the event as it was sent
   */
  record Lineage(UUID id, Instant occurredAt, LineageFacts facts, String json) implements Event {
    @Override
    public Map<String, String> tags() {
      return Map.of();
    }
  }

  /**
   * What a listener saw of one part of an application of Spark. A part may be reported again; the
   * report that happened last holds.
   *
   * @param application the name, which the runs of one job have in common
   * @param applicationId what Spark calls this run
   * @param attempt of the run, where the cluster tries again; empty text if it does not
   * @param key tells the part from others of its kind
   * @param measures numbers by name; those that this server does not know are kept
   * @param details anything else that is to be read and not counted
   */
  record SparkReport(
      UUID id,
      Instant occurredAt,
      Map<String, String> tags,
      String application,
      String applicationId,
      String attempt,
      SparkPart part,
      String key,
      SparkStatus status,
      Optional<Instant> startedAt,
      Optional<Instant> endedAt,
      Optional<Failure> error,
      Values measures,
      Values details,
      List<SparkSpread> spreads,
      List<SparkData> inputs,
      List<SparkData> outputs)
      implements Event {
    public SparkReport {
      spreads = List.copyOf(spreads);
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }

  /** What went wrong: the kind to count by, the message to read. */
  record Failure(String kind, String message) {}

  /** How the values of a metric are to be read. */
  enum MetricKind {
    COUNTER,
    GAUGE,
    DISTRIBUTION
  }

  /** How a stage ended. */
  enum StageStatus {
    OK,
    FAILED
  }
}
