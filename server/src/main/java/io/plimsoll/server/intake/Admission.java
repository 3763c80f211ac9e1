package io.plimsoll.server.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.plimsoll.events.EventReader;
import io.plimsoll.events.EventRefusedException;
import io.plimsoll.events.JsonSyntax;
import io.plimsoll.events.Limits;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.eventlog.EventLog;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sorts a request's events into those that go to the log, as the very bytes that were sent, and
 * those that are refused. Keeping the bytes keeps what a newer client says and this server does not
 * know.
 */
final class Admission {
  static final int MAX_EVENTS = 1_000;
  // The body is UTF-8; guessing another encoding would cut the events at the wrong bytes.
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.CHARSET_DETECTION).build();

  private final EventReader reader;

  /**
   * @param kept how long events are kept; what is older has no place any more
   */
  Admission(Duration kept) {
    this.reader = new EventReader(Limits.DEFAULTS.withOldest(kept));
  }

  /** Events for the log and refusals, in the order of the request. */
  record Sorted(List<EventLog.Entry> good, List<Refusal> refused) {}

  Sorted sort(byte[] json, ProjectId project, Instant now) {
    List<EventLog.Entry> good = new ArrayList<>();
    List<Refusal> refused = new ArrayList<>();
    List<byte[]> events = split(json);
    for (int index = 0; index < events.size(); index++) {
      byte[] text = events.get(index);
      try {
        good.add(LogEntries.of(reader.read(text, now), project, text));
      } catch (EventRefusedException refusal) {
        refused.add(new Refusal(index, id(text), refusal.code().text(), refusal.reason()));
      }
    }
    return new Sorted(List.copyOf(good), List.copyOf(refused));
  }

  /** Cuts {"events": [...]} into the bytes of its elements. */
  private static List<byte[]> split(byte[] json) {
    List<byte[]> events = new ArrayList<>();
    boolean isThere = false;
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("The body must be {\"events\": [...]}.");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isEvents = parser.currentName().equals("events");
        JsonToken value = parser.nextToken();
        if (isEvents && value != JsonToken.START_ARRAY) {
          throw malformed("events: must be a list.");
        }
        if (isEvents) {
          isThere = true;
          elements(parser, json, events);
        } else {
          parser.skipChildren();
        }
      }
    } catch (JsonProcessingException syntax) {
      throw malformed(JsonSyntax.fault("The body", syntax));
    } catch (IOException failure) {
      throw malformed("The body cannot be read: " + failure.getMessage());
    }
    if (!isThere) {
      throw malformed("The body must be {\"events\": [...]}; \"events\" is missing.");
    }
    return events;
  }

  private static void elements(JsonParser parser, byte[] json, List<byte[]> events)
      throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (events.size() == MAX_EVENTS) {
        throw new ProblemException(
            ErrorCode.TOO_LARGE,
            "There are more than %d events; send them in several requests.".formatted(MAX_EVENTS));
      }
      int start = (int) parser.currentTokenLocation().getByteOffset();
      parser.skipChildren();
      int end = (int) parser.currentLocation().getByteOffset();
      events.add(Arrays.copyOfRange(json, start, end));
    }
  }

  private static @Nullable String id(byte[] text) {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isId = parser.currentName().equals("id");
        parser.nextToken();
        if (isId) {
          return Optional.ofNullable(parser.getValueAsString())
              .filter(id -> id.length() <= 100)
              .orElse(null);
        }
        parser.skipChildren();
      }
    } catch (IOException unreadable) {
      return null;
    }
    return null;
  }

  private static ProblemException malformed(String message) {
    return new ProblemException(ErrorCode.INVALID_REQUEST, message);
  }
}
