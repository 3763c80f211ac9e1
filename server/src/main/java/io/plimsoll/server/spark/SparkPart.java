package io.plimsoll.server.spark;

import io.plimsoll.events.SparkData;
import io.plimsoll.events.SparkSpread;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was reported last of a stage, a job, an executor, an execution of SQL or a streaming query.
 *
 * @param key tells it from others of its kind: of a stage its number and its attempt
 * @param reportedAt when the listener said so
 * @param spreads how figures are spread over the tasks of a stage
 */
public record SparkPart(
    String key,
    SparkState status,
    Instant reportedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable SparkFailure error,
    Map<String, Double> measures,
    Map<String, Object> details,
    List<SparkSpread> spreads,
    List<SparkData> inputs,
    List<SparkData> outputs) {
  public SparkPart {
    measures = Map.copyOf(measures);
    details = Map.copyOf(details);
    spreads = List.copyOf(spreads);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  double measure(String name) {
    return measures.getOrDefault(name, 0.0);
  }

  Optional<SparkSpread> spread(String name) {
    return spreads.stream().filter(spread -> spread.name().equals(name)).findFirst();
  }

  String detail(String name) {
    Object value = details.get(name);
    return value == null ? "" : value.toString();
  }
}
