package io.plimsoll.inference.convert;

import io.plimsoll.inference.convert.EdgeRows.EdgeRow;
import io.plimsoll.inference.convert.Refusal.Cause;
import io.plimsoll.inference.convert.Replay.Segment;
import io.plimsoll.inference.python.BoundaryRows;
import io.plimsoll.inference.tensor.Signature;
import io.plimsoll.inference.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that the original has answered, to be held against every graph that is tried.
 *
 * @param edges rows with one special value, and {@code edgeAnswers} what became of each
 * @param ms milliseconds that asking took
 */
record Evidence(
    Signature signature,
    Map<RowSource, List<Segment>> sources,
    List<EdgeRow> edges,
    List<Segment> edgeAnswers,
    BoundaryRows boundary,
    double ms) {

  private static final int MAX_MESSAGE = 2000;

  double[] usualSizes() {
    List<Segment> real =
        Stream.of(RowSource.TEST_DATA, RowSource.BASELINE)
            .flatMap(source -> sources.getOrDefault(source, List.of()).stream())
            .toList();
    return Comparison.usualSizes(signature.outputs(), real);
  }

  /** The edge rows for a precision: float32 refuses numbers beyond its range by its own rule. */
  List<Segment> edges(Precision precision) {
    List<Segment> kept = new ArrayList<>();
    for (int i = 0; i < edges.size(); i++) {
      Optional<Cause> cause = edges.get(i).cause();
      boolean isBeyond = cause.isPresent() && cause.get() == Cause.BEYOND_FLOAT32;
      if (precision == Precision.FLOAT64 || !isBeyond) {
        kept.add(edgeAnswers.get(i));
      }
    }
    return kept;
  }

  /** What the original refuses wherever it was tried; the words are those of its first refusal. */
  List<Refusal> refusals() {
    Map<Cause, Map<String, Boolean>> refused = new LinkedHashMap<>();
    Map<Cause, String> words = new LinkedHashMap<>();
    for (int i = 0; i < edges.size(); i++) {
      EdgeRow edge = edges.get(i);
      Segment answer = edgeAnswers.get(i);
      boolean isRefused = answer.outputs().isEmpty();
      edge.cause()
          .ifPresent(
              cause -> {
                refused
                    .computeIfAbsent(cause, any -> new LinkedHashMap<>())
                    .merge(edge.feature(), isRefused, Boolean::logicalAnd);
                if (isRefused) {
                  words.putIfAbsent(cause, shortened(answer.refusal()));
                }
              });
    }
    List<Refusal> refusals = new ArrayList<>();
    refused.forEach(
        (cause, features) -> {
          List<String> names =
              features.entrySet().stream()
                  .filter(Map.Entry::getValue)
                  .map(Map.Entry::getKey)
                  .toList();
          if (names.size() == features.size()) {
            // Of a very wide model not every feature is tried.
            names = signature.inputs().stream().map(TensorSpec::name).toList();
          }
          if (!names.isEmpty()) {
            refusals.add(new Refusal(cause, names, words.getOrDefault(cause, "")));
          }
        });
    return refusals;
  }

  private static String shortened(String message) {
    return message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "…" : message;
  }
}
