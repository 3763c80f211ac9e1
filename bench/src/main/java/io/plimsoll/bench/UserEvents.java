package io.plimsoll.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * The events of simulated users as the SDK encodes them: predictions of real flights, feedback on
 * them, and metrics. Users are spread over a few models, as the processes of services are.
 */
final class UserEvents {
  /** Prime, so that a score does not always come with the same flight. */
  private static final int SCORES = 8_191;

  private final String prefix;
  private final int models;
  private final List<byte[]> features;

  /**
   * Of users whose models are named {@code prefix-0}, {@code prefix-1} and so on.
   *
   * @param models how many there are
   */
  UserEvents(String prefix, int models, FlightRows flights) {
    this.prefix = prefix;
    this.models = models;
    this.features =
        flights.rows().stream().map(ObjectNode::toString).map(UserEvents::bytes).toList();
  }

  /** With what the names of all models and metrics begin. */
  String prefix() {
    return prefix;
  }

  /**
   * Writes one event.
   *
   * @param answered the prediction that feedback is about
   */
  void write(ByteArrayOutputStream body, UserEvent event, UUID id, long micros, UUID answered) {
    String head = "\",\"id\":\"" + id + "\",\"occurredAt\":\"" + EvenClock.instant(micros) + "\",";
    String name = prefix + "-" + event.user() % models;
    switch (event.kind()) {
      case PREDICTION -> {
        body.writeBytes(
            bytes(
                "{\"type\":\"prediction"
                    + head
                    + "\"model\":\""
                    + name
                    + "\",\"version\":\"1\",\"features\":"));
        int row = event.user() * 31 + event.number();
        body.writeBytes(features.get(Math.floorMod(row, features.size())));
        double score = score(row);
        body.writeBytes(
            bytes(
                ",\"prediction\":{\"label\":"
                    + (score < 0.5 ? 0 : 1)
                    + ",\"probability\":"
                    + (float) score
                    + "},\"latencyMs\":2.1}"));
      }
      case METRIC ->
          body.writeBytes(
              bytes(
                  "{\"type\":\"metric"
                      + head
                      + "\"name\":\""
                      + name
                      + "\",\"value\":"
                      + event.number() % 1_000 * 0.25
                      + ",\"kind\":\"gauge\"}"));
      case FEEDBACK ->
          body.writeBytes(
              bytes(
                  "{\"type\":\"feedback"
                      + head
                      + "\"predictionId\":\""
                      + answered
                      + "\",\"model\":\""
                      + name
                      + "\",\"actual\":{\"label\":"
                      + event.number() / 10 % 2
                      + "}}"));
    }
  }

  /** Scores of a classifier that is mostly sure that flights are in time. */
  private static double score(int row) {
    double share = (Math.floorMod(row, SCORES) + 0.5) / SCORES;
    return share * share;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
