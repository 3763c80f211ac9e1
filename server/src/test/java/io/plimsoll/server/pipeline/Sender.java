package io.plimsoll.server.pipeline;

import static io.plimsoll.server.testing.TestServerEvents.batch;
import static io.plimsoll.server.testing.TestServerEvents.error;
import static io.plimsoll.server.testing.TestServerEvents.feedback;
import static io.plimsoll.server.testing.TestServerEvents.metric;
import static io.plimsoll.server.testing.TestServerEvents.prediction;
import static io.plimsoll.server.testing.TestServerEvents.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that sends batches of mixed events, some five in a second, each until it is
 * acknowledged: after a 503 or a broken connection it sends the very same bytes again.
 */
final class Sender implements Runnable {
  private static final int BATCH = 60;
  private static final Duration RETRY = Duration.ofMillis(100);

  /** Enough that something is always on its way, and no more than can be counted again soon. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final TestServer server;
  private final String key;
  private final Random random;
  private final Acknowledged acknowledged;
  private final ObjectMapper json = new ObjectMapper();
  private volatile boolean isFinishing;
  private volatile boolean isAbandoned;

  Sender(TestServer server, String key, int number, Acknowledged acknowledged) {
    this.server = server;
    this.key = key;
    this.random = new Random(number);
    this.acknowledged = acknowledged;
  }

  /** Ends after the batch at hand is acknowledged. */
  void finish() {
    isFinishing = true;
  }

  /** Ends at once: the test has failed. */
  void abandon() {
    isFinishing = true;
    isAbandoned = true;
  }

  @Override
  public void run() {
    while (!isFinishing) {
      Instant now = Instant.now().plus(clock());
      List<String> ids = new ArrayList<>();
      List<Map<String, Object>> events = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        Map<String, Object> event = event(i);
        event.put("occurredAt", now.toString());
        String id = UUID.randomUUID().toString();
        event.put("id", id);
        ids.add(id);
        events.add(event);
      }
      if (sendUntilAcknowledged(bytes(events))) {
        acknowledged.add(ids);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private boolean sendUntilAcknowledged(byte[] body) {
    while (!isAcknowledged(body)) {
      if (isAbandoned) {
        return false;
      }
      LockSupport.parkNanos(RETRY.toNanos());
    }
    return true;
  }

  private boolean isAcknowledged(byte[] body) {
    TestServerAnswer answer;
    try {
      answer = TestServerClient.of(server).withKey(key).trySend("POST", "/api/v1/events", body);
    } catch (IOException serverIsGone) {
      return false;
    }
    return switch (answer.status()) {
      case 202 -> {
        if (answer.json().path("accepted").asInt() != BATCH) {
          throw new AssertionError("good events were refused: " + answer.body());
        }
        yield true;
      }
      case 503 -> false;
      default -> throw new AssertionError("an answer that no client expects: " + answer);
    };
  }

  /** How far this sender's clock is off: mostly not, and now and then by days. */
  private Duration clock() {
    return random.nextInt(4) > 0
        ? Duration.ZERO
        : Duration.ofMinutes(random.nextInt(-3 * 24 * 60, 12 * 60));
  }

  private Map<String, Object> event(int index) {
    return switch (index % 6) {
      case 0, 1 -> {
        Map<String, Object> prediction = prediction("kill-" + random.nextInt(2));
        prediction.put("version", Integer.toString(1 + random.nextInt(2)));
        prediction.put(
            "features", Map.of("a", random.nextGaussian(), "b", "c" + random.nextInt(3)));
        prediction.put("latencyMs", random.nextInt(1_000) / 8.0);
        yield prediction;
      }
      case 2 -> {
        Map<String, Object> metric = metric("loss", random.nextInt(1_000) / 4.0);
        metric.put("tags", Map.of("shard", Integer.toString(random.nextInt(3))));
        yield metric;
      }
      case 3 -> {
        Map<String, Object> stage = stage("etl", "step-" + random.nextInt(2));
        stage.put("durationMs", random.nextInt(1_000) / 2.0);
        yield stage;
      }
      case 4 -> feedback("kill-0", UUID.randomUUID().toString());
      default -> error("Boom", "number " + random.nextInt());
    };
  }

  private byte[] bytes(List<Map<String, Object>> events) {
    try {
      return json.writeValueAsBytes(batch(events));
    } catch (JsonProcessingException unfit) {
      throw new IllegalStateException(unfit);
    }
  }
}
