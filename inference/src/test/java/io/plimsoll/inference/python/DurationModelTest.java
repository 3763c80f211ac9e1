package io.plimsoll.inference.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class DurationModelTest {

  private final DurationModel model = new DurationModel(Batching.DEFAULT.goal());
  private final Random random = new Random(11);

  @Test
  void triesTwoRowsBeforeItKnowsAnything() {
    assertThat(model.limit(1)).isEqualTo(2);
  }

  @Test
  void neverCutsACallApart() {
    assertThat(model.limit(5000)).isEqualTo(5000);
  }

  @Test
  void growsByDoublingWhereRowsCostNothing() {
    for (int rows = 1; rows < DurationModel.MAX_ROWS; rows *= 2) {
      model.observe(rows, 8);
      assertThat(model.limit(1)).isEqualTo(2 * rows);
    }
    model.observe(DurationModel.MAX_ROWS, 8);
    assertThat(model.limit(1)).isEqualTo(DurationModel.MAX_ROWS);
  }

  @Test
  void keepsWithinTheGoalWhereRowsAreSlow() {
    saturate(200, rows -> 5 + 2.0 * rows);

    assertThat(model.limit(1)).isBetween(24, 28);
    assertThat(model.limit(10)).isBetween(33, 37);
  }

  @Test
  void doesNotBatchWhereOneRowIsSlowerThanTheGoal() {
    saturate(50, rows -> 100.0 * rows);

    assertThat(model.limit(1)).isEqualTo(1);
  }

  @Test
  void batchesWhereOnlyTheCallIsSlow() {
    saturate(50, rows -> 300 + 0.01 * rows);

    assertThat(model.limit(1)).isEqualTo(DurationModel.MAX_ROWS);
  }

  @Test
  void findsTheLineInNoise() {
    saturate(400, rows -> 8 + 0.5 * rows + 2 * random.nextGaussian());

    assertThat(model.limit(1)).isBetween(80, 130);
  }

  @Test
  void forgetsWhatHasChanged() {
    saturate(200, rows -> 5 + 2.0 * rows);
    saturate(400, rows -> 5 + 10.0 * rows);

    assertThat(model.limit(1)).isBetween(5, 8);
  }

  @Test
  void triesAgainWhenItsKnowledgeHasFaded() {
    saturate(50, rows -> 100.0 * rows);
    for (int i = 0; i < 1000; i++) {
      model.observe(1, 5);
    }

    assertThat(model.limit(1)).isEqualTo(2);
  }

  @Test
  void startsSmallAfterAFailure() {
    saturate(50, rows -> 8);

    model.startSmall();

    assertThat(model.limit(1)).isEqualTo(2);
  }

  /** Calls of one row keep coming, so that every second run is as large as the limit allows. */
  private void saturate(int runs, IntToDoubleFunction ms) {
    for (int i = 0; i < runs; i++) {
      int rows = i % 2 == 0 ? 1 : model.limit(1);
      model.observe(rows, ms.applyAsDouble(rows));
    }
  }

  @Test
  void beginsWithWhatWasMeasuredAtTheBuild() {
    assertThat(model.expectedMs(8)).isZero();
    model.expect(1, 10);
    model.expect(8, 17);
    model.expect(32, 41);
    model.expect(128, 137);

    assertThat(model.expectedMs(50)).isCloseTo(59, within(0.5));
    assertThat(model.limit(1)).isEqualTo(51);
  }
}
