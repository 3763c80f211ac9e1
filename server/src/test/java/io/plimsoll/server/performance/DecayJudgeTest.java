package io.plimsoll.server.performance;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.inference.repository.PerformanceSettings;
import io.plimsoll.inference.repository.PerformanceSettings.Task;
import io.plimsoll.server.performance.ChunkSize.Chunk;
import io.plimsoll.server.performance.DecayFinding.Basis;
import io.plimsoll.server.performance.PerformanceReports.Material;
import io.plimsoll.stats.performance.Estimate;
import io.plimsoll.stats.performance.PerformanceState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which of a model's newest chunks are told to have decayed. */
class DecayJudgeTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final int REFERENCE = 7;
  private static final Subject SUBJECT =
      new Subject(Task.CLASSIFICATION, List.of("0", "1"), "1", PerformanceSettings.AUTO);

  private final Random random = new Random(11);

  /** Days of a model, by how many of a day's answers were right. */
  private final class Days {
    private final Map<Chunk, PerformanceState> states = new LinkedHashMap<>();
    private final Map<Chunk, Map<Metric, Estimate>> expected = new HashMap<>();
    private final Estimator none = new Estimator.None("");

    Days usual() {
      for (int day = 0; day < REFERENCE; day++) {
        labelled(600, right(600, 0.9));
      }
      return this;
    }

    Days labelled(int rows, int right) {
      PerformanceState state = new PerformanceState();
      state.addPredictions(rows);
      for (int row = 0; row < rows; row++) {
        String actual = row % 2 == 0 ? "1" : "0";
        String other = row % 2 == 0 ? "0" : "1";
        state.labelled().add(actual, row < right ? actual : other, Double.NaN, 1);
      }
      states.put(chunk(states.size()), state);
      return this;
    }

    Days expecting(int rows, double accuracy, double error) {
      PerformanceState state = new PerformanceState();
      state.addPredictions(rows);
      Chunk chunk = chunk(states.size());
      states.put(chunk, state);
      expected.put(chunk, Map.of(Metric.ACCURACY, new Estimate(accuracy, error, rows)));
      return this;
    }

    List<DecayFinding> judged(Instant now, Metric... decayedBefore) {
      List<Chunk> chunks = List.copyOf(states.keySet());
      Material material =
          new Material(
              new PerformanceStore.Known("1", PerformanceSettings.AUTO, 0),
              SUBJECT,
              states,
              chunks,
              new HashSet<>(chunks.subList(0, REFERENCE)),
              none,
              new HashMap<>(),
              new HashMap<>(expected));
      return new DecayJudge(material, Set.of(decayedBefore), now).judge(List.of(Metric.ACCURACY));
    }

    Instant end() {
      return START.plus(Duration.ofDays(states.size()));
    }
  }

  private static Chunk chunk(int day) {
    Instant from = START.plus(Duration.ofDays(day));
    return new Chunk(from, from.plus(Duration.ofDays(1)), List.of());
  }

  private int right(int rows, double share) {
    int right = 0;
    for (int row = 0; row < rows; row++) {
      right += random.nextDouble() < share ? 1 : 0;
    }
    return right;
  }

  @Test
  void tellsARunOfDecayedDaysSinceItBegan() {
    Days days = new Days().usual().labelled(600, 540).labelled(600, 420).labelled(600, 410);

    DecayFinding finding = days.judged(days.end()).getFirst();

    assertThat(finding.basis()).isEqualTo(Basis.REALISED);
    assertThat(finding.decayed()).isTrue();
    assertThat(finding.chunks()).isEqualTo(2);
    assertThat(finding.decayedSince()).isEqualTo(START.plus(Duration.ofDays(8)));
    assertThat(finding.rows()).isEqualTo(600);
    assertThat(finding.beyond()).isGreaterThan(1);
  }

  @Test
  void goesByTheEstimateUntilLabelsCome() {
    Days days = new Days().usual().labelled(600, 540).expecting(600, 0.6, 0.02);

    List<DecayFinding> findings = days.judged(days.end());

    assertThat(findings)
        .extracting(DecayFinding::basis)
        .containsExactly(Basis.REALISED, Basis.ESTIMATED);
    assertThat(findings).extracting(DecayFinding::decayed).containsExactly(false, true);
    days.labelled(600, 540);
    assertThat(days.judged(days.end())).extracting(DecayFinding::decayed).containsExactly(false);
  }

  @Test
  void saysNothingOfFewRowsAndOfTooFewLabels() {
    Days days = new Days().usual().labelled(20, 0);

    assertThat(days.judged(days.end())).isEmpty();
    // Whatever the line says, three errors of so few rows reach further.
    assertThat(new Days().usual().labelled(30, 24).judged(days.end()))
        .extracting(DecayFinding::decayed)
        .containsExactly(false);
  }

  @Test
  void trustsNoEstimateFurtherThanItWasRight() {
    Days days = new Days().usual();
    for (int day = 0; day < 3; day++) {
      days.labelled(600, 540);
      days.expected.put(
          chunk(days.states.size() - 1), Map.of(Metric.ACCURACY, new Estimate(0.6, 0.01, 600)));
    }
    days.expecting(600, 0.62, 0.01);

    assertThat(days.judged(days.end())).noneMatch(DecayFinding::decayed);
  }

  @Test
  void needsMoreOfADayThatStillGrowsAndLosesItLess() {
    Days days = new Days().usual().labelled(100, 80);
    Instant noon = days.end().minus(Duration.ofHours(12));

    assertThat(days.judged(noon)).as("two and a half errors").isEmpty();
    Days worse = new Days().usual().labelled(100, 60);
    assertThat(worse.judged(noon)).extracting(DecayFinding::decayed).containsExactly(true);
    Days between = new Days().usual().labelled(100, 74);
    assertThat(between.judged(noon)).as("3.6 errors").isEmpty();
    assertThat(between.judged(noon, Metric.ACCURACY))
        .extracting(DecayFinding::decayed)
        .containsExactly(true);
  }

  /** A day is looked at twenty times while it grows, and once more when it is over. */
  @Test
  void chanceAloneIsHardlyEverTold() {
    int told = 0;
    int days = 400;
    for (int trial = 0; trial < days; trial++) {
      Days usual = new Days().usual();
      int right = 0;
      boolean isTold = false;
      for (int look = 1; look <= 20; look++) {
        right += right(30, 0.9);
        Days grown = new Days();
        usual.states.values().forEach(state -> grown.states.put(chunk(grown.states.size()), state));
        grown.labelled(30 * look, right);
        Instant now = look == 20 ? grown.end() : grown.end().minusSeconds(1);
        isTold |= grown.judged(now).stream().anyMatch(DecayFinding::decayed);
      }
      told += isTold ? 1 : 0;
    }

    assertThat(told).as("of %d days without a change", days).isLessThanOrEqualTo(4);
  }

  @Test
  void ranksByWhatIsAllowedOnTheWorseSideOnly() {
    List<DecayFinding> better =
        new ArrayList<>(
            new Days().usual().labelled(600, 600).judged(START.plus(Duration.ofDays(8))));

    assertThat(better).extracting(DecayFinding::decayed).containsExactly(false);
    assertThat(better.getFirst().beyond()).isZero();
  }
}
