package io.plimsoll.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.process.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EmbeddedSettingsTest {
  @Test
  void configuredPostgresParametersWinOverDefaults() {
    Map<String, String> parameters =
        PostgresSettings.defaults()
            .withParameters(Map.of("shared_buffers", "1GB"))
            .effectiveParameters();
    assertThat(parameters).containsEntry("shared_buffers", "1GB").containsEntry("fsync", "on");
  }

  @Test
  void refusesParametersThatSayWhoMayReachPostgres() {
    PostgresSettings defaults = PostgresSettings.defaults();
    assertThatThrownBy(() -> defaults.withParameters(Map.of("listen_addresses", "*")))
        .hasMessage("PostgreSQL parameter listen_addresses is set by Plimsoll; remove it.");
    assertThatThrownBy(() -> defaults.withPort(70_000)).hasMessageContaining("70000");
  }

  @Test
  void refusesBrokerSettingsThatCannotWork() {
    BrokerSettings defaults = BrokerSettings.defaults();
    assertThatThrownBy(() -> defaults.withMaxHeap("lots"))
        .hasMessageContaining("lots is not a size such as 384m");
    assertThatThrownBy(() -> defaults.withRetention(Duration.ZERO))
        .hasMessageContaining("PT0S is not positive");
    assertThatThrownBy(() -> defaults.withPort(-1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> defaults.withProperties(Map.of("listeners", "PLAINTEXT://:9092")))
        .hasMessage("Kafka property listeners is set by Plimsoll; remove it.");
  }

  @Test
  void configuredBrokerPropertiesWinOverDefaults() {
    BrokerSettings settings =
        BrokerSettings.defaults()
            .withRetention(Duration.ofHours(1))
            .withProperties(Map.of("num.io.threads", "8"));
    assertThat(BrokerProperties.text(Path.of("/data"), 1, 2, "secret", settings).lines())
        .contains(
            "num.io.threads=8",
            "log.retention.ms=3600000",
            "log.dirs=/data",
            "controller.quorum.voters=1@127.0.0.1:2");
  }

  @Test
  void refusesToSignalWholeGroupsOfProcesses() {
    assertThatThrownBy(() -> Signal.TERMINATE.send(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Signal.TERMINATE.send(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
