package io.plimsoll.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CoalescerTest {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

  private final Coalescer coalescer = new Coalescer(Duration.ofMillis(250));

  @Test
  void letsTheFirstThroughAtOnce() {
    coalescer.add(Set.of("jobs"));

    assertThat(coalescer.take(at(0))).contains(Set.of("jobs"));
  }

  @Test
  void gathersWhatFollowsUntilTheGapIsOver() {
    coalescer.add(Set.of("jobs"));
    coalescer.take(at(0));
    coalescer.add(Set.of("models"));
    coalescer.add(Set.of("jobs", "alerts"));

    assertThat(coalescer.take(at(249))).isEmpty();
    assertThat(coalescer.take(at(250))).contains(Set.of("models", "jobs", "alerts"));
    assertThat(coalescer.take(at(600))).isEmpty();
  }

  @Test
  void sendsAtMostFourMessagesASecond() {
    int messages = 0;
    for (int millis = 0; millis < 1_000; millis++) {
      coalescer.add(Set.of("traffic:flights"));
      messages += coalescer.take(at(millis)).isPresent() ? 1 : 0;
    }

    assertThat(messages).isEqualTo(4);
  }

  @Test
  void saysEverythingInsteadOfHoldingMoreThanItsBound() {
    for (int job = 0; job <= Coalescer.MOST_TOPICS; job++) {
      coalescer.add(Set.of("job:" + job));
    }

    assertThat(coalescer.take(at(0))).contains(Set.of("everything"));
  }

  @Test
  void needsNoOtherTopicBesideEverything() {
    coalescer.add(Set.of("jobs"));
    coalescer.add(Set.of("everything"));

    assertThat(coalescer.take(at(0))).contains(Set.of("everything"));
  }

  private static Instant at(int millis) {
    return START.plusMillis(millis);
  }
}
