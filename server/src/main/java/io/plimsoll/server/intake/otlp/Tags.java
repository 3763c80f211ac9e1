package io.plimsoll.server.intake.otlp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Chooses which attributes of a record and of its sender become tags. An event has at most {@value
 * #MOST}: the most important are kept, the others are named in a warning. What never becomes a tag
 * is what tells a process apart instead of saying something about it, and what people wrote to a
 * model or heard from it.
 */
final class Tags {
  static final int MOST = 16;

  private static final List<String> NEVER =
      List.of("telemetry.", "process.", "os.", "exception.", "code.", "thread.", "plimsoll.");
  private static final Set<String> NEITHER =
      Set.of(
          "service.instance.id",
          "host.id",
          "container.id",
          "gen_ai.prompt",
          "gen_ai.completion",
          "gen_ai.input.messages",
          "gen_ai.output.messages",
          "gen_ai.system_instructions",
          "gen_ai.tool.definitions",
          "gen_ai.retrieval.documents",
          "gen_ai.retrieval.query.text");

  /** Older names of what the conventions call otherwise today. */
  private static final Map<String, String> RENAMED =
      Map.of(
          "gen_ai.system", "gen_ai.provider.name",
          "gen_ai.usage.prompt_tokens", "gen_ai.usage.input_tokens",
          "gen_ai.usage.completion_tokens", "gen_ai.usage.output_tokens",
          "deployment.environment", "deployment.environment.name");

  /** In this order, before all others by their names. */
  private static final List<String> FIRST =
      List.of(
          "service.name",
          "gen_ai.operation.name",
          "gen_ai.provider.name",
          "gen_ai.request.model",
          "gen_ai.response.model",
          "gen_ai.token.type",
          "ml.model.name",
          "ml.model.version",
          "error.type",
          "service.namespace",
          "deployment.environment.name",
          "service.version");

  private final Map<String, String> kept = new LinkedHashMap<>();
  private final Notices notices;

  private Tags(Notices notices) {
    this.notices = notices;
  }

  /**
   * The tags of an event.
   *
   * @param own what we say of it ourselves; always kept
   * @param attributes those of the record, which hide those of its sender
   */
  static Map<String, String> choose(
      Map<String, String> own, Map<String, String> attributes, Sender sender, Notices notices) {
    Tags tags = new Tags(notices);
    own.forEach(tags::keep);
    Map<String, String> ofRecord = named(attributes);
    Map<String, String> ofSender = named(sender.resource());
    ofSender.keySet().removeAll(ofRecord.keySet());
    List<Map.Entry<String, String>> all = new ArrayList<>();
    all.addAll(first(ofRecord, ofSender));
    all.addAll(ofRecord.entrySet());
    all.addAll(
        ofSender.entrySet().stream()
            .sorted(Comparator.comparingInt(entry -> importance(entry.getKey())))
            .toList());
    all.forEach(entry -> tags.keep(entry.getKey(), entry.getValue()));
    return tags.kept;
  }

  private void keep(String name, String value) {
    if (name.length() > Texts.LABEL) {
      notices.add("attributes left out whose names have more than 200 characters", name);
    } else if (kept.containsKey(name)) {
      return;
    } else if (kept.size() == MOST) {
      notices.add("attributes left out beyond the 16 of a record that become tags", name);
    } else {
      kept.put(name, Texts.shorten(value, Texts.LABEL));
    }
  }

  private static List<Map.Entry<String, String>> first(
      Map<String, String> ofRecord, Map<String, String> ofSender) {
    List<Map.Entry<String, String>> first = new ArrayList<>();
    for (String name : FIRST) {
      String value = ofRecord.containsKey(name) ? ofRecord.remove(name) : ofSender.remove(name);
      if (value != null) {
        first.add(Map.entry(name, value));
      }
    }
    return first;
  }

  /** The host and the place in a cluster come before what a detector found out beside. */
  private static int importance(String name) {
    if (name.equals("host.name")) {
      return 0;
    }
    return name.startsWith("k8s.") ? 1 : 2;
  }

  private static Map<String, String> named(Map<String, String> attributes) {
    Map<String, String> named = new TreeMap<>();
    attributes.forEach(
        (name, value) -> {
          boolean isTag =
              !name.isEmpty()
                  && !value.isEmpty()
                  && !NEITHER.contains(name)
                  && NEVER.stream().noneMatch(name::startsWith);
          if (isTag) {
            String today = RENAMED.getOrDefault(name, name);
            // The name of today is right where both are sent.
            if (today.equals(name) || !attributes.containsKey(today)) {
              named.put(today, value);
            }
          }
        });
    return named;
  }
}
