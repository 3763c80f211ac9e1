package io.plimsoll.server.lineage;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a run.
 *
 * @param engine what ran it, with its version
 * @param tests what became of tests that it was made of
 * @param parts runs that it started, those that failed first
 * @param facets those of the run as they were sent, of each name the latest
 */
@Schema(name = "LineageRunDetail")
public record RunDetail(
    RunLine run,
    @Nullable Instant nominalEnd,
    @Nullable String engine,
    @Nullable String sourceVersion,
    @Nullable String errorLanguage,
    @Nullable String errorStack,
    long events,
    List<Use> uses,
    @Nullable CheckRun tests,
    List<RunLine> parts,
    Map<String, Object> facets) {
  public RunDetail {
    uses = List.copyOf(uses);
    parts = List.copyOf(parts);
  }

  /**
   * What a run did with a dataset.
   *
   * @param direction input or output
   * @param version the set of columns that it had
   */
  @Schema(name = "LineageUse")
  public record Use(
      UUID run,
      String state,
      UUID jobId,
      String jobName,
      UUID dataset,
      String namespace,
      String name,
      String direction,
      @Nullable UUID version,
      @Nullable Long rows,
      @Nullable Long bytes,
      @Nullable Long files,
      Instant at) {}
}
