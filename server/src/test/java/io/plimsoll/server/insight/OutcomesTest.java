package io.plimsoll.server.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plimsoll.server.insight.Outcomes.Kind;
import io.plimsoll.server.insight.Outcomes.Metric;
import io.plimsoll.server.insight.Outcomes.Row;
import io.plimsoll.server.insight.Outcomes.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OutcomesTest {
  private static final List<String> VERSIONS = List.of("2", "3");

  private final List<Row> rows = new ArrayList<>();

  @Test
  void countsAnswersThatTurnedOutRight() {
    add("2", 600, Map.of("label", 1), Map.of("value", 1));
    add("2", 400, Map.of("label", 0), Map.of("value", 1));
    add("3", 900, Map.of("label", 1), Map.of("value", 1));
    add("3", 100, Map.of("label", 0), Map.of("value", 1));
    add("9", 100, Map.of("label", 0), Map.of("value", 1));

    Metric metric = only();

    assertThat(metric.kind()).isEqualTo(Kind.ACCURACY);
    assertThat(metric.arms()).extracting(Outcomes.Arm::version).containsExactly("2", "3");
    assertThat(metric.arms().getFirst().value()).isCloseTo(0.6, within(1e-12));
    assertThat(metric.arms().getFirst().difference()).isNull();
    Outcomes.Difference difference = Objects.requireNonNull(metric.arms().getLast().difference());
    assertThat(difference.estimate()).isCloseTo(0.3, within(1e-12));
    assertThat(difference.lower()).isBetween(0.15, 0.3);
    assertThat(difference.verdict()).isEqualTo(Verdict.BETTER);
  }

  @Test
  void leavesOpenWhatChanceExplains() {
    add("2", 60, Map.of("label", "a"), Map.of("label", "a"));
    add("2", 40, Map.of("label", "a"), Map.of("label", "b"));
    add("3", 70, Map.of("label", "a"), Map.of("label", "a"));
    add("3", 30, Map.of("label", "a"), Map.of("label", "b"));

    assertThat(Objects.requireNonNull(only().arms().getLast().difference()).verdict())
        .isEqualTo(Verdict.OPEN);
  }

  @Test
  void countsWhatCameOfAnswers() {
    add("2", 950, Map.of("label", 1), Map.of("bought", false));
    add("2", 50, Map.of("label", 1), Map.of("bought", true));
    add("3", 1_000, Map.of("label", 1), Map.of("bought", false));

    Metric metric = only();

    assertThat(metric.kind()).isEqualTo(Kind.CONVERSION);
    assertThat(metric.arms().getFirst().value()).isCloseTo(0.05, within(1e-12));
    assertThat(Objects.requireNonNull(metric.arms().getLast().difference()).verdict())
        .isEqualTo(Verdict.WORSE);
  }

  @Test
  void averagesNumbers() {
    for (int i = 0; i < 500; i++) {
      add("2", 1, Map.of("label", 1), Map.of("revenue", 10.0 + i % 3));
      add("3", 1, Map.of("label", 1), Map.of("revenue", 12.0 + i % 3));
    }

    Metric metric = only();

    assertThat(metric.kind()).isEqualTo(Kind.MEAN);
    assertThat(Objects.requireNonNull(metric.arms().getLast().difference()).verdict())
        .isEqualTo(Verdict.BETTER);
  }

  @Test
  void callsALargerErrorWorse() {
    for (int i = 0; i < 500; i++) {
      add("2", 1, Map.of("prediction", 3.5), Map.of("value", 3.25 + (i % 2) * 0.01));
      add("3", 1, Map.of("prediction", 4.5), Map.of("value", 3.25 + (i % 2) * 0.01));
    }

    Metric metric = only();

    assertThat(metric.kind()).isEqualTo(Kind.ERROR);
    assertThat(Objects.requireNonNull(metric.arms().getLast().difference()).verdict())
        .isEqualTo(Verdict.WORSE);
  }

  @Test
  void saysNothingOfTheMeanOfAFew() {
    add("2", 3, Map.of("label", 1), Map.of("revenue", 10.5));
    add("3", 3, Map.of("label", 1), Map.of("revenue", 99.5));

    Metric metric = only();

    assertThat(metric.arms().getLast().difference()).isNull();
    assertThat(metric.arms().getLast().lower()).isNull();
  }

  private Metric only() {
    List<Metric> metrics = Outcomes.compare(rows, VERSIONS, "2");
    assertThat(metrics).hasSize(1);
    return metrics.getFirst();
  }

  private void add(
      String version, int count, Map<String, Object> answer, Map<String, Object> actual) {
    for (int i = 0; i < count; i++) {
      rows.add(new Row(version, answer, actual));
    }
  }
}
