package io.plimsoll.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.spark.FinalStatus.Failure;
import org.junit.jupiter.api.Test;

final class FinalStatusTest {
  private static final Failure BROKEN = new Failure("IllegalStateException", "broken");

  private final FinalStatus status = new FinalStatus();

  @Test
  void goesByTheLastAction() {
    assertThat(status.text(0, null)).isEqualTo("succeeded");
    status.actionEnded(BROKEN);
    assertThat(status.text(0, null)).isEqualTo("failed");
    assertThat(status.failure()).isSameAs(BROKEN);
    status.actionEnded(null);
    assertThat(status.text(0, null)).isEqualTo("succeeded");
  }

  @Test
  void remembersAStreamThatFailedUntilItStartsAgain() {
    status.streamFailed("orders", BROKEN);
    status.actionEnded(null);
    assertThat(status.text(0, null)).isEqualTo("failed");
    status.streamStarted("orders");
    assertThat(status.text(0, null)).isEqualTo("succeeded");
  }

  @Test
  void tellsAnEndInTheMiddleOfWorkFromOneAfterIt() {
    assertThat(status.text(1, null)).isEqualTo("killed");
    assertThat(status.text(1, 0)).isEqualTo("killed");
    assertThat(status.text(0, 3)).isEqualTo("failed");
    assertThat(status.text(0, 0)).isEqualTo("succeeded");
  }
}
