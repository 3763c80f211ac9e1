package io.plimsoll.server.intake.lineage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.plimsoll.events.JsonSyntax;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts a list of events into the bytes of each, which are what is kept. */
final class LineageBatch {
  static final int MAX_EVENTS = 1_000;
  // Guessing another encoding than UTF-8 would cut the events at the wrong bytes.
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.CHARSET_DETECTION).build();

  private LineageBatch() {}

  static List<byte[]> split(byte[] json) {
    List<byte[]> events = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw malformed("The body must be a list of events.");
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (events.size() == MAX_EVENTS) {
          throw new ProblemException(
              ErrorCode.TOO_LARGE,
              "There are more than %d events; send them in several requests."
                  .formatted(MAX_EVENTS));
        }
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int end = (int) parser.currentLocation().getByteOffset();
        events.add(Arrays.copyOfRange(json, start, end));
      }
    } catch (JsonProcessingException syntax) {
      throw malformed(JsonSyntax.fault("The body", syntax));
    } catch (IOException failure) {
      throw malformed("The body cannot be read: " + failure.getMessage());
    }
    return events;
  }

  private static ProblemException malformed(String message) {
    return new ProblemException(ErrorCode.INVALID_REQUEST, message);
  }
}
