package io.plimsoll.server.intake.otlp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What was taken otherwise than it was sent, each kind once with an example and how often. */
final class Notices {
  private final Map<String, Seen> kinds = new LinkedHashMap<>();

  private record Seen(String example, int times) {}

  /**
   * Notes that something happened.
   *
   * @param kind a sentence of ours, so that there are few
   * @param example what it happened to
   */
  void add(String kind, String example) {
    kinds.merge(
        kind,
        new Seen(Texts.shorten(example, Texts.LABEL), 1),
        (first, next) -> new Seen(first.example(), first.times() + 1));
  }

  boolean isEmpty() {
    return kinds.isEmpty();
  }

  String text() {
    return kinds.entrySet().stream()
        .map(
            kind ->
                "%s: %d, such as \"%s\""
                    .formatted(kind.getKey(), kind.getValue().times(), kind.getValue().example()))
        .collect(Collectors.joining("; "));
  }
}
