package io.plimsoll.events;

import static io.plimsoll.events.RefusalCode.INVALID_ID;
import static io.plimsoll.events.RefusalCode.INVALID_NAME;
import static io.plimsoll.events.RefusalCode.MISSING_FIELD;
import static io.plimsoll.events.RefusalCode.NOT_FINITE;
import static io.plimsoll.events.RefusalCode.OCCURRED_AT_OUT_OF_RANGE;
import static io.plimsoll.events.RefusalCode.TOO_LONG;
import static io.plimsoll.events.RefusalCode.TOO_MANY_FEATURES;
import static io.plimsoll.events.RefusalCode.WRONG_TYPE;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of one event while it is read, and the checks that turn them into typed values. */
final class EventFields {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final int MAX_LABEL = Limits.LONGEST_NAME;

  private final byte[] source;
  private final Limits limits;
  private final Map<String, Object> scalars = new HashMap<>();
  private final Map<String, Values> objects = new HashMap<>();
  private final Map<String, List<Object>> lists = new TreeMap<>();

  EventFields(byte[] source, Limits limits) {
    this.source = source;
    this.limits = limits;
  }

  /**
   * Takes the field whose value the parser stands on. What nests deeper than one level is refused.
   */
  void read(String name, JsonParser parser) throws IOException, EventRefusedException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      objects.put(name, object(name, parser));
    } else if (token == JsonToken.START_ARRAY) {
      lists.put(name, JsonLists.read(name, parser, this));
    } else if (token != JsonToken.VALUE_NULL) {
      scalars.put(name, scalar(name, parser));
    }
  }

  /** Few types have lists; a field that nobody knows may be one there. */
  void requireNoLists() throws EventRefusedException {
    for (String name : lists.keySet()) {
      throw new EventRefusedException(WRONG_TYPE, name + ": a list is not taken here.");
    }
  }

  /** The elements of a list of objects; none if it is absent. */
  List<ObjectFields> objects(String name, int most) throws EventRefusedException {
    if (scalars.containsKey(name) || objects.containsKey(name)) {
      throw new EventRefusedException(WRONG_TYPE, name + ": must be a list of objects.");
    }
    return ObjectFields.of(name, lists.getOrDefault(name, List.of()), most);
  }

  /** A whole number that a double counts exactly. */
  OptionalLong count(String name) throws EventRefusedException {
    double value = nonNegative(name).orElse(-1);
    if (value < 0) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(whole(name, value));
  }

  static long whole(String name, double value) throws EventRefusedException {
    if (value < 0 || value != Math.rint(value) || value > 9e15) {
      throw new EventRefusedException(
          WRONG_TYPE, "%s: %s is not a whole number below 9e15.".formatted(name, value));
    }
    return (long) value;
  }

  Optional<String> text(String name) throws EventRefusedException {
    Object value = scalars.get(name);
    if (value == null) {
      requireNoObject(name, "a string");
      return Optional.empty();
    }
    if (!(value instanceof String text)) {
      throw wrongType(name, "a string", value);
    }
    return Optional.of(text);
  }

  String requireText(String name) throws EventRefusedException {
    return text(name).orElseThrow(() -> missing(name));
  }

  /** A model's name: lower case, at most 63 characters. */
  Optional<String> name(String field) throws EventRefusedException {
    Optional<String> value = text(field);
    if (value.isPresent() && !NAME.matcher(value.get()).matches()) {
      throw new EventRefusedException(
          INVALID_NAME,
          "%s: \"%s\" must be lower-case letters, digits, dots, dashes and underscores, at most 63."
              .formatted(field, shorten(value.get())));
    }
    return value;
  }

  String requireName(String field) throws EventRefusedException {
    return name(field).orElseThrow(() -> missing(field));
  }

  /** A short text that people read and things are grouped by. */
  Optional<String> label(String field) throws EventRefusedException {
    Optional<String> value = text(field);
    if (value.isPresent() && (value.get().isBlank() || value.get().length() > MAX_LABEL)) {
      throw new EventRefusedException(
          INVALID_NAME, "%s: must have 1 to %d characters.".formatted(field, MAX_LABEL));
    }
    return value.map(EventFields::clean);
  }

  String requireLabel(String field) throws EventRefusedException {
    return label(field).orElseThrow(() -> missing(field));
  }

  /** A long text; what is over the limit is cut, because a part of a message beats none. */
  Optional<String> prose(String field, int most) throws EventRefusedException {
    return text(field)
        .map(value -> clean(value.length() > most ? value.substring(0, most - 1) + "…" : value));
  }

  String requireProse(String field) throws EventRefusedException {
    return prose(field, limits.text()).orElseThrow(() -> missing(field));
  }

  UUID requireId(String name) throws EventRefusedException {
    String text = requireText(name);
    try {
      UUID id = UUID.fromString(text);
      if (text.length() == 36) {
        return id;
      }
    } catch (IllegalArgumentException notAnId) {
      // Falls through to the one refusal.
    }
    throw new EventRefusedException(
        INVALID_ID, "%s: \"%s\" is not a UUID.".formatted(name, shorten(text)));
  }

  /** An id that may be absent. */
  Optional<UUID> id(String name) throws EventRefusedException {
    return text(name).isEmpty() ? Optional.empty() : Optional.of(requireId(name));
  }

  Instant requireTime(String name, Instant now) throws EventRefusedException {
    String text = requireText(name);
    Instant at;
    try {
      at = OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException notATime) {
      throw new EventRefusedException(
          WRONG_TYPE,
          "%s: \"%s\" is not an ISO-8601 time with a zone, such as 2026-01-31T12:00:00Z."
              .formatted(name, shorten(text)));
    }
    if (at.isBefore(now.minus(limits.oldest())) || at.isAfter(now.plus(limits.ahead()))) {
      throw new EventRefusedException(
          OCCURRED_AT_OUT_OF_RANGE,
          "%s: %s is more than %d days ago or more than %d hours ahead."
              .formatted(name, text, limits.oldest().toDays(), limits.ahead().toHours()));
    }
    return at;
  }

  /** A time that may be absent and lie anywhere that the database can hold. */
  Optional<Instant> time(String name) throws EventRefusedException {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      Instant at = OffsetDateTime.parse(text.get()).toInstant();
      if (at.isAfter(Instant.EPOCH.minusSeconds(1)) && at.isBefore(Limits.LATEST)) {
        return Optional.of(at);
      }
    } catch (DateTimeParseException notATime) {
      // Falls through to the one refusal.
    }
    throw wrongType(name, "an ISO-8601 time with a zone from 1970 on", text.get());
  }

  OptionalDouble number(String name) throws EventRefusedException {
    Object value = scalars.get(name);
    if (value == null) {
      requireNoObject(name, "a number");
      return OptionalDouble.empty();
    }
    if (!(value instanceof Double number)) {
      throw wrongType(name, "a number", value);
    }
    return OptionalDouble.of(number);
  }

  double requireNumber(String name) throws EventRefusedException {
    return number(name).orElseThrow(() -> missing(name));
  }

  OptionalDouble nonNegative(String name) throws EventRefusedException {
    OptionalDouble value = number(name);
    if (value.isPresent() && value.getAsDouble() < 0) {
      throw new EventRefusedException(
          WRONG_TYPE, "%s: %s is negative.".formatted(name, value.getAsDouble()));
    }
    return value;
  }

  boolean isScalar(String name) {
    return scalars.containsKey(name);
  }

  /** Named values; a lone scalar is taken as the value named {@code value}. */
  Optional<Values> values(String name) throws EventRefusedException {
    Values object = objects.get(name);
    if (object != null) {
      return Optional.of(object);
    }
    Object scalar = scalars.get(name);
    if (scalar == null) {
      return Optional.empty();
    }
    String value = scalar instanceof String text ? quote(text) : scalar.toString();
    String json = "{\"value\":" + value + "}";
    return Optional.of(new Values(json, Map.of("value", scalar)));
  }

  /** Named values that have to be an object, unless they are absent. */
  Values object(String name) throws EventRefusedException {
    if (scalars.containsKey(name) || lists.containsKey(name)) {
      throw new EventRefusedException(WRONG_TYPE, name + ": must be an object.");
    }
    Values object = objects.get(name);
    return object == null ? Values.NONE : object;
  }

  Values requireValues(String name) throws EventRefusedException {
    return values(name).orElseThrow(() -> missing(name));
  }

  Map<String, String> tags() throws EventRefusedException {
    Values tags = objects.get("tags");
    if (tags == null) {
      if (scalars.containsKey("tags")) {
        throw new EventRefusedException(WRONG_TYPE, "tags: must be an object of strings.");
      }
      return Map.of();
    }
    if (tags.byName().size() > limits.tags()) {
      throw new EventRefusedException(
          TOO_LONG,
          "tags: there are %d; at most %d are kept."
              .formatted(tags.byName().size(), limits.tags()));
    }
    Map<String, String> checked = new HashMap<>();
    for (Map.Entry<String, @Nullable Object> tag : tags.byName().entrySet()) {
      Object value = tag.getValue();
      if (!(value instanceof String text) || text.length() > MAX_LABEL) {
        throw new EventRefusedException(
            WRONG_TYPE,
            "tags.%s: must be a string of at most %d characters."
                .formatted(shorten(tag.getKey()), MAX_LABEL));
      }
      checked.put(clean(tag.getKey()), clean(text));
    }
    return Map.copyOf(checked);
  }

  Optional<Event.Failure> failure(String name) throws EventRefusedException {
    Values object = objects.get(name);
    if (object == null) {
      if (scalars.containsKey(name)) {
        throw new EventRefusedException(
            WRONG_TYPE, name + ": must be an object with kind and message.");
      }
      return Optional.empty();
    }
    Object kind = object.byName().get("kind");
    Object message = object.byName().get("message");
    if (!(kind instanceof String kindText) || kindText.isBlank()) {
      throw missing(name + ".kind");
    }
    String messageText = message instanceof String text ? text : "";
    return Optional.of(
        new Event.Failure(clean(cut(kindText, MAX_LABEL)), clean(cut(messageText, limits.text()))));
  }

  private Values object(String name, JsonParser parser) throws IOException, EventRefusedException {
    int start = (int) parser.currentTokenLocation().getByteOffset();
    ValueMap.Builder builder = new ValueMap.Builder();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      if (key.isEmpty() || key.length() > MAX_LABEL) {
        throw new EventRefusedException(
            INVALID_NAME,
            "%s: a name has 1 to %d characters.".formatted(path(name, key), MAX_LABEL));
      }
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
        throw new EventRefusedException(
            WRONG_TYPE, path(name, key) + ": must be a number, a string, a boolean or null.");
      }
      builder.put(clean(key), token == JsonToken.VALUE_NULL ? null : scalar(name, key, parser));
    }
    ValueMap byName = builder.build();
    if (byName.size() > limits.features()) {
      throw new EventRefusedException(
          TOO_MANY_FEATURES,
          "%s: has %d values; at most %d are kept."
              .formatted(name, byName.size(), limits.features()));
    }
    int end = (int) parser.currentLocation().getByteOffset();
    return new Values(new String(source, start, end - start, StandardCharsets.UTF_8), byName);
  }

  Object scalar(String path, JsonParser parser) throws IOException, EventRefusedException {
    return scalar("", path, parser);
  }

  private Object scalar(String within, String name, JsonParser parser)
      throws IOException, EventRefusedException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> longText(within, name, parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> finite(within, name, parser);
    };
  }

  private String longText(String within, String name, String text) throws EventRefusedException {
    if (text.length() > limits.stack()) {
      throw new EventRefusedException(
          TOO_LONG,
          "%s: has %d characters; at most %d are kept."
              .formatted(path(within, name), text.length(), limits.stack()));
    }
    return text;
  }

  private static Double finite(String within, String name, JsonParser parser)
      throws IOException, EventRefusedException {
    double number = parser.getDoubleValue();
    if (!Double.isFinite(number)) {
      throw new EventRefusedException(
          NOT_FINITE,
          "%s: %s does not fit a double.".formatted(path(within, name), shorten(parser.getText())));
    }
    return number;
  }

  /** Put together for messages only: most values of most events have nothing said about them. */
  private static String path(String within, String name) {
    return within.isEmpty() ? name : within + "." + shorten(name);
  }

  private void requireNoObject(String name, String wanted) throws EventRefusedException {
    if (objects.containsKey(name) || lists.containsKey(name)) {
      throw new EventRefusedException(
          WRONG_TYPE,
          "%s: must be %s, not %s."
              .formatted(name, wanted, lists.containsKey(name) ? "a list" : "an object"));
    }
  }

  static EventRefusedException missing(String name) {
    return new EventRefusedException(MISSING_FIELD, name + ": is missing.");
  }

  static EventRefusedException wrongType(String name, String wanted, Object value) {
    return new EventRefusedException(
        WRONG_TYPE,
        "%s: must be %s, got %s.".formatted(name, wanted, shorten(String.valueOf(value))));
  }

  /** PostgreSQL holds no NUL in text; everything else is kept. */
  static String clean(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }

  static String cut(String text, int most) {
    return text.length() > most ? text.substring(0, most - 1) + "…" : text;
  }

  static String shorten(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  private static String quote(String text) {
    return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
