package io.plimsoll.server.monitor.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.monitor.rules.PerformanceDecay.Figure;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people read of a performance that is beyond its lines. */
class PerformanceDecayTest {
  private static final Window DAY =
      new Window(Instant.parse("2026-03-10T00:00:00Z"), Instant.parse("2026-03-11T00:00:00Z"));
  private static final String PAGE = "http://plimsoll.test/projects/acme/main/models/churn";

  private static Figure recall(boolean isEstimated, double beyond) {
    return new Figure(
        "recall",
        isEstimated,
        DAY,
        4_210,
        0.612,
        0.02,
        0.84,
        0.78,
        beyond,
        Instant.parse("2026-03-08T00:00:00Z"),
        3);
  }

  @Test
  void saysHowFarSinceWhenAndWhereToLookFirst() {
    AlertText text =
        new PerformanceDecay(
                "churn",
                "3",
                List.of(recall(false, 2.5)),
                List.of("`age` has drifted in 3 chunks (PSI up to 0.61)."),
                PAGE)
            .text();

    assertThat(text.title()).isEqualTo("churn: recall fell to 0.612");
    assertThat(text.summary())
        .isEqualTo(
            "Recall of version 3 was 0.612 ± 0.02 over 4,210 labelled predictions from 10 Mar 00:00"
                + " to 11 Mar 00:00 UTC. In its reference 0.84 was usual, and the line is at 0.78."
                + " It is so for 3 stretches of time in a row, since 8 Mar 00:00 UTC.");
    assertThat(text.advice().getFirst()).endsWith(PAGE + "?tab=performance");
    assertThat(text.advice().get(1)).contains("`age` has drifted");
    assertThat(text.advice().get(2)).contains("mend it where it comes from");
    assertThat(text.evidence().value()).isEqualTo(2.5);
    assertThat(text.evidence().threshold()).isEqualTo(1);
  }

  @Test
  void saysWhatAnEstimateCannotSee() {
    Figure error = new Figure("mae", true, DAY, 500, 9.5, 0.3, 5, 6, 1.2, DAY.from(), 1);
    PerformanceDecay decay =
        new PerformanceDecay("price", "", List.of(error, recall(true, 1.1)), List.of(), PAGE);
    AlertText text = decay.text();

    assertThat(text.title()).isEqualTo("price: MAE is expected to have risen to 9.5");
    assertThat(text.summary())
        .startsWith("MAE is estimated at 9.5 ± 0.3 without labels, for 500 predictions from")
        .endsWith(" Also beyond: recall 0.612 as estimated (line 0.78).");
    assertThat(text.advice()).anyMatch(each -> each.startsWith("Labels for these rows have not"));
    assertThat(text.advice()).noneMatch(each -> each.contains("No feature has drifted"));
    assertThat(decay.severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void namesOtherOutcomesOfTheSameInputsWhereNothingElseMoved() {
    PerformanceDecay decay =
        new PerformanceDecay("churn", "3", List.of(recall(false, 2)), List.of(), PAGE);

    assertThat(decay.text().advice())
        .anyMatch(each -> each.contains("the same inputs are followed"));
    assertThat(decay.severity()).isEqualTo(Severity.CRITICAL);
  }
}
