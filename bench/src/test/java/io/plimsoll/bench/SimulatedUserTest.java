package io.plimsoll.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class SimulatedUserTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long START = 1_700_000_000_000_000L;
  private static final int SECONDS = 60;

  private final UserEvents events =
      new UserEvents("m", 2, new FlightRows(List.of(JSON.createObjectNode().put("temp", 39.2))));
  private final List<Long> createdAt = new ArrayList<>();

  @Test
  void makesTheSameEventsHoweverTheServerFares() throws IOException {
    List<JsonNode> atOnce = logged(user(20), 0);
    List<JsonNode> stalled = logged(user(20), 3_000_000);

    assertThat(atOnce).hasSizeBetween(1_000, 1_400);
    assertThat(stalled).isEqualTo(atOnce);
  }

  @Test
  void letsAnEventWaitForOthersAndNoLongerThanTheSdkDoes() throws IOException {
    SimulatedUser user = user(20);
    long now = user.wakeAt();

    JsonNode sent = JSON.readTree(user.body(now, this::remember)).required("events");

    assertThat(createdAt.getFirst()).isEqualTo(now - Duration.ofMillis(250).toNanos() / 1_000);
    assertThat(createdAt).isSorted().allMatch(micros -> micros <= now).hasSize(sent.size());
    assertThat(times(sent)).isEqualTo(createdAt);
  }

  @Test
  void sendsWhatWasNotTakenAgainWithTheSameIds() {
    SimulatedUser user = user(20);
    long now = user.wakeAt();
    byte[] first = user.body(now, this::remember);
    user.putOff(now, 2);

    assertThat(user.wakeAt()).isGreaterThanOrEqualTo(now + 2_000_000);
    assertThat(user.acknowledged()).isZero();
    assertThat(user.body(user.wakeAt(), this::remember)).isEqualTo(first);
    user.taken(user.wakeAt());
    assertThat(user.acknowledged()).isEqualTo(user.sent()).isEqualTo(createdAt.size());
  }

  @Test
  void sendsABacklogInBatchesAndIsDone() throws IOException {
    SimulatedUser user = new SimulatedUser(3, Habit.backlog(START, 250, 100), events);
    List<Integer> sizes = new ArrayList<>();
    while (user.wakeAt() != SimulatedUser.NEVER) {
      assertThat(user.wakeAt()).isLessThanOrEqualTo(START);
      sizes.add(JSON.readTree(user.body(START, this::remember)).required("events").size());
      user.taken(START);
    }

    assertThat(sizes).containsExactly(100, 100, 50);
    assertThat(createdAt).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void mixesPredictionsMetricsAndFeedbackOnWhatItPredicted() throws IOException {
    List<JsonNode> all = logged(user(20), 0);

    assertThat(all.subList(0, 10).stream().map(event -> event.required("type").asText()))
        .containsExactly(
            "prediction",
            "prediction",
            "prediction",
            "metric",
            "prediction",
            "prediction",
            "metric",
            "prediction",
            "prediction",
            "feedback");
    assertThat(all.get(19).required("predictionId")).isEqualTo(all.get(10).required("id"));
    assertThat(all.get(0).required("model").asText()).isEqualTo("m-1");
  }

  private SimulatedUser user(double perSecond) {
    return new SimulatedUser(
        3, Habit.steady(START, Duration.ofSeconds(SECONDS), perSecond), events);
  }

  /** All that a user logs if each answer takes so many microseconds. */
  private List<JsonNode> logged(SimulatedUser user, long answerAfter) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    while (user.wakeAt() != SimulatedUser.NEVER) {
      long now = user.wakeAt();
      JSON.readTree(user.body(now, this::remember)).required("events").forEach(all::add);
      user.taken(now + answerAfter);
    }
    return all;
  }

  private void remember(UserEvent event, UUID id, long micros) {
    createdAt.add(micros);
  }

  private static List<Long> times(JsonNode events) {
    return StreamSupport.stream(events.spliterator(), false)
        .map(event -> Instant.parse(event.required("occurredAt").asText()))
        .map(at -> ChronoUnit.MICROS.between(Instant.EPOCH, at))
        .toList();
  }
}
