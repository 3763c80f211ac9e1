package io.plimsoll.server.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.plimsoll.server.insight.Disagreement.Output;
import io.plimsoll.server.insight.Disagreement.Pair;
import io.plimsoll.server.insight.Disagreement.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DisagreementTest {
  private final List<Row> rows = new ArrayList<>();

  @Test
  void countsLabelsThatDifferAndMeasuresNumbers() {
    add(90, "2", Map.of("label", "a", "score", 0.5), Map.of("label", "a", "score", 0.5));
    add(10, "2", Map.of("label", "a", "score", 0.5), Map.of("label", "b", "score", 0.75));

    Pair pair = Disagreement.compare(rows).getFirst();
    Output label = pair.outputs().getFirst();
    Output score = pair.outputs().getLast();

    assertThat(pair.rows()).isEqualTo(100);
    assertThat(label.name()).isEqualTo("label");
    assertThat(label.differing()).isEqualTo(10);
    assertThat(label.distance()).isNull();
    assertThat(0.1).isBetween(label.lower(), label.upper());
    assertThat(score.differing()).isEqualTo(10);
    Disagreement.Distance distance = Objects.requireNonNull(score.distance());
    assertThat(distance.mean()).isCloseTo(0.025, within(1e-12));
    assertThat(distance.p50()).isZero();
    assertThat(distance.max()).isEqualTo(0.25);
  }

  @Test
  void takesWholeNumbersAndFractionsForTheSameValue() {
    add(1, "2", Map.of("label", 1), Map.of("label", 1.0));

    assertThat(Disagreement.compare(rows).getFirst().outputs().getFirst().differing()).isZero();
  }

  @Test
  void countsAnOutputThatTheShadowLacks() {
    add(1, "2", Map.of("label", 1), Map.of());

    assertThat(Disagreement.compare(rows).getFirst().outputs().getFirst().differing()).isOne();
  }

  @Test
  void leavesOutAnOutputThatOnlyOneVersionHides() {
    add(2, "2", Map.of("label", "h:00ff00ff00ff00ff"), Map.of("label", 1));
    add(3, "2", Map.of("label", "h:00ff00ff00ff00ff"), Map.of("label", "h:00ff00ff00ff00ff"));

    Output label = Disagreement.compare(rows).getFirst().outputs().getFirst();

    assertThat(label.rows()).isEqualTo(3);
    assertThat(label.differing()).isZero();
  }

  @Test
  void keepsFailuresApart() {
    add(3, "2", Map.of("label", 1), Map.of("label", 1));
    add(2, "2", Map.of("label", 1), null);

    Pair pair = Disagreement.compare(rows).getFirst();

    assertThat(pair.rows()).isEqualTo(5);
    assertThat(pair.failed()).isEqualTo(2);
    assertThat(pair.outputs().getFirst().rows()).isEqualTo(3);
  }

  @Test
  void comparesWithEachVersionThatAnswered() {
    add(3, "2", Map.of("label", 1), Map.of("label", 1));
    add(4, "1", Map.of("label", 1), Map.of("label", 0));

    assertThat(Disagreement.compare(rows))
        .extracting(Pair::answeredBy, Pair::rows)
        .containsExactly(tuple("1", 4L), tuple("2", 3L));
  }

  private void add(
      int count,
      String answeredBy,
      Map<String, Object> answered,
      @Nullable Map<String, Object> shadowed) {
    for (int i = 0; i < count; i++) {
      rows.add(new Row(answeredBy, "3", answered, shadowed, 1.0, 2.0));
    }
  }
}
