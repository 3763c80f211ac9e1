package io.plimsoll.server.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.Scene.Requests;
import io.plimsoll.server.monitor.rules.RuleKind;
import io.plimsoll.server.monitor.rules.Severity;
import io.plimsoll.server.monitor.rules.Signal;
import io.plimsoll.server.monitor.rules.Subject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MonitorIT {
  private static final String MODEL = "flight-delays";

  private final Scene scene;

  MonitorIT(@TempDir Path home) {
    scene = new Scene(home);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void steadyTrafficIsJudgedAndPagesNobody() {
    scene.deploy(scene.tenant, MODEL, 1, 10);
    scene.traffic(scene.tenant, MODEL, "1", Requests.of(600, 10));
    scene.pass(Duration.ofMinutes(1));
    scene.evaluate();
    assertThat(scene.firing()).isEmpty();
    List<Signal> signals = scene.judgements.find(scene.tenant, MODEL).orElseThrow().signals();
    assertThat(signals)
        .extracting(Signal::signal)
        .containsExactlyInAnyOrder(
            RuleKind.DRIFT, RuleKind.DRIFT, RuleKind.ERRORS, RuleKind.LATENCY);
    assertThat(signals).allMatch(signal -> signal.ratio() < 1 && !signal.lowConfidence());
  }

  @Test
  void driftFiresOnceIsMailedOnceAndResolvesWhenTheSignalIsBack() {
    scene.owner(scene.tenant, "ada@example.org");
    scene.deploy(scene.tenant, MODEL, 1, 10);
    scene.traffic(scene.tenant, MODEL, "1", Requests.of(400, 13));
    scene.monitor.run();
    assertThat(scene.firing()).as("after one evaluation").isEmpty();
    for (int evaluation = 0; evaluation < 4; evaluation++) {
      scene.pass(Duration.ofSeconds(5));
      scene.monitor.run();
    }
    Alert alert = scene.firing().getFirst();
    assertThat(scene.firing()).hasSize(1);
    assertThat(alert.title()).isEqualTo("flight-delays: 1 of 1 feature drifted, most `temp`");
    assertThat(alert.version()).isEqualTo("1");
    assertThat(alert.evidence().features())
        .singleElement()
        .satisfies(
            feature -> {
              assertThat(feature.name()).isEqualTo("temp");
              assertThat(feature.role()).isEqualTo(Subject.Role.FEATURE);
              assertThat(feature.psi()).isGreaterThan(0.2);
              assertThat(feature.noise()).isBetween(0.0, 0.2);
            });
    assertThat(mails()).containsExactly("[Plimsoll] " + alert.title());

    scene.pass(Duration.ofMinutes(10));
    scene.traffic(scene.tenant, MODEL, "1", Requests.of(400, 10));
    scene.evaluate();
    assertThat(scene.firing()).isEmpty();
    assertThat(mails())
        .containsExactly("[Plimsoll] Resolved: " + alert.title(), "[Plimsoll] " + alert.title());
    assertThat(history(alert.id())).containsExactly("fired", "resolved");
  }

  @Test
  void fewRowsAreGatheredFromFartherBack() {
    scene.deploy(scene.tenant, MODEL, 1, 10);
    for (int hour = 0; hour < 5; hour++) {
      scene.traffic(scene.tenant, MODEL, "1", Requests.of(60, 13));
      scene.pass(Duration.ofHours(1));
    }
    scene.evaluate();
    Alert alert = scene.firing().getFirst();
    assertThat(alert.evidence().rows()).isEqualTo(300);
    assertThat(alert.evidence().window().from()).isEqualTo("2026-03-01T10:00:00Z");
  }

  @Test
  void tooFewRowsWithinADayPageNobody() {
    scene.deploy(scene.tenant, MODEL, 1, 10);
    scene.traffic(scene.tenant, MODEL, "1", Requests.of(249, 20).failing(100));
    scene.evaluate();
    assertThat(scene.firing()).isEmpty();
    assertThat(scene.judgements.find(scene.tenant, MODEL).orElseThrow().signals())
        .isNotEmpty()
        .allMatch(Signal::lowConfidence);
  }

  @Test
  void failingRequestsAreCriticalAndResolveWhenNothingFailsForTwoWindows() {
    scene.deploy(scene.tenant, MODEL, 1, 10);
    scene.traffic(scene.tenant, MODEL, "1", Requests.of(400, 10).failing(80));
    scene.evaluate();
    Alert alert = scene.firing().getFirst();
    assertThat(alert.rule()).isEqualTo(AlertKind.ERRORS);
    assertThat(alert.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(alert.summary()).contains("80 of 400 requests of version 1 failed");

    scene.pass(Duration.ofMinutes(8));
    scene.evaluate();
    assertThat(scene.firing()).as("eight quiet minutes are not two windows").hasSize(1);

    scene.pass(Duration.ofMinutes(4));
    scene.evaluate();
    scene.evaluate();
    assertThat(scene.firing()).isEmpty();
  }

  @Test
  void latencyIsComparedWithWhatTheVersionShowedFirst() {
    scene.deploy(scene.tenant, MODEL, 1, 10);
    scene.traffic(scene.tenant, MODEL, "1", Requests.of(600, 10).taking(20));
    scene.pass(Duration.ofMinutes(10));
    scene.evaluate();
    scene.traffic(scene.tenant, MODEL, "1", Requests.of(600, 10).taking(45));
    scene.evaluate();
    Alert alert = scene.firing().getFirst();
    assertThat(alert.rule()).isEqualTo(AlertKind.LATENCY);
    assertThat(alert.severity()).isEqualTo(Severity.WARNING);
    assertThat(alert.evidence().value()).isEqualTo(45);
    assertThat(alert.evidence().against())
        .isEqualTo("2 times the p95 of 20 ms in the first 600 requests of version 1");
    assertThat(alert.advice()).anyMatch(line -> line.startsWith("Even the median is 45 ms"));
  }

  @Test
  void anotherProductionVersionResolvesTheAlertsOfTheOlderOne() {
    scene.deploy(scene.tenant, MODEL, 1, 10);
    scene.traffic(scene.tenant, MODEL, "1", Requests.of(400, 13));
    scene.evaluate();
    Alert alert = scene.firing().getFirst();
    scene.deploy(scene.tenant, MODEL, 2, 13);
    scene.evaluate();
    assertThat(scene.firing()).isEmpty();
    assertThat(scene.alerts.find(scene.tenant, alert.id()).orElseThrow().history())
        .last()
        .satisfies(entry -> assertThat(entry.text()).startsWith("Version 2 is in production now"));
  }

  @Test
  void anObservedModelIsWatchedWithoutABaselineForDrift() {
    scene.traffic(scene.tenant, "churn", "2026-01", Requests.of(400, 10).failing(40));
    scene.evaluate();
    Alert alert = scene.firing().getFirst();
    assertThat(alert.model()).isEqualTo("churn");
    assertThat(alert.version()).isEqualTo("2026-01");
    assertThat(scene.judgements.find(scene.tenant, "churn").orElseThrow().signals())
        .extracting(Signal::signal)
        .containsExactly(RuleKind.ERRORS);
  }

  @Test
  void anAlertOfAModelThatFellSilentIsClosedAfterADay() {
    scene.deploy(scene.tenant, MODEL, 1, 10);
    scene.traffic(scene.tenant, MODEL, "1", Requests.of(400, 13));
    scene.evaluate();
    assertThat(scene.firing()).hasSize(1);
    scene.pass(Duration.ofHours(25));
    scene.evaluate();
    assertThat(scene.firing()).isEmpty();
  }

  @Test
  void aRuleThatIsSwitchedOffFiresNothingAndLeavesTheMark() {
    scene.deploy(scene.tenant, MODEL, 1, 10);
    UUID drift =
        scene.rules.list(scene.tenant).stream()
            .filter(stored -> stored.rule().kind() == RuleKind.DRIFT)
            .findFirst()
            .orElseThrow()
            .id();
    scene.rules.change(scene.tenant, drift, false, 0.2, 250, 300);
    scene.traffic(scene.tenant, MODEL, "1", Requests.of(400, 13));
    scene.evaluate();
    assertThat(scene.firing()).isEmpty();
    assertThat(scene.judgements.find(scene.tenant, MODEL).orElseThrow().signals())
        .extracting(Signal::signal)
        .containsExactly(RuleKind.ERRORS);
  }

  @Test
  void aProjectThatFailsKeepsNoOtherFromBeingEvaluated() {
    Tenant other = scene.testDatabase.tenant("zeta", "main");
    scene.deploy(scene.tenant, MODEL, 1, 10);
    scene.traffic(scene.tenant, MODEL, "1", Requests.of(400, 13));
    scene
        .testDatabase
        .owner()
        .useHandle(handle -> handle.execute("UPDATE baselines SET profile = '\\x00'"));
    scene.deploy(other, MODEL, 1, 10);
    scene.traffic(other, MODEL, "1", Requests.of(400, 13));
    scene.evaluate();
    assertThat(scene.firing()).isEmpty();
    assertThat(scene.alerts.list(other, Alert.State.FIRING, null, null, 50)).hasSize(1);
    assertThat(scene.meters.counter("plimsoll.monitor.evaluations", "outcome", "failed").count())
        .isEqualTo(2);
  }

  @Test
  void anotherTenantSeesNothing() {
    Tenant other = scene.testDatabase.tenant("zeta", "main");
    scene.owner(scene.tenant, "ada@example.org");
    scene.deploy(scene.tenant, MODEL, 1, 10);
    scene.traffic(scene.tenant, MODEL, "1", Requests.of(400, 13));
    scene.evaluate();
    Alert alert = scene.firing().getFirst();
    assertThat(scene.alerts.list(other, null, null, null, 50)).isEmpty();
    assertThat(scene.alerts.find(other, alert.id())).isEmpty();
    assertThat(scene.alerts.acknowledge(other, alert.id(), "eve", null, Scene.START)).isEmpty();
    assertThat(scene.outbox.list(other.scope(), null, null, 50)).isEmpty();
    assertThat(scene.judgements.find(other, MODEL)).isEmpty();
    UUID rule = scene.rules.list(scene.tenant).getFirst().id();
    assertThat(scene.rules.change(other, rule, false, 1, 1, 60)).isEmpty();
    assertThat(scene.alerts.find(scene.tenant, alert.id()).orElseThrow().alert().acknowledgedBy())
        .isNull();
  }

  @Test
  void theFirstToAcknowledgeIsKeptAndEveryCommentIs() {
    scene.deploy(scene.tenant, MODEL, 1, 10);
    scene.traffic(scene.tenant, MODEL, "1", Requests.of(400, 13));
    scene.evaluate();
    UUID id = scene.firing().getFirst().id();
    scene.alerts.acknowledge(scene.tenant, id, "ada", "on it", scene.instant());
    scene.alerts.acknowledge(scene.tenant, id, "bob", null, scene.instant());
    AlertStore.Story story = scene.alerts.find(scene.tenant, id).orElseThrow();
    assertThat(story.alert().acknowledgedBy()).isEqualTo("ada");
    assertThat(story.history()).extracting(AlertHistory::text).contains("on it", "Acknowledged.");
  }

  private List<String> mails() {
    return scene.outbox.list(scene.tenant.scope(), null, null, 50).stream()
        .map(Notification::subject)
        .toList();
  }

  private List<String> history(UUID alert) {
    return scene.alerts.find(scene.tenant, alert).orElseThrow().history().stream()
        .map(entry -> entry.kind().text())
        .toList();
  }
}
