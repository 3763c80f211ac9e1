package io.plimsoll.server.lineage;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a job.
 *
 * @param facets as they were sent, by name
 * @param versions what its latest runs read and wrote, each set once, the newest first
 * @param runs the latest, the newest first
 */
@Schema(name = "LineageJobDetail")
public record JobDetail(
    Line job,
    Health.Level health,
    List<String> reasons,
    List<DatasetRef> inputs,
    List<DatasetRef> outputs,
    List<Version> versions,
    List<RunLine> runs,
    Map<String, Object> facets) {
  public JobDetail {
    reasons = List.copyOf(reasons);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    versions = List.copyOf(versions);
    runs = List.copyOf(runs);
  }

  /**
   * A job in a list.
   *
   * @param processing BATCH, STREAMING or SERVICE, if it was told
   * @param integration what it was told by, as SPARK or AIRFLOW
   * @param state of the last run; absent if there was none
   */
  @Schema(name = "LineageJob")
  public record Line(
      UUID id,
      String namespace,
      String name,
      @Nullable String processing,
      @Nullable String integration,
      @Nullable String type,
      Instant firstAt,
      Instant seenAt,
      @Nullable String state,
      @Nullable Instant lastRunAt) {}

  /** A dataset that something names. */
  @Schema(name = "LineageDatasetRef")
  public record DatasetRef(UUID id, String namespace, String name) {}

  /**
   * Runs that read and wrote the same, of the same source.
   *
   * @param id follows from what was read and written
   * @param source its version, as the job tells it
   */
  @Schema(name = "LineageJobVersion")
  public record Version(
      String id,
      @Nullable String source,
      List<DatasetRef> inputs,
      List<DatasetRef> outputs,
      long runs,
      Instant firstAt,
      Instant lastAt) {
    public Version {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }
}
