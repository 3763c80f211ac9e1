package io.plimsoll.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Requests that each bring new prediction events of real flights, with ids that are ordered by time
 * as the SDK makes them. Only ids and times are written anew, so that making an event costs little;
 * features and answers are put together from what was written before.
 */
final class EventBatches implements Requests {
  /** Prime, so that an answer does not always come with the same features. */
  private static final int ANSWERS = 8_191;

  private final URI url;
  private final String apiKey;
  private final int eventsEach;
  private final List<byte[]> tails;
  private final List<byte[]> answers = answers();
  private int position;

  EventBatches(URI url, String apiKey, String model, int eventsEach, FlightRows flights) {
    this(url, apiKey, model, Optional.empty(), eventsEach, flights);
  }

  /** Calls to an environment beside production. */
  EventBatches(
      URI url,
      String apiKey,
      String model,
      Optional<String> environment,
      int eventsEach,
      FlightRows flights) {
    this.url = url;
    this.apiKey = apiKey;
    this.eventsEach = eventsEach;
    String place = environment.map(name -> "\"environment\":\"" + name + "\",").orElse("");
    this.tails = flights.rows().stream().map(row -> tail(model, place, row)).toList();
  }

  @Override
  public ByteBuffer next() {
    return ByteBuffer.wrap(Requests.post(url, Optional.of(apiKey), nextBody()));
  }

  /** The body alone, for those who bring a client of their own. */
  byte[] nextBody() {
    ByteArrayOutputStream body = new ByteArrayOutputStream(eventsEach * 512);
    Instant now = Instant.now();
    body.writeBytes("{\"events\":[".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < eventsEach; i++) {
      if (i > 0) {
        body.write(',');
      }
      String head = "{\"id\":\"" + timeOrdered(now) + "\",\"occurredAt\":\"" + now + "\",";
      body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
      body.writeBytes(tails.get(position % tails.size()));
      body.writeBytes(answers.get(position++ % answers.size()));
    }
    body.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
    return body.toByteArray();
  }

  /** A UUID of version 7. */
  static UUID timeOrdered(Instant at) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = at.toEpochMilli() << 16 | 0x7000 | random.nextInt(1 << 12);
    long low = random.nextLong() >>> 2 | Long.MIN_VALUE;
    return new UUID(high, low);
  }

  private static byte[] tail(String model, String place, ObjectNode features) {
    return """
    "type":"prediction","model":"%s","version":"1",%s"latencyMs":1.5,"features":%s,"prediction":\
    """
        .formatted(model, place, features)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Answers of a classifier that is mostly sure, each with a score of its own. */
  private static List<byte[]> answers() {
    SplittableRandom random = new SplittableRandom(1);
    return IntStream.range(0, ANSWERS)
        .mapToObj(
            answer -> {
              float score = (float) (1 / (1 + Math.exp(1.5 - 2 * random.nextGaussian())));
              String json =
                  "{\"label\":%d,\"probability\":%s}}".formatted(score < 0.5 ? 0 : 1, score);
              return json.getBytes(StandardCharsets.UTF_8);
            })
        .toList();
  }
}
