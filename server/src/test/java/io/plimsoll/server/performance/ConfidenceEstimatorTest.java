package io.plimsoll.server.performance;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.inference.repository.PerformanceSettings;
import io.plimsoll.inference.repository.PerformanceSettings.Task;
import io.plimsoll.stats.performance.PerformanceState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfidenceEstimatorTest {
  @Test
  void doesNotReadScoresWhileOnlyOneClassHasBeenSeen() {
    Estimator estimator = learned("stay", null);

    assertThat(estimator.method()).isEqualTo("none");
    assertThat(estimator.reason()).contains("stay", "\"positive\"");
    assertThat(subject("stay", null).realised(state("stay")))
        .containsKey(Metric.ACCURACY)
        .doesNotContainKeys(Metric.LOG_LOSS, Metric.BRIER);
  }

  @Test
  void readsThemWhereThePositiveClassIsNamedOrTellsItself() {
    assertThat(learned("stay", "leave").method()).isEqualTo("cbpe");
    assertThat(learned("yes", null).method()).isEqualTo("cbpe");
    assertThat(learned("0", null).method()).isEqualTo("cbpe");
  }

  private static Estimator learned(String seen, @Nullable String positive) {
    PerformanceState state = state(seen);
    return ConfidenceEstimator.learn(subject(seen, positive), state, state);
  }

  private static Subject subject(String seen, @Nullable String positive) {
    return Subject.of(
        new PerformanceSettings(Task.AUTO, null, null, null, positive, 0.5, 0.5, 10, null),
        state(seen));
  }

  private static PerformanceState state(String seen) {
    PerformanceState state = new PerformanceState();
    for (int row = 0; row < 200; row++) {
      state.addPredictions(1);
      state.answers().addAnswer(seen, 0.1 + row / 1000.0, 1);
      state.labelled().add(seen, seen, 0.1 + row / 1000.0, 1);
    }
    return state;
  }
}
