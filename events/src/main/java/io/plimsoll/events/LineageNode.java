package io.plimsoll.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A value of an event with the path that leads to it, so that a refusal can name it. What names a
 * thing is required; what a facet says is taken where it has its form and passed over where not.
 */
record LineageNode(String path, JsonNode json) {
  private static final int LONGEST_NAMESPACE = 1_024;
  private static final int LONGEST_NAME = 2_048;
  private static final int LONGEST_TEXT = 2_048;

  static LineageNode root(JsonNode json) {
    return new LineageNode("", json);
  }

  /** The member; missing if there is none, or null. */
  LineageNode at(String name) {
    JsonNode member = json.path(name);
    return new LineageNode(
        path.isEmpty() ? name : path + "." + name,
        member.isNull() ? MissingNode.getInstance() : member);
  }

  boolean isThere() {
    return !json.isMissingNode();
  }

  /** The member, which is an object. */
  LineageNode require(String name) throws EventRefusedException {
    LineageNode member = at(name);
    if (!member.isThere()) {
      throw missing(member);
    }
    return member.object();
  }

  /** This, which is an object or is missing. */
  LineageNode object() throws EventRefusedException {
    if (isThere() && !json.isObject()) {
      throw new EventRefusedException(RefusalCode.WRONG_TYPE, path + ": must be an object.");
    }
    return this;
  }

  /** The elements of this list of objects; none if it is missing. */
  List<LineageNode> objects(int most) throws EventRefusedException {
    if (isThere() && !json.isArray()) {
      throw new EventRefusedException(RefusalCode.WRONG_TYPE, path + ": must be a list.");
    }
    if (json.size() > most) {
      throw new EventRefusedException(
          RefusalCode.TOO_LONG, "%s: has %d; at most %d.".formatted(path, json.size(), most));
    }
    List<LineageNode> objects = new ArrayList<>();
    for (LineageNode each : items()) {
      objects.add(each.object());
    }
    return objects;
  }

  /** The elements, whatever they are. */
  List<LineageNode> items() {
    List<LineageNode> items = new ArrayList<>();
    for (int place = 0; json.isArray() && place < json.size(); place++) {
      items.add(new LineageNode(path + "[" + place + "]", json.get(place)));
    }
    return items;
  }

  /** The members of an object, by name. */
  List<Map.Entry<String, LineageNode>> members() {
    return json.properties().stream()
        .map(
            each ->
                Map.entry(
                    each.getKey(), new LineageNode(path + "." + each.getKey(), each.getValue())))
        .toList();
  }

  LineageName requireName() throws EventRefusedException {
    return new LineageName(
        requireText("namespace", LONGEST_NAMESPACE), requireText("name", LONGEST_NAME));
  }

  /** A name within a facet, if it is one. */
  Optional<LineageName> name() {
    String namespace = at("namespace").json.asText("");
    String name = at("name").json.asText("");
    boolean isFit =
        isFit(namespace, LONGEST_NAMESPACE) && isFit(name, LONGEST_NAME) && json.isObject();
    return isFit ? Optional.of(new LineageName(namespace, name)) : Optional.empty();
  }

  private static boolean isFit(String text, int longest) {
    return !text.isBlank() && text.length() <= longest;
  }

  private String requireText(String name, int longest) throws EventRefusedException {
    LineageNode member = at(name);
    if (!member.isThere()) {
      throw missing(member);
    }
    if (!member.json.isTextual()) {
      throw new EventRefusedException(RefusalCode.WRONG_TYPE, member.path + ": must be a string.");
    }
    String text = member.json.textValue();
    if (!isFit(text, longest)) {
      throw new EventRefusedException(
          RefusalCode.INVALID_NAME,
          "%s: must have 1 to %,d characters.".formatted(member.path, longest));
    }
    return text;
  }

  UUID requireId(String name) throws EventRefusedException {
    LineageNode member = at(name);
    if (!member.isThere()) {
      throw missing(member);
    }
    return member
        .id()
        .orElseThrow(
            () ->
                new EventRefusedException(
                    RefusalCode.INVALID_ID,
                    "%s: %s is not a UUID.".formatted(member.path, member.shown())));
  }

  Optional<UUID> id() {
    // UUID.fromString takes "1-1-1-1-1", which is no UUID to anybody else.
    if (!json.isTextual() || json.textValue().length() != 36) {
      return Optional.empty();
    }
    try {
      return Optional.of(UUID.fromString(json.textValue()));
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }

  Instant requireTime(String name) throws EventRefusedException {
    LineageNode member = at(name);
    if (!member.isThere()) {
      throw missing(member);
    }
    return member
        .time()
        .orElseThrow(
            () ->
                new EventRefusedException(
                    RefusalCode.WRONG_TYPE,
                    "%s: %s is not a time with a zone, as 2026-01-31T12:00:00Z is."
                        .formatted(member.path, member.shown())));
  }

  Optional<Instant> time() {
    try {
      return json.isTextual()
          ? Optional.of(OffsetDateTime.parse(json.textValue()).toInstant()).filter(Limits::isHeld)
          : Optional.empty();
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }

  /** A short text. */
  Optional<String> text() {
    return text(LONGEST_TEXT);
  }

  /** A text, cut where it is longer: a part of a message beats none. */
  Optional<String> text(int longest) {
    if (!json.isTextual() || json.textValue().isBlank()) {
      return Optional.empty();
    }
    String text = json.textValue();
    return Optional.of(text.length() > longest ? text.substring(0, longest) : text);
  }

  OptionalLong count() {
    boolean isCount = json.isNumber() && json.canConvertToLong() && json.longValue() >= 0;
    return isCount ? OptionalLong.of(json.longValue()) : OptionalLong.empty();
  }

  private String shown() {
    String text = json.toString();
    return text.length() > 100 ? text.substring(0, 100) + "…" : text;
  }

  private static EventRefusedException missing(LineageNode member) {
    return new EventRefusedException(RefusalCode.MISSING_FIELD, member.path + ": is missing.");
  }
}
