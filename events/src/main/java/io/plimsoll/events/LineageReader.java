package io.plimsoll.events;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Reads an event of OpenLineage (specification 2-0-2): of a run, a job or a dataset. What names
 * things and says when is checked, and a refusal names the path; facets are taken as they come,
 * because nobody loses a run over a facet of a newer version. Thread-safe.
 */
public final class LineageReader {
  /** What an event may have at most: plans and schemas of wide tables are long. */
  public static final int MAX_BYTES = 4 << 20;

  private static final int MOST_DATASETS = 5_000;
  private static final int LONGEST_PROSE = 32_768;
  private static final Duration AHEAD = Limits.DEFAULTS.ahead();
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  // An event is UTF-8; guessing would read other text than the bytes that are kept.
                  .disable(JsonFactory.Feature.CHARSET_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(500).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // As a double, 1e400 would be infinite, which is no JSON.
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /** Escapes of NUL and of halves of pairs; one of a whole pair costs no more than a look. */
  private static final Pattern ODD = Pattern.compile("\\\\u(0000|[dD][89a-fA-F])");

  /**
   * Reads {@code json}, the UTF-8 bytes of one event. Its id follows from what it says, so that an
   * event that is sent again is the same, however its members are ordered.
   *
   * @param now the reader's time; an event from the future would never be overtaken
   */
  public Event.Lineage read(byte[] json, Instant now) throws EventRefusedException {
    if (json.length > MAX_BYTES) {
      throw new EventRefusedException(
          RefusalCode.EVENT_TOO_LARGE,
          "The event has %,d bytes; at most %,d are taken.".formatted(json.length, MAX_BYTES));
    }
    String text = new String(json, StandardCharsets.UTF_8);
    JsonNode said = parse(json);
    if (ODD.matcher(text).find()) {
      // The database holds neither NUL nor half of a pair, and would not find its way in the event.
      said = cleaned(said);
      text = said.toString();
    }
    LineageNode event = LineageNode.root(said);
    Instant at = event.requireTime("eventTime");
    if (at.isAfter(now.plus(AHEAD))) {
      throw new EventRefusedException(
          RefusalCode.OCCURRED_AT_OUT_OF_RANGE,
          "eventTime: %s is more than a day ahead; set the sender's clock.".formatted(at));
    }
    return new Event.Lineage(digest(said), at, facts(event), text);
  }

  private static JsonNode parse(byte[] json) throws EventRefusedException {
    try {
      JsonNode event = JSON.readTree(json);
      if (event == null || !event.isObject()) {
        throw new EventRefusedException(RefusalCode.WRONG_TYPE, "An event is a JSON object.");
      }
      return event;
    } catch (JsonProcessingException syntax) {
      throw new EventRefusedException(RefusalCode.NOT_JSON, JsonSyntax.fault("The event", syntax));
    } catch (IOException unreadable) {
      throw new EventRefusedException(
          RefusalCode.NOT_JSON, "The event cannot be read: " + unreadable.getMessage());
    }
  }

  private static JsonNode cleaned(JsonNode json) {
    if (json.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      json.properties().forEach(each -> object.set(clean(each.getKey()), cleaned(each.getValue())));
      return object;
    }
    if (json.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      json.forEach(each -> array.add(cleaned(each)));
      return array;
    }
    return json.isTextual() ? TextNode.valueOf(clean(json.textValue())) : json;
  }

  /** Replaces NUL and halves of pairs. */
  private static String clean(String text) {
    StringBuilder cleaned = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              boolean isHalf = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
              cleaned.appendCodePoint(point == 0 || isHalf ? 0xFFFD : point);
            });
    return cleaned.toString();
  }

  private static LineageFacts facts(LineageNode event) throws EventRefusedException {
    if (event.at("run").isThere()) {
      return new LineageFacts(
          Optional.of(run(event)), Optional.of(job(event.require("job"))), datasets(event));
    }
    if (event.at("dataset").isThere()) {
      LineageFacts.Dataset dataset =
          LineageDatasetReader.read(event.require("dataset"), LineageFacts.Direction.NONE);
      return new LineageFacts(Optional.empty(), Optional.empty(), List.of(dataset));
    }
    if (event.at("job").isThere()) {
      return new LineageFacts(
          Optional.empty(), Optional.of(job(event.require("job"))), datasets(event));
    }
    throw new EventRefusedException(
        RefusalCode.UNKNOWN_TYPE,
        "run: is missing, and so are dataset and job; an event is of one of them.");
  }

  private static LineageFacts.Run run(LineageNode event) throws EventRefusedException {
    LineageNode run = event.require("run");
    LineageNode facets = run.at("facets").object();
    LineageNode error = facets.at("errorMessage");
    LineageNode engine = facets.at("processing_engine");
    LineageNode nominal = facets.at("nominalTime");
    return new LineageFacts.Run(
        run.requireId("runId"),
        state(event),
        facets.at("parent").at("run").at("runId").id(),
        nominal
            .at("nominalStartTime")
            .time()
            .map(start -> new LineageFacts.Nominal(start, nominal.at("nominalEndTime").time())),
        error
            .at("message")
            .text(LONGEST_PROSE)
            .map(
                message ->
                    new LineageFacts.Failure(
                        message,
                        error.at("programmingLanguage").text(),
                        error.at("stackTrace").text(LONGEST_PROSE))),
        engine
            .at("name")
            .text()
            .map(name -> name + engine.at("version").text().map(v -> " " + v).orElse("")),
        LineageDatasetReader.tests(facets.at("test")));
  }

  /** Before it was called eventType, it was called transition. */
  private static LineageFacts.State state(LineageNode event) throws EventRefusedException {
    LineageNode type =
        event.at("eventType").isThere() ? event.at("eventType") : event.at("transition");
    if (!type.isThere()) {
      return LineageFacts.State.OTHER;
    }
    for (LineageFacts.State state : LineageFacts.State.values()) {
      if (type.json().isTextual() && state.name().equalsIgnoreCase(type.json().textValue())) {
        return state;
      }
    }
    throw new EventRefusedException(
        RefusalCode.WRONG_TYPE,
        "%s: must be one of START, RUNNING, COMPLETE, ABORT, FAIL, OTHER.".formatted(type.path()));
  }

  private static LineageFacts.Job job(LineageNode job) throws EventRefusedException {
    LineageName name = job.requireName();
    LineageNode facets = job.at("facets").object();
    LineageNode type = facets.at("jobType");
    return new LineageFacts.Job(
        name,
        type.at("processingType").text(),
        type.at("integration").text(),
        type.at("jobType").text(),
        facets.at("sourceCodeLocation").at("version").text(),
        facets(facets, List.of()));
  }

  private static List<LineageFacts.Dataset> datasets(LineageNode event)
      throws EventRefusedException {
    List<LineageFacts.Dataset> datasets = new ArrayList<>();
    for (LineageNode input : event.at("inputs").objects(MOST_DATASETS)) {
      datasets.add(LineageDatasetReader.read(input, LineageFacts.Direction.INPUT));
    }
    for (LineageNode output : event.at("outputs").objects(MOST_DATASETS)) {
      datasets.add(LineageDatasetReader.read(output, LineageFacts.Direction.OUTPUT));
    }
    return datasets;
  }

  /** The facets that are kept as they came, but for those that are understood. */
  static Map<String, Optional<String>> facets(LineageNode facets, List<String> understood) {
    Map<String, Optional<String>> kept = new LinkedHashMap<>();
    for (Map.Entry<String, LineageNode> each : facets.members()) {
      String name = each.getKey();
      if (!understood.contains(name) && name.length() <= Limits.LONGEST_NAME) {
        JsonNode facet = each.getValue().json();
        boolean isDeleted = facet.isNull() || facet.path("_deleted").asBoolean(false);
        kept.put(name, isDeleted ? Optional.empty() : Optional.of(facet.toString()));
      }
    }
    return kept;
  }

  static UUID digest(JsonNode json) {
    MessageDigest digest = LineageName.sha256();
    digest(json, digest);
    return LineageName.id(digest);
  }

  private static void digest(JsonNode json, MessageDigest into) {
    if (json.isObject()) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      json.properties().forEach(each -> sorted.put(each.getKey(), each.getValue()));
      into.update((byte) '{');
      sorted.forEach(
          (name, value) -> {
            text(name, into);
            digest(value, into);
          });
      into.update((byte) '}');
    } else if (json.isArray()) {
      into.update((byte) '[');
      json.forEach(each -> digest(each, into));
      into.update((byte) ']');
    } else {
      text(json.getNodeType().name(), into);
      text(json.asText(), into);
    }
  }

  /** With its length before it, so that no two values run into a third. */
  private static void text(String text, MessageDigest into) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    into.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    into.update(bytes);
  }
}
