package io.plimsoll.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RowSampleTest {
  private static final int BYTES = 1 << 20;

  @Test
  void keepsAllRowsWhileThereAreFew() {
    RowSample sample = new RowSample(10, BYTES);
    sample.add(RowSample.key(1), Map.of("x", 1.5, "word", "späť", "flag", true));
    sample.add(RowSample.key(2), Collections.singletonMap("x", null));
    assertThat(sample.rows())
        .as("what is null is missing, and has no entry")
        .containsExactlyInAnyOrder(Map.of("x", 1.5, "word", "späť", "flag", true), Map.of());
    assertThat(sample.seen()).isEqualTo(2);
  }

  @Test
  void keepsTheSameRowsInWhateverOrderTheyCome() {
    List<Integer> order = new ArrayList<>();
    for (int row = 0; row < 5_000; row++) {
      order.add(row);
    }
    RowSample forward = new RowSample(100, BYTES);
    order.forEach(row -> forward.add(RowSample.key(row), Map.of("x", row)));
    Collections.shuffle(order, new Random(7));
    RowSample shuffled = new RowSample(100, BYTES);
    order.forEach(row -> shuffled.add(RowSample.key(row), Map.of("x", row)));
    assertThat(shuffled.toBytes()).isEqualTo(forward.toBytes());
    assertThat(forward.size()).isEqualTo(100);
    assertThat(forward.seen()).isEqualTo(5_000);
  }

  @Test
  void mergedSamplesAreASampleOfAllRowsWhateverTheSizesOfTheWindows() {
    // A tenth of the rows comes from the first window, so a tenth of the sample has to.
    double share = 0;
    int rounds = 200;
    Random random = new Random(3);
    for (int round = 0; round < rounds; round++) {
      RowSample small = sample(random, 1_000, "small");
      RowSample large = sample(random, 9_000, "large");
      large.merge(small);
      assertThat(large.seen()).isEqualTo(10_000);
      share +=
          large.rows().stream().filter(row -> "small".equals(row.get("window"))).count()
              / (double) large.size();
    }
    assertThat(share / rounds).isCloseTo(0.1, within(0.01));
  }

  private static RowSample sample(Random random, int rows, String window) {
    RowSample sample = new RowSample(200, BYTES);
    for (int row = 0; row < rows; row++) {
      sample.add(
          RowSample.key(new UUID(random.nextLong(), random.nextLong())), Map.of("window", window));
    }
    return sample;
  }

  @Test
  void aSampleOfAllIsTheMergeOfItsParts() {
    RowSample all = new RowSample(50, BYTES);
    RowSample first = new RowSample(50, BYTES);
    RowSample second = new RowSample(50, BYTES);
    for (int row = 0; row < 2_000; row++) {
      all.add(RowSample.key(row), Map.of("x", row));
      (row % 3 == 0 ? first : second).add(RowSample.key(row), Map.of("x", row));
    }
    first.merge(second);
    assertThat(first.toBytes()).isEqualTo(all.toBytes());
  }

  @Test
  void rowsThatTheStoredSampleLeavesOutNeedNotBeKeptToBeMergedIntoIt() {
    RowSample stored = sample(new Random(5), 4_000, "stored");
    RowSample all = new RowSample(200, BYTES);
    RowSample below = RowSample.below(stored.limit(), 200, BYTES);
    for (int row = 0; row < 3_000; row++) {
      all.add(RowSample.key(row), Map.of("x", row));
      below.add(RowSample.key(row), Map.of("x", row));
    }
    RowSample expected = RowSample.fromBytes(stored.toBytes());
    expected.merge(all);
    stored.merge(below);
    assertThat(stored.toBytes()).isEqualTo(expected.toBytes());
    assertThat(below.size()).isLessThan(all.size()).isPositive();
    assertThat(stored.seen()).isEqualTo(7_000);
  }

  @Test
  void longRowsMakeItShorterAndNotLarger() {
    RowSample sample = new RowSample(1_000, 64 << 10);
    Random random = new Random(5);
    for (int row = 0; row < 3_000; row++) {
      Map<String, Object> wide = new HashMap<>();
      for (int column = 0; column < 300; column++) {
        wide.put("column " + column, "ü".repeat(random.nextInt(500)));
      }
      sample.add(RowSample.key(row), wide);
    }
    assertThat(sample.size()).isBetween(2, 20);
    assertThat(sample.toBytes().length).isLessThan(80 << 10);
    assertThat(sample.rows().get(0)).hasSize(RowSample.MOST_COLUMNS);
  }

  @ParameterizedTest
  @CsvSource({"2000, 30, 200, 200", "2000, 30, 2000, 300", "9000, 100, 2000, 22"})
  void sparseRowsStoredAndMergedOverAndOverAreTheSampleMadeAtOnce(
      int names, int perRow, int capacity, int atLeast) {
    int bytes = 128 << 10;
    Random random = new Random(11);
    RowSample atOnce = new RowSample(capacity, bytes);
    RowSample stored = new RowSample(capacity, bytes);
    for (int batch = 0; batch < 100; batch++) {
      RowSample more = new RowSample(capacity, bytes);
      for (int row = 0; row < 30; row++) {
        long key = RowSample.key(batch * 30 + row);
        Map<String, @Nullable Object> sparse = sparse(random, names, perRow);
        atOnce.add(key, sparse);
        more.add(key, sparse);
      }
      stored = RowSample.fromBytes(stored.toBytes());
      stored.merge(RowSample.fromBytes(more.toBytes()));
      assertThat(stored.toBytes()).hasSizeLessThan(bytes + 64);
    }
    assertThat(stored.toBytes()).isEqualTo(atOnce.toBytes());
    assertThat(stored.rows()).isEqualTo(atOnce.rows());
    assertThat(stored.size()).isBetween(atLeast, capacity);
    assertThat(stored.rows().stream().flatMap(row -> row.keySet().stream()).distinct().count())
        .isLessThanOrEqualTo(RowSample.MOST_NAMES);
  }

  private static Map<String, @Nullable Object> sparse(Random random, int names, int perRow) {
    Map<String, @Nullable Object> row = new HashMap<>();
    for (int value = 0; value < perRow; value++) {
      row.put(
          "column " + random.nextInt(names),
          random.nextInt(10) == 0 ? "text" : (Object) random.nextDouble());
      row.put("never " + random.nextInt(names), null);
    }
    return row;
  }

  @Test
  void oddValuesSurviveBeingStored() {
    Map<String, @Nullable Object> odd = new HashMap<>();
    odd.put("nan", Double.NaN);
    odd.put("infinite", Double.NEGATIVE_INFINITY);
    odd.put("huge", 1e308);
    odd.put("tiny", Double.MIN_VALUE);
    odd.put("emoji", "🛳".repeat(40));
    odd.put("none", null);
    odd.put("", "");
    RowSample sample = new RowSample(2, BYTES);
    sample.add(RowSample.key(1), odd);
    RowSample read = RowSample.fromBytes(sample.toBytes());
    assertThat(read.rows()).isEqualTo(sample.rows());
    assertThat(read.rows().get(0))
        .containsEntry("emoji", "🛳".repeat(32))
        .containsEntry("huge", 1e308)
        .doesNotContainKey("none");
    read.merge(sample);
    assertThat(read.seen()).isEqualTo(2);
  }

  @Test
  void refusesWhatIsNoSample() {
    byte[] stored = new RowSample(1, 1).toBytes();
    assertThatThrownBy(() -> RowSample.fromBytes(new NumericProfile().toBytes()))
        .hasMessageContaining("no sample");
    assertThatThrownBy(() -> RowSample.fromBytes(java.util.Arrays.copyOf(stored, 5)))
        .hasMessageContaining("cut off");
    assertThatThrownBy(() -> new RowSample(0, 1)).hasMessageContaining("holds nothing");
  }
}
