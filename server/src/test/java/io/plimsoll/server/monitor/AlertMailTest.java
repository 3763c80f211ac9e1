package io.plimsoll.server.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.monitor.rules.AlertText;
import io.plimsoll.server.monitor.rules.Evidence;
import io.plimsoll.server.monitor.rules.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AlertMailTest {
  private static final Window WINDOW = new Window(Instant.EPOCH, Instant.EPOCH.plusSeconds(300));
  private static final AlertText TEXT =
      new AlertText(
          "m: the prediction `y` drifted",
          "The PSI of `y` is 0.42.",
          List.of("Look.", "Retrain."),
          new Evidence(0.42, 0.2, 300, WINDOW, "baseline.csv", List.of(), List.of()));

  @Test
  void saysWhatHappenedWhatToDoAndWhereToLook() {
    AlertMail mail = AlertMail.fired(TEXT, "http://plimsoll/alerts/1");
    assertThat(mail.subject()).isEqualTo("[Plimsoll] m: the prediction `y` drifted");
    assertThat(mail.body())
        .isEqualTo(
            """
            m: the prediction `y` drifted.

            The PSI of `y` is 0.42.

            What to do:

            - Look.
            - Retrain.

            The alert with its history: http://plimsoll/alerts/1""");
  }

  @Test
  void saysWhyItResolved() {
    AlertMail mail = AlertMail.resolved("m: drifted", "Back.", "http://plimsoll/alerts/1");
    assertThat(mail.subject()).isEqualTo("[Plimsoll] Resolved: m: drifted");
    assertThat(mail.body()).contains("Back.");
  }

  @Test
  void makesFiveAttemptsWithinTenMinutes() {
    Duration all = Duration.ZERO;
    for (int attempt = 1; attempt < MailRound.MAX_ATTEMPTS; attempt++) {
      all = all.plus(MailRound.pause(attempt));
    }
    assertThat(all).isEqualTo(Duration.ofMinutes(10));
  }
}
