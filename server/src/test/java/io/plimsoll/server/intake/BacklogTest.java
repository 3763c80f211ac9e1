package io.plimsoll.server.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.platform.eventlog.LogEnds.Partition;
import io.plimsoll.server.platform.eventlog.LogEnds.Span;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final Partition ONE = new Partition("plimsoll.metrics", 0);
  private static final Partition TWO = new Partition("plimsoll.metrics", 1);

  @Test
  void addsUpWhatLiesBehindThePlaces() {
    Map<Partition, Span> spans = Map.of(ONE, new Span(0, 100), TWO, new Span(10, 50));

    assertThat(Backlog.count(spans, Map.of(ONE, 90L, TWO, 50L))).isEqualTo(10);
    assertThat(Backlog.count(spans, Map.of(ONE, 90L))).as("never read").isEqualTo(50);
    assertThat(Backlog.count(spans, Map.of(ONE, 90L, TWO, 4L))).as("forgotten").isEqualTo(50);
    assertThat(Backlog.count(spans, Map.of(ONE, 120L, TWO, 60L))).as("read since").isZero();
  }
}
