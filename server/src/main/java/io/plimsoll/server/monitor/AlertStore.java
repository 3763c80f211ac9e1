package io.plimsoll.server.monitor;

import com.fasterxml.jackson.core.type.TypeReference;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.AlertHistory.Kind;
import io.plimsoll.server.monitor.rules.AlertText;
import io.plimsoll.server.monitor.rules.Evidence;
import io.plimsoll.server.monitor.rules.Severity;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Alerts and their life. Whatever changes an alert writes its history and its mail in the same
 * transaction, so that nobody is told of what did not happen, and nothing happens untold.
 */
@ApplicationScoped
public class AlertStore {
  private static final Set<String> TOPICS = Set.of("alerts");
  private static final TypeReference<List<String>> ADVICE = new TypeReference<>() {};

  private final Database database;
  private final DashboardPages pages;

  public AlertStore(Database database, DashboardPages pages) {
    this.database = database;
    this.pages = pages;
  }

  /** An alert with everything that happened to it. */
  record Story(Alert alert, List<AlertHistory> history, List<Notification> notifications) {}

  /** Alerts, newest first; {@code state} and {@code model} narrow the list if given. */
  List<Alert> list(
      Tenant tenant,
      Alert.@Nullable State state,
      @Nullable String model,
      @Nullable UUID before,
      int limit) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM alerts
                    WHERE (CAST(:state AS text) IS NULL OR state = :state)
                      AND (CAST(:model AS text) IS NULL OR model = :model)
                      AND (CAST(:before AS uuid) IS NULL OR id < CAST(:before AS uuid))
                    ORDER BY id DESC LIMIT :limit
                    """)
                .bind("state", state == null ? null : state.text())
                .bind("model", model)
                .bind("before", before)
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list());
  }

  Optional<Story> find(Tenant tenant, UUID id) {
    return database.transact(
        tenant.scope(),
        handle ->
            alert(handle, id)
                .map(
                    alert ->
                        new Story(
                            alert,
                            AlertHistoryStore.of(handle, id),
                            OutboxStore.ofAlert(handle, id))));
  }

  /** The alerts of a model that are firing, one for a rule at most. */
  List<Alert> firing(Tenant tenant, String model) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery("SELECT * FROM alerts WHERE model = :model AND state = 'firing'")
                .bind("model", model)
                .map((row, context) -> read(row))
                .list());
  }

  /** The alert of that kind that is firing for a model, if there is one. */
  Optional<Alert> firing(Tenant tenant, String model, AlertKind kind) {
    return firing(tenant, model).stream().filter(alert -> alert.rule() == kind).findFirst();
  }

  /** The models for which an alert of that kind is firing. */
  List<String> firingModels(Tenant tenant, AlertKind kind) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery("SELECT model FROM alerts WHERE rule = :rule AND state = 'firing'")
                .bind("rule", kind.text())
                .mapTo(String.class)
                .list());
  }

  /** Notes who has taken the alert on; the first to do so is kept, every comment is. */
  Optional<Alert> acknowledge(
      Tenant tenant, UUID id, String by, @Nullable String comment, Instant now) {
    return database.transact(
        tenant.scope(),
        handle -> {
          if (alert(handle, id).isEmpty()) {
            return Optional.empty();
          }
          handle
              .createUpdate(
                  """
                  UPDATE alerts SET acknowledged_at = coalesce(acknowledged_at, :now),
                                    acknowledged_by = coalesce(acknowledged_by, :by)
                  WHERE id = :id
                  """)
              .bind("now", now)
              .bind("by", by)
              .bind("id", id)
              .execute();
          String text = comment == null || comment.isBlank() ? "Acknowledged." : comment.strip();
          history(handle, tenant, id, new AlertHistory(now, Kind.ACKNOWLEDGED, by, text));
          return alert(handle, id);
        });
  }

  /** The alerts of datasets that are firing, one of a kind for a dataset at most. */
  List<Alert> firingForDatasets(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM alerts WHERE dataset IS NOT NULL AND state = 'firing' ORDER BY id")
                .map((row, context) -> read(row))
                .list());
  }

  /** The alerts of applications of Spark that are firing, one of a kind for a name at most. */
  List<Alert> firingForApplications(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM alerts WHERE application IS NOT NULL AND state = 'firing' ORDER BY id")
                .map((row, context) -> read(row))
                .list());
  }

  /** Opens an alert; empty if another one of the kind and the model is firing already. */
  Optional<UUID> fire(
      Tenant tenant,
      String model,
      String version,
      AlertKind kind,
      Severity severity,
      AlertText text,
      Instant now) {
    return fire(tenant, new About(model, null, null, version), kind, severity, text, now);
  }

  /** Opens an alert about a dataset; empty if another one of the kind is firing already. */
  Optional<UUID> fireForDataset(
      Tenant tenant,
      String dataset,
      AlertKind kind,
      Severity severity,
      AlertText text,
      Instant now) {
    return fire(tenant, new About("", dataset, null, ""), kind, severity, text, now);
  }

  /** Opens an alert about an application of Spark; empty if another one of the kind is firing. */
  Optional<UUID> fireForApplication(
      Tenant tenant,
      String application,
      AlertKind kind,
      Severity severity,
      AlertText text,
      Instant now) {
    return fire(tenant, new About("", null, application, ""), kind, severity, text, now);
  }

  private Optional<UUID> fire(
      Tenant tenant, About about, AlertKind kind, Severity severity, AlertText text, Instant now) {
    return database.transact(
        tenant.scope(),
        handle -> {
          Optional<UUID> opened =
              bindText(
                      handle.createQuery(
                          """
                          INSERT INTO alerts (project_id, rule, model, dataset, application, version, state, severity,
                                              title, summary, advice, evidence, fired_at, last_seen_at)
                          VALUES (:project, :rule, :model, :dataset, :application, nullif(:version, ''), 'firing',
                                  :severity, :title, :summary, CAST(:advice AS json), CAST(:evidence AS json),
                                  :now, :now)
                          ON CONFLICT (project_id, rule, model, coalesce(dataset, ''), coalesce(application, ''))
                          WHERE state = 'firing' DO NOTHING RETURNING id
                          """),
                      severity,
                      text,
                      now)
                  .bind("project", tenant.project().value())
                  .bind("rule", kind.text())
                  .bind("model", about.model())
                  .bind("dataset", about.dataset())
                  .bind("application", about.application())
                  .bind("version", about.version())
                  .mapTo(UUID.class)
                  .findOne();
          opened.ifPresent(
              id -> {
                history(
                    handle, tenant, id, new AlertHistory(now, Kind.FIRED, null, text.summary()));
                mail(handle, tenant, id, AlertMail.fired(text, pages.alert(tenant, id)), now);
              });
          return opened;
        });
  }

  /** A model, a dataset, or an application of Spark. */
  private record About(
      String model, @Nullable String dataset, @Nullable String application, String version) {}

  /** Renews what is known of a firing alert. */
  void update(
      Tenant tenant, Alert alert, Severity severity, AlertText text, boolean isNews, Instant now) {
    database.run(
        tenant.scope(),
        handle -> {
          bindText(
                  handle.createUpdate(
                      """
                      UPDATE alerts SET severity = :severity, title = :title, summary = :summary,
                                        advice = CAST(:advice AS json), evidence = CAST(:evidence AS json),
                                        last_seen_at = :now
                      WHERE id = :id AND state = 'firing'
                      """),
                  severity,
                  text,
                  now)
              .bind("id", alert.id())
              .execute();
          if (isNews) {
            history(
                handle,
                tenant,
                alert.id(),
                new AlertHistory(now, Kind.UPDATED, null, text.title() + ". " + text.summary()));
          } else if (!text.title().equals(alert.title()) || isVisible(alert.evidence(), text)) {
            Announcement.announce(handle, tenant.project(), TOPICS);
          }
        });
  }

  /** Whether the value has moved by more than one part in a hundred. */
  private static boolean isVisible(Evidence before, AlertText now) {
    return Math.abs(now.evidence().value() - before.value()) > 0.01 * Math.abs(before.value());
  }

  void resolve(Tenant tenant, Alert alert, String resolution, Instant now) {
    database.run(
        tenant.scope(),
        handle -> {
          int closed =
              handle
                  .createUpdate(
                      "UPDATE alerts SET state = 'resolved', resolved_at = :now WHERE id = :id AND state = 'firing'")
                  .bind("now", now)
                  .bind("id", alert.id())
                  .execute();
          if (closed == 1) {
            history(
                handle, tenant, alert.id(), new AlertHistory(now, Kind.RESOLVED, null, resolution));
            AlertMail mail =
                AlertMail.resolved(alert.title(), resolution, pages.alert(tenant, alert.id()));
            mail(handle, tenant, alert.id(), mail, now);
          }
        });
  }

  private static void mail(Handle handle, Tenant tenant, UUID alert, AlertMail mail, Instant now) {
    List<String> recipients = RecipientStore.effective(handle);
    OutboxStore.enqueue(handle, tenant.project(), alert, recipients, mail, now);
  }

  private static void history(Handle handle, Tenant tenant, UUID alert, AlertHistory entry) {
    AlertHistoryStore.write(handle, tenant.project(), alert, entry);
    Announcement.announce(handle, tenant.project(), TOPICS);
  }

  private Optional<Alert> alert(Handle handle, UUID id) {
    return handle
        .createQuery("SELECT * FROM alerts WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> read(row))
        .findOne();
  }

  private <S extends SqlStatement<S>> S bindText(
      S statement, Severity severity, AlertText text, Instant now) {
    return statement
        .bind("severity", severity.text())
        .bind("title", text.title())
        .bind("summary", text.summary())
        .bind("advice", Columns.json(text.advice()))
        .bind("evidence", Columns.json(text.evidence()))
        .bind("now", now);
  }

  private static Alert read(ResultSet row) throws SQLException {
    return new Alert(
        row.getObject("id", UUID.class),
        AlertKind.parse(row.getString("rule")),
        row.getString("model"),
        row.getString("dataset"),
        row.getString("application"),
        row.getString("version"),
        Alert.State.parse(row.getString("state")),
        Columns.instantOrNull(row, "acknowledged_at"),
        row.getString("acknowledged_by"),
        Severity.parse(row.getString("severity")),
        row.getString("title"),
        row.getString("summary"),
        Columns.json(row, "advice", ADVICE),
        Columns.json(row, "evidence", Evidence.class),
        Columns.instant(row, "fired_at"),
        Columns.instant(row, "last_seen_at"),
        Columns.instantOrNull(row, "resolved_at"));
  }
}
