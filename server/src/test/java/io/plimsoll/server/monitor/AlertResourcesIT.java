package io.plimsoll.server.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.MemberRole;
import io.plimsoll.server.monitor.AlertRulesResource.AlertRule;
import io.plimsoll.server.monitor.AlertRulesResource.RuleChange;
import io.plimsoll.server.monitor.NotificationsResource.RecipientsRequest;
import io.plimsoll.server.monitor.Scene.Requests;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import jakarta.ws.rs.core.SecurityContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AlertResourcesIT {
  private final Scene scene;
  private final AlertsResource alerts;
  private final AlertRulesResource rules;
  private final NotificationsResource notifications;
  private final SecurityContext engineer;
  private final SecurityContext viewer;
  private final SecurityContext admin;

  AlertResourcesIT(@TempDir Path home) {
    scene = new Scene(home);
    Access access = new Access();
    alerts = new AlertsResource(access, scene.alerts, scene);
    rules = new AlertRulesResource(access, scene.rules);
    notifications = new NotificationsResource(access, scene.outbox, scene.recipients);
    engineer = SignedIn.as(scene.tenant, MemberRole.ENGINEER);
    viewer = SignedIn.as(scene.tenant, MemberRole.VIEWER);
    admin = SignedIn.as(scene.tenant, MemberRole.ADMIN);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void listsAlertsNewestFirstPageByPage() {
    fireForModels("a", "b", "c");
    List<String> seen = new ArrayList<>();
    String cursor = null;
    do {
      Page<Alert> page = list("firing", cursor);
      page.items().forEach(alert -> seen.add(alert.model()));
      cursor = page.nextCursor();
    } while (cursor != null);
    assertThat(seen).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(list("resolved", null).items()).isEmpty();
    assertThatThrownBy(() -> list("open", null)).hasMessageContaining("state: \"open\"");
    assertThatThrownBy(() -> list("all", "x")).hasMessageContaining("cursor: \"x\"");
  }

  @Test
  void showsAnAlertWithItsStoryAsOneObject() throws Exception {
    scene.owner(scene.tenant, "ada@example.org");
    fireForModels("a");
    UUID id = scene.firing().getFirst().id();
    var shown = scene.json.valueToTree(alerts.one("acme", "main", id, viewer));
    assertThat(shown.at("/rule").asText()).isEqualTo("drift");
    assertThat(shown.at("/severity").asText()).isIn("warning", "critical");
    assertThat(shown.at("/evidence/window/from").asText()).isEqualTo("2026-03-01T09:55:00Z");
    assertThat(shown.at("/evidence/features/0/role").asText()).isEqualTo("feature");
    assertThat(shown.at("/resolvedAt").isNull()).isTrue();
    assertThat(shown.at("/history/0/kind").asText()).isEqualTo("fired");
    assertThat(shown.at("/notifications/0/state").asText()).isEqualTo("pending");
    assertThat(shown.at("/notifications/0/body").asText())
        .contains("http://plimsoll.test/", "/alerts/" + id);
    UUID unknown = UUID.randomUUID();
    assertThatThrownBy(() -> alerts.one("acme", "main", unknown, viewer))
        .hasMessageContaining("The alert " + unknown);
  }

  @Test
  void engineersAcknowledgeAndViewersDoNot() {
    fireForModels("a");
    UUID id = scene.firing().getFirst().id();
    assertThatThrownBy(() -> alerts.acknowledge("acme", "main", id, null, viewer))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.code()).isEqualTo(ErrorCode.FORBIDDEN));
    var comment = new AlertsResource.Acknowledgement("on it");
    Alert taken = alerts.acknowledge("acme", "main", id, comment, engineer);
    assertThat(taken.acknowledgedBy()).isEqualTo("ada@example.org");
    assertThat(taken.acknowledgedAt()).isEqualTo(scene.instant());
    var tooLong = new AlertsResource.Acknowledgement("x".repeat(2_001));
    assertThatThrownBy(() -> alerts.acknowledge("acme", "main", id, tooLong, engineer))
        .hasMessageContaining("2001 characters");
  }

  @Test
  void rulesStartWithTheDefaultsAndCanBeTuned() {
    List<AlertRule> all = rules.list("acme", "main", viewer).items();
    assertThat(all)
        .extracting(rule -> rule.kind().text() + " " + rule.threshold())
        .containsExactlyInAnyOrder("drift 0.2", "errors 0.05", "latency 2.0");
    assertThat(all).allMatch(rule -> rule.enabled() && rule.minimumRows() == 250);
    assertThat(all).allMatch(rule -> rule.windowSeconds() == 300);
    AlertRule tuned =
        rules.change(
            "acme", "main", all.getFirst().id(), new RuleChange(false, 0.3, 500, 600), engineer);
    assertThat(rules.list("acme", "main", viewer).items()).contains(tuned);
    assertThat(tuned.threshold()).isEqualTo(0.3);
  }

  @Test
  void refusesRulesThatCannotBeEvaluated() {
    UUID id = rules.list("acme", "main", viewer).items().getFirst().id();
    assertThatThrownBy(() -> change(id, new RuleChange(true, 0.0, 250, 300)))
        .hasMessageContaining("threshold: 0.0");
    assertThatThrownBy(() -> change(id, new RuleChange(true, Double.NaN, 250, 300)))
        .hasMessageContaining("threshold: NaN");
    assertThatThrownBy(() -> change(id, new RuleChange(true, 0.2, 0, 300)))
        .hasMessageContaining("minimumRows: 0");
    assertThatThrownBy(() -> change(id, new RuleChange(true, 0.2, 250, 59)))
        .hasMessageContaining("windowSeconds: 59");
    assertThatThrownBy(() -> change(id, new RuleChange(null, 0.2, 250, 300)))
        .hasMessageContaining("enabled: is missing");
  }

  @Test
  void recipientsAreCleanedAndChecked() {
    assertThat(notifications.recipients("acme", "main", viewer).emails()).isEmpty();
    assertThat(recipients(List.of(" Team@Example.org", "team@example.org", "b@example.org")))
        .containsExactly("b@example.org", "team@example.org");
    assertThatThrownBy(() -> recipients(List.of("a@example.org\r\nBcc: b@example.org")))
        .hasMessageContaining("emails: ");
    assertThatThrownBy(() -> recipients(List.of("Ada <a@example.org>")))
        .hasMessageContaining("is not an address");
    assertThat(recipients(List.of())).isEmpty();
  }

  @Test
  void theOutboxCanBeNarrowedToAState() {
    scene.owner(scene.tenant, "ada@example.org");
    fireForModels("a");
    scene.mail.run();
    assertThat(outbox("held")).hasSize(1);
    assertThat(outbox("sent")).isEmpty();
    assertThat(outbox(null)).hasSize(1);
    assertThatThrownBy(() -> outbox("lost")).hasMessageContaining("state: \"lost\"");
  }

  private List<Notification> outbox(@Nullable String state) {
    return notifications.notifications("acme", "main", state, null, null, viewer).items();
  }

  private List<String> recipients(List<@Nullable String> emails) {
    var request = new RecipientsRequest(emails);
    return notifications.setRecipients("acme", "main", request, admin).emails();
  }

  private void change(UUID id, RuleChange change) {
    rules.change("acme", "main", id, change, engineer);
  }

  private Page<Alert> list(String state, @Nullable String cursor) {
    return alerts.list("acme", "main", state, null, 2, cursor, viewer);
  }

  private void fireForModels(String... models) {
    for (String model : models) {
      scene.deploy(scene.tenant, model, 1, 10);
      scene.traffic(scene.tenant, model, "1", Requests.of(400, 13));
    }
    scene.evaluate();
  }
}
