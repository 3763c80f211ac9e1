package io.plimsoll.events;

import static io.plimsoll.events.RefusalCode.INVALID_NAME;
import static io.plimsoll.events.RefusalCode.MISSING_FIELD;
import static io.plimsoll.events.RefusalCode.TOO_LONG;
import static io.plimsoll.events.RefusalCode.WRONG_TYPE;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of one object within a list of an event, and the checks that type them. */
final class ObjectFields {
  private final String path;
  private final Map<?, ?> members;

  private ObjectFields(String path, Map<?, ?> members) {
    this.path = path;
    this.members = members;
  }

  static List<ObjectFields> of(String name, List<?> items, int most) throws EventRefusedException {
    if (items.size() > most) {
      throw new EventRefusedException(
          TOO_LONG, "%s: there are %d; at most %d are taken.".formatted(name, items.size(), most));
    }
    List<ObjectFields> found = new ArrayList<>();
    for (int place = 0; place < items.size(); place++) {
      String at = name + "[" + place + "]";
      if (!(items.get(place) instanceof Map<?, ?> members)) {
        throw new EventRefusedException(WRONG_TYPE, at + ": must be an object.");
      }
      found.add(new ObjectFields(at, members));
    }
    return found;
  }

  String at(String name) {
    return path + "." + name;
  }

  String require(String name, int most) throws EventRefusedException {
    String text = text(name, most);
    if (text == null) {
      throw new EventRefusedException(MISSING_FIELD, at(name) + ": is missing.");
    }
    if (text.isBlank()) {
      throw new EventRefusedException(
          INVALID_NAME, "%s: must have 1 to %d characters.".formatted(at(name), most));
    }
    return text;
  }

  @Nullable String text(String name, int most) throws EventRefusedException {
    Object value = members.get(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof String text)) {
      throw EventFields.wrongType(at(name), "a string", value);
    }
    if (text.length() > most) {
      throw new EventRefusedException(
          TOO_LONG,
          "%s: has %d characters; at most %d are taken.".formatted(at(name), text.length(), most));
    }
    return EventFields.clean(text);
  }

  /** A text of which a part is better than none. */
  @Nullable String prose(String name, int most) throws EventRefusedException {
    String text = text(name, Integer.MAX_VALUE);
    return text == null ? null : EventFields.cut(text, most);
  }

  String choice(String name, Set<String> known) throws EventRefusedException {
    String text = require(name, 100);
    if (!known.contains(text)) {
      throw new EventRefusedException(
          WRONG_TYPE,
          "%s: \"%s\" is not one of %s."
              .formatted(
                  at(name),
                  EventFields.shorten(text),
                  String.join(", ", known.stream().sorted().toList())));
    }
    return text;
  }

  @Nullable Double number(String name) throws EventRefusedException {
    Object value = members.get(name);
    if (value != null && !(value instanceof Double)) {
      throw EventFields.wrongType(at(name), "a number", value);
    }
    return (Double) value;
  }

  @Nullable Long count(String name) throws EventRefusedException {
    Double value = number(name);
    return value == null ? null : EventFields.whole(at(name), value);
  }

  long requireCount(String name) throws EventRefusedException {
    Long value = count(name);
    if (value == null) {
      throw new EventRefusedException(MISSING_FIELD, at(name) + ": is missing.");
    }
    return value;
  }

  @Nullable Boolean flag(String name) throws EventRefusedException {
    Object value = members.get(name);
    if (value != null && !(value instanceof Boolean)) {
      throw EventFields.wrongType(at(name), "true or false", value);
    }
    return (Boolean) value;
  }

  boolean requireFlag(String name) throws EventRefusedException {
    Boolean value = flag(name);
    if (value == null) {
      throw new EventRefusedException(MISSING_FIELD, at(name) + ": is missing.");
    }
    return value;
  }

  @Nullable Instant time(String name) throws EventRefusedException {
    String text = text(name, 60);
    if (text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException notATime) {
      throw EventFields.wrongType(at(name), "an ISO-8601 time with a zone", text);
    }
  }

  /** Numbers; null if there are none. */
  @Nullable List<Double> numbers(String name, int exactly) throws EventRefusedException {
    List<?> items = list(name);
    if (items == null) {
      return null;
    }
    List<Double> numbers = new ArrayList<>();
    for (Object item : items) {
      if (!(item instanceof Double number)) {
        throw EventFields.wrongType(at(name), "a list of numbers", item);
      }
      numbers.add(number);
    }
    if (numbers.size() != exactly) {
      throw new EventRefusedException(
          WRONG_TYPE, "%s: has %d numbers, not %d.".formatted(at(name), numbers.size(), exactly));
    }
    return numbers;
  }

  List<String> texts(String name, int most, int longest) throws EventRefusedException {
    List<?> items = list(name);
    List<String> texts = new ArrayList<>();
    for (Object item : items == null ? List.of() : items) {
      if (!(item instanceof String text)) {
        throw EventFields.wrongType(at(name), "a list of strings", item);
      }
      texts.add(EventFields.clean(EventFields.cut(text, longest)));
    }
    if (texts.size() > most) {
      throw new EventRefusedException(
          TOO_LONG,
          "%s: there are %d; at most %d are taken.".formatted(at(name), texts.size(), most));
    }
    return texts;
  }

  List<ObjectFields> objects(String name, int most) throws EventRefusedException {
    List<?> items = list(name);
    return items == null ? List.of() : of(at(name), items, most);
  }

  private @Nullable List<?> list(String name) throws EventRefusedException {
    Object value = members.get(name);
    if (value != null && !(value instanceof List<?>)) {
      throw EventFields.wrongType(at(name), "a list", value);
    }
    return (List<?>) value;
  }
}
