package io.plimsoll.server.monitor;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A model and the version of it that is judged.
 *
 * @param version the version as events name it; empty if they name none
 * @param deployment empty for a model that is observed only
 */
record Watched(String model, String version, Optional<Deployment> deployment) {

  /** What production is, for a version that was pushed here. */
  record Deployment(UUID versionId, Instant liveSince, Optional<String> previousVersion) {}

  /**
   * A series of requests that events have made.
   *
   * @param series grows with time: the later a version is first seen, the larger
   */
  record Seen(String model, String version, long series, Instant lastMinute) {}

  private static final long OVERLAP_SECONDS = 600;

  /**
   * The version to watch of each model that is observed only: the one with the latest traffic.
   * Where several versions are in use side by side it is the newest of them, so that the choice
   * does not jump from one to another with every event.
   */
  static List<Watched> observed(List<Seen> seen) {
    Map<String, List<Seen>> byModel = seen.stream().collect(Collectors.groupingBy(Seen::model));
    return byModel.values().stream().map(Watched::newest).toList();
  }

  private static Watched newest(List<Seen> versions) {
    Instant last =
        versions.stream().map(Seen::lastMinute).max(Comparator.naturalOrder()).orElseThrow();
    Seen chosen =
        versions.stream()
            .filter(each -> !each.lastMinute().isBefore(last.minusSeconds(OVERLAP_SECONDS)))
            .max(Comparator.comparingLong(Seen::series))
            .orElseThrow();
    return new Watched(chosen.model(), chosen.version(), Optional.empty());
  }

  static Map<String, Watched> byModel(List<Watched> watched) {
    return watched.stream().collect(Collectors.toMap(Watched::model, Function.identity()));
  }
}
