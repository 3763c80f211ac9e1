package io.plimsoll.server.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.platform.http.Addresses;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts over anomalies as a round would have written them. */
class AnomalyAlertsIT {
  @Test
  void tellsOfAnAnomalyWhileItGoesOn(@TempDir Path home) {
    try (Scene scene = new Scene(home)) {
      AnomalyAlerts alerts =
          new AnomalyAlerts(
              new CredentialStore(scene.database),
              new AnomalyNewsStore(scene.database),
              scene.alerts,
              new DashboardPages(new Addresses(URI.create("http://plimsoll.test"))),
              scene);
      anomaly(scene, 1, 5);
      alerts.run();
      // One bucket that is little over the line is no reason to wake anybody.
      assertThat(list(scene)).isEmpty();

      change(scene, "UPDATE anomalies SET points = 2");
      alerts.run();
      alerts.run();
      Alert alert = list(scene).getFirst();
      assertThat(list(scene)).hasSize(1);
      assertThat(alert.rule()).isEqualTo(AlertKind.ANOMALY);
      assertThat(alert.title()).isEqualTo("flights: traffic is lower than expected");
      assertThat(alert.summary())
          .startsWith("Traffic was 10 requests where 400 requests was expected")
          .contains("judged by holt winters");

      assertThat(alert.evidence().value()).isEqualTo(5);
      assertThat(alert.evidence().threshold()).isEqualTo(4);

      change(scene, "UPDATE anomalies SET verdict = 'expected'");
      alerts.run();
      assertThat(list(scene).getFirst().state()).isEqualTo(Alert.State.RESOLVED);
    }
  }

  private static List<Alert> list(Scene scene) {
    return scene.alerts.list(scene.tenant, null, null, null, 10);
  }

  private static void anomaly(Scene scene, int points, double score) {
    scene
        .testDatabase
        .owner()
        .useHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        WITH watched AS (
                          INSERT INTO watched_series (project_id, measure, subject, part, is_default, enabled, alerts,
                                                      step_seconds, settings, judged_until, changed_at)
                          VALUES (:project, 'traffic', 'flights', '', true, true, true, 900, '{"threshold":4}',
                                  '2026-03-01T10:00:00Z', now()) RETURNING id)
                        INSERT INTO anomalies (project_id, series_id, started_at, ended_at, side, points, worst_at,
                                               value, expected, lower, upper, score, method)
                        SELECT :project, id, '2026-03-01T09:45:00Z', '2026-03-01T10:00:00Z', -1, :points,
                               '2026-03-01T09:45:00Z', 10, 400, 300, 500, :score, 'holt_winters' FROM watched
                        """)
                    .bind("project", scene.tenant.project().value())
                    .bind("points", points)
                    .bind("score", -score)
                    .execute());
  }

  private static void change(Scene scene, String statement) {
    scene.testDatabase.owner().useHandle(handle -> handle.execute(statement));
  }
}
