package io.plimsoll.server.intake.otlp;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Where a data point belongs.
 *
 * @param attributes all of the point's attributes, also those that become no tags: what differs in
 *     any of them is another stream
 * @param startNanos when its sender began to count; 0 if it does not say
 */
record Series(
    String name,
    UUID sender,
    Map<String, String> attributes,
    Map<String, String> tags,
    long startNanos,
    long nanos) {

  /** The same point with a quantile, which is a series of its own. */
  Series quantile(String quantile) {
    Map<String, String> more = new LinkedHashMap<>(tags);
    if (more.size() < Tags.MOST) {
      more.put("quantile", quantile);
    }
    Map<String, String> told = new HashMap<>(attributes);
    told.put("quantile", quantile);
    return new Series(name, sender, told, more, startNanos, nanos);
  }

  /** Begins a value of the series whose name has such an ending. */
  Draft event(String ending, String kind) {
    UUID id =
        Identity.of("data point").with(stream(ending)).with(kind).with(startNanos).with(nanos).id();
    return Draft.of("metric", name, id, Draft.time(nanos), tags)
        .with("name", name + ending)
        .with("kind", kind);
  }

  /** Says that the value is a running total. */
  Map<String, Object> running(String ending) {
    Map<String, Object> running = new LinkedHashMap<>();
    running.put("stream", stream(ending).toString());
    running.put("reporter", sender.toString());
    if (startNanos != 0) {
      running.put("since", Draft.time(startNanos).toString());
    }
    return running;
  }

  private UUID stream(String ending) {
    return Identity.of("stream").with(sender).with(name).with(ending).with(attributes).id();
  }
}
