package io.plimsoll.events;

import static io.plimsoll.events.RefusalCode.MISSING_FIELD;
import static io.plimsoll.events.RefusalCode.WRONG_TYPE;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Reads one event from its JSON and checks every limit. The same reader stands at the door, where a
 * refusal is answered, and in the pipeline, where it becomes a dead letter. Thread-safe.
 */
public final class EventReader {
  private static final Set<String> ENVIRONMENTS = Set.of("dev", "staging", "production");
  private static final Set<String> WITH_LISTS = Set.of("dataset", "spark");
  // An event is UTF-8; guessing another encoding would read other text than the bytes that are
  // kept.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .build();

  private final Limits limits;

  public EventReader(Limits limits) {
    this.limits = limits;
  }

  /**
   * Reads {@code json}, the UTF-8 bytes of one JSON object.
   *
   * @param now the reader's time, against which {@code occurredAt} is checked
   */
  public Event read(byte[] json, Instant now) throws EventRefusedException {
    if (json.length > limits.bytes()) {
      throw new EventRefusedException(
          RefusalCode.EVENT_TOO_LARGE,
          "The event has %d bytes; at most %d are taken.".formatted(json.length, limits.bytes()));
    }
    return event(parse(json), now);
  }

  private EventFields parse(byte[] json) throws EventRefusedException {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new EventRefusedException(WRONG_TYPE, "An event is a JSON object.");
      }
      EventFields fields = new EventFields(json, limits);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        fields.read(name, parser);
      }
      if (parser.nextToken() != null) {
        throw new EventRefusedException(
            RefusalCode.NOT_JSON, "There is more after the event's closing brace.");
      }
      return fields;
    } catch (JsonProcessingException syntax) {
      throw new EventRefusedException(RefusalCode.NOT_JSON, JsonSyntax.fault("The event", syntax));
    } catch (IOException impossible) {
      throw new EventRefusedException(
          RefusalCode.NOT_JSON, "The event cannot be read: " + impossible.getMessage());
    }
  }

  private Event event(EventFields fields, Instant now) throws EventRefusedException {
    String type = fields.requireText("type");
    if (!WITH_LISTS.contains(type)) {
      fields.requireNoLists();
    }
    UUID id = fields.requireId("id");
    Instant at = fields.requireTime("occurredAt", now);
    return switch (type) {
      case "prediction" -> prediction(fields, id, at);
      case "feedback" ->
          new Event.Feedback(
              id,
              at,
              fields.tags(),
              fields.requireId("predictionId"),
              fields.requireName("model"),
              fields.requireValues("actual"));
      case "metric" ->
          MetricReader.read(
              fields,
              id,
              at,
              choice(Event.MetricKind.class, "kind", fields.text("kind").orElse("gauge")));
      case "stage" -> stage(fields, id, at);
      case "error" ->
          new Event.ErrorReport(
              id,
              at,
              fields.tags(),
              new Event.Failure(fields.requireLabel("kind"), fields.requireProse("message")),
              fields.prose("stack", limits.stack()),
              fields.name("model"),
              fields.label("pipeline"),
              fields.label("fingerprint"));
      case "dataset" -> DatasetReader.read(fields, id, at);
      case "spark" ->
          SparkReader.read(
              fields,
              id,
              at,
              choice(SparkPart.class, "part", fields.requireText("part")),
              choice(SparkStatus.class, "status", fields.requireText("status")));
      default ->
          throw new EventRefusedException(
              RefusalCode.UNKNOWN_TYPE,
              "type: \"%s\" is not one of prediction, feedback, metric, stage, error, dataset, spark."
                  .formatted(type));
    };
  }

  private static Event prediction(EventFields fields, UUID id, Instant at)
      throws EventRefusedException {
    Optional<Event.Failure> error = fields.failure("error");
    Optional<Values> outputs = fields.values("prediction");
    if (outputs.isEmpty() && error.isEmpty()) {
      throw new EventRefusedException(
          MISSING_FIELD, "prediction: is missing, and so is error; send one of them.");
    }
    return new Event.Prediction(
        id,
        at,
        fields.tags(),
        fields.requireName("model"),
        fields.label("version").orElse(""),
        fields.label("entity"),
        fields.values("features").orElse(Values.NONE),
        outputs.orElse(Values.NONE),
        fields.nonNegative("latencyMs"),
        error,
        fields.id("shadowOf"),
        environment(fields));
  }

  /** Nothing for production, whether it is named or not. */
  private static Optional<String> environment(EventFields fields) throws EventRefusedException {
    Optional<String> named = fields.label("environment");
    if (named.isPresent() && !ENVIRONMENTS.contains(named.get())) {
      throw new EventRefusedException(
          WRONG_TYPE,
          "environment: \"%s\" is not one of dev, staging, production.".formatted(named.get()));
    }
    return named.filter(environment -> !environment.equals("production"));
  }

  private static Event stage(EventFields fields, UUID id, Instant at) throws EventRefusedException {
    return new Event.Stage(
        id,
        at,
        fields.tags(),
        fields.requireLabel("pipeline"),
        fields.requireLabel("stage"),
        fields.requireLabel("runId"),
        choice(Event.StageStatus.class, "status", fields.requireText("status")),
        fields
            .nonNegative("durationMs")
            .orElseThrow(() -> new EventRefusedException(MISSING_FIELD, "durationMs: is missing.")),
        fields.count("recordsIn"),
        fields.count("recordsOut"),
        fields.failure("error"),
        fields.label("parentStage"),
        fields.label("parentRunId"));
  }

  private static <E extends Enum<E>> E choice(Class<E> type, String field, String text)
      throws EventRefusedException {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
        return constant;
      }
    }
    String known =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    throw new EventRefusedException(
        WRONG_TYPE, "%s: \"%s\" is not one of %s.".formatted(field, text, known));
  }
}
