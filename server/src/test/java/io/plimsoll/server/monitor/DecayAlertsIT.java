package io.plimsoll.server.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.platform.http.Addresses;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts that follow from what was found of the performance of models. */
class DecayAlertsIT {
  @Test
  void firesForTheFarthestFigureAndResolvesWithTheLast(@TempDir Path home) {
    try (Scene scene = new Scene(home)) {
      DecayAlerts alerts =
          new DecayAlerts(
              new CredentialStore(scene.database),
              new DecayOutcomeStore(scene.database),
              scene.alerts,
              new DashboardPages(new Addresses(URI.create("http://plimsoll.test"))),
              scene);
      found(scene, "accuracy", "realised", false, 0.4);
      alerts.run();
      assertThat(scene.firing()).isEmpty();

      found(scene, "accuracy", "realised", true, 1.3);
      found(scene, "roc_auc", "estimated", true, 1.1);
      alerts.run();
      alerts.run();
      assertThat(scene.firing()).hasSize(1);
      Alert alert = scene.firing().getFirst();
      assertThat(alert.rule()).isEqualTo(AlertKind.DECAY);
      assertThat(alert.version()).isEqualTo("3");
      assertThat(alert.title()).isEqualTo("flights: accuracy fell to 0.7");
      assertThat(alert.summary()).contains("Also beyond: ROC AUC 0.7 as estimated (line 0.8).");
      assertThat(alert.severity().text()).isEqualTo("warning");
      assertThat(alert.advice().get(1)).contains("`wind` has drifted");

      found(scene, "roc_auc", "estimated", true, 2.4);
      alerts.run();
      assertThat(scene.firing().getFirst().title())
          .isEqualTo("flights: ROC AUC is expected to have fallen to 0.7");
      assertThat(scene.firing().getFirst().severity().text()).isEqualTo("critical");

      found(scene, "accuracy", "realised", false, 0.4);
      found(scene, "roc_auc", "estimated", true, 1.1);
      alerts.run();
      assertThat(scene.firing().getFirst().severity().text())
          .as("no less urgent while it fires")
          .isEqualTo("critical");

      found(scene, "roc_auc", "estimated", false, 0.2);
      alerts.run();
      assertThat(scene.firing()).isEmpty();
    }
  }

  private static void found(
      Scene scene, String metric, String basis, boolean isDecayed, double beyond) {
    scene.pass(Duration.ofMinutes(15));
    scene
        .testDatabase
        .owner()
        .useHandle(
            handle -> {
              handle
                  .createUpdate(
                      """
                      INSERT INTO performance_judgements (project_id, model, version, learned, seen, causes, judged_at)
                      VALUES (:project, 'flights', '3', 7, '', '["`wind` has drifted in 3 chunks."]', :now)
                      ON CONFLICT (project_id, model) DO UPDATE SET judged_at = excluded.judged_at
                      """)
                  .bind("project", scene.tenant.project().value())
                  .bind("now", scene.instant().atOffset(java.time.ZoneOffset.UTC))
                  .execute();
              handle
                  .createUpdate(
                      """
                      INSERT INTO performance_findings (project_id, model, metric, basis, decayed, since, until,
                        row_count, value, standard_error, mean, line, beyond, decayed_since, chunks)
                      VALUES (:project, 'flights', :metric, :basis, :decayed, '2026-03-01 00:00Z', '2026-03-02 00:00Z',
                        400, 0.7, 0.02, 0.9, 0.8, :beyond, '2026-03-01 00:00Z', 1)
                      ON CONFLICT (project_id, model, metric, basis) DO UPDATE SET
                        decayed = excluded.decayed, beyond = excluded.beyond
                      """)
                  .bind("project", scene.tenant.project().value())
                  .bind("metric", metric)
                  .bind("basis", basis)
                  .bind("decayed", isDecayed)
                  .bind("beyond", beyond)
                  .execute();
            });
  }
}
