package io.plimsoll.server.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.platform.http.Addresses;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts that follow from the reports of scheduled checks. */
class CheckAlertsIT {
  @Test
  void firesForDriftHoldsWithoutDataAndResolvesWhenNoneIsLeft(@TempDir Path home) {
    try (Scene scene = new Scene(home)) {
      CheckAlerts alerts =
          new CheckAlerts(
              new CredentialStore(scene.database),
              new CheckOutcomeStore(scene.database),
              scene.alerts,
              new DashboardPages(new Addresses(URI.create("http://plimsoll.test"))),
              scene);
      UUID check = check(scene);

      report(scene, check, "no_drift", 0);
      alerts.run();
      assertThat(scene.firing()).isEmpty();

      report(scene, check, "drifted", 3.5);
      alerts.run();
      alerts.run();
      List<Alert> firing = scene.firing();
      assertThat(firing).hasSize(1);
      assertThat(firing.getFirst().title())
          .isEqualTo("flights: the check \"daily\" found drift in 1 of 3 columns");
      assertThat(firing.getFirst().severity().text()).isEqualTo("critical");
      assertThat(firing.getFirst().advice().getFirst())
          .contains("/drift?model=flights&view=checks&report=");

      report(scene, check, "no_data", 0);
      alerts.run();
      assertThat(scene.firing()).as("no data is no all-clear").hasSize(1);

      report(scene, check, "no_drift", 0);
      alerts.run();
      assertThat(scene.firing()).isEmpty();
    }
  }

  private static UUID check(Scene scene) {
    return scene
        .testDatabase
        .owner()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        INSERT INTO drift_checks (project_id, model, name, schedule, reference, window_seconds,
                          enabled, next_due, created_by, created_at, changed_by, changed_at)
                        VALUES (:project, 'flights', 'daily', '{"kind":"daily"}', 'baseline', 86400, true, :now,
                          'ada', :now, 'ada', :now) RETURNING id
                        """)
                    .bind("project", scene.tenant.project().value())
                    .bind("now", scene.instant().atOffset(java.time.ZoneOffset.UTC))
                    .mapTo(UUID.class)
                    .one());
  }

  private static void report(Scene scene, UUID check, String outcome, double cost) {
    scene.pass(Duration.ofDays(1));
    scene
        .testDatabase
        .owner()
        .useHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        INSERT INTO drift_reports (project_id, check_id, model, due_at, made_at, outcome, drifted,
                          compared, cost, row_count, since, until, summary, body)
                        VALUES (:project, :check, 'flights', :now, :now, :outcome, :drifted, 3, :cost, 400,
                          CAST(:now AS timestamptz) - INTERVAL '1 day', :now, 'what was found', 'null')
                        """)
                    .bind("project", scene.tenant.project().value())
                    .bind("check", check)
                    .bind("now", scene.instant().atOffset(java.time.ZoneOffset.UTC))
                    .bind("outcome", outcome)
                    .bind("drifted", outcome.equals("drifted") ? 1 : 0)
                    .bind("cost", cost)
                    .execute());
  }
}
