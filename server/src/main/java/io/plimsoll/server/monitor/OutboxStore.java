package io.plimsoll.server.monitor;

import io.plimsoll.server.monitor.AlertHistory.Kind;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.database.OrganisationId;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.database.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The outbox: what is to be mailed, written in the transaction that made it necessary, and what
 * became of it. A message is leased to a sender before it is sent: while it is on its way nobody
 * else takes it, and if the sender dies it is taken up again when the lease ends.
 */
@ApplicationScoped
public class OutboxStore {
  /** Longer than a conversation with a mail server can take, given its time limits. */
  private static final Duration LEASE = Duration.ofMinutes(2);

  /** How often a held message is looked at again. */
  private static final Duration HOLD = Duration.ofSeconds(30);

  private static final Set<String> TOPICS = Set.of("alerts");

  private final Database database;

  public OutboxStore(Database database) {
    this.database = database;
  }

  /** A project with mail that is due. */
  public record Mailbox(OrganisationId organisation, ProjectId project) {
    Scope scope() {
      return Scope.of(organisation, project);
    }
  }

  /** Projects with messages that are due or held. */
  public List<Mailbox> due(Instant now) {
    return database.transact(
        Scope.NONE,
        handle ->
            handle
                .createQuery("SELECT * FROM gate_projects_with_mail(:now)")
                .bind("now", now)
                .map(
                    (row, context) ->
                        new Mailbox(
                            new OrganisationId(row.getObject("organisation_id", UUID.class)),
                            new ProjectId(row.getObject("id", UUID.class))))
                .list());
  }

  /** Leases the next message that is due; its attempt is counted before it is made. */
  public Optional<Notification> claim(Mailbox mailbox, Instant now) {
    return database.transact(
        mailbox.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    UPDATE notifications SET attempts = attempts + 1, next_attempt_at = :lease
                    WHERE id = (SELECT id FROM notifications
                                WHERE project_id = :project AND state = 'pending' AND next_attempt_at <= :now
                                ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
                    RETURNING *
                    """)
                .bind("project", mailbox.project().value())
                .bind("lease", now.plus(LEASE))
                .bind("now", now)
                .map((row, context) -> Notification.read(row))
                .findOne());
  }

  public void sent(Mailbox mailbox, Notification notification, String detail, Instant now) {
    database.run(
        mailbox.scope(),
        handle -> {
          handle
              .createUpdate(
                  "UPDATE notifications SET state = 'sent', reason = NULL, sent_at = :now WHERE id = :id")
              .bind("now", now)
              .bind("id", notification.id())
              .execute();
          history(handle, mailbox, notification, now, Kind.NOTIFIED, "was mailed", detail);
        });
  }

  /** Plans the next attempt and notes why this one failed. */
  public void retry(Mailbox mailbox, Notification notification, String reason, Instant next) {
    database.run(
        mailbox.scope(),
        handle -> {
          handle
              .createUpdate(
                  "UPDATE notifications SET reason = :reason, next_attempt_at = :next WHERE id = :id")
              .bind("reason", reason)
              .bind("next", next)
              .bind("id", notification.id())
              .execute();
          Announcement.announce(handle, mailbox.project(), TOPICS);
        });
  }

  public void failed(Mailbox mailbox, Notification notification, String reason, Instant now) {
    database.run(
        mailbox.scope(),
        handle -> {
          handle
              .createUpdate(
                  "UPDATE notifications SET state = 'failed', reason = :reason WHERE id = :id")
              .bind("reason", reason)
              .bind("id", notification.id())
              .execute();
          history(
              handle,
              mailbox,
              notification,
              now,
              Kind.NOTIFICATION_FAILED,
              "was not mailed",
              reason);
        });
  }

  /** Holds what is due, because there is no server to send it through. */
  public void hold(Mailbox mailbox, String reason, Instant now) {
    database.run(
        mailbox.scope(),
        handle -> {
          List<Notification> held =
              handle
                  .createQuery(
                      """
                      UPDATE notifications SET state = 'held', reason = :reason
                      WHERE project_id = :project AND state = 'pending' AND next_attempt_at <= :now RETURNING *
                      """)
                  .bind("project", mailbox.project().value())
                  .bind("reason", reason)
                  .bind("now", now)
                  .map((row, context) -> Notification.read(row))
                  .list();
          for (Notification each : held) {
            history(handle, mailbox, each, now, Kind.NOTIFICATION_HELD, "is held", reason);
          }
          look(handle, mailbox.project(), now.plus(HOLD));
        });
  }

  /** Lets held messages go: there is a server now. */
  public void release(Mailbox mailbox, Instant now) {
    database.run(
        mailbox.scope(),
        handle -> {
          int released =
              handle
                  .createUpdate(
                      """
                      UPDATE notifications SET state = 'pending', reason = NULL, next_attempt_at = :now
                      WHERE project_id = :project AND state = 'held'
                      """)
                  .bind("project", mailbox.project().value())
                  .bind("now", now)
                  .execute();
          if (released > 0) {
            Announcement.announce(handle, mailbox.project(), TOPICS);
          }
        });
  }

  /** Makes held messages of all projects of an organisation due, after its settings changed. */
  public void wake(OrganisationId organisation, Instant now) {
    database.run(
        Scope.of(organisation),
        handle -> {
          List<UUID> projects =
              handle.createQuery("SELECT id FROM projects").mapTo(UUID.class).list();
          for (UUID id : projects) {
            ProjectId project = new ProjectId(id);
            Database.enter(handle, Scope.of(organisation, project));
            look(handle, project, now);
          }
        });
  }

  public List<Notification> list(
      Scope scope, Notification.@Nullable State state, @Nullable UUID before, int limit) {
    return database.transact(
        scope,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM notifications
                    WHERE (CAST(:state AS text) IS NULL OR state = :state)
                      AND (CAST(:before AS uuid) IS NULL OR id < CAST(:before AS uuid))
                    ORDER BY id DESC LIMIT :limit
                    """)
                .bind("state", state == null ? null : state.text())
                .bind("before", before)
                .bind("limit", limit)
                .map((row, context) -> Notification.read(row))
                .list());
  }

  static List<Notification> ofAlert(Handle handle, UUID alert) {
    return handle
        .createQuery("SELECT * FROM notifications WHERE alert_id = :alert ORDER BY id")
        .bind("alert", alert)
        .map((row, context) -> Notification.read(row))
        .list();
  }

  /** Puts one message for each recipient into the outbox, due at once. */
  static void enqueue(
      Handle handle,
      ProjectId project,
      UUID alert,
      List<String> recipients,
      AlertMail mail,
      Instant now) {
    for (String recipient : recipients) {
      handle
          .createUpdate(
              """
              INSERT INTO notifications (project_id, alert_id, channel, recipient, subject, body, state,
                                         next_attempt_at, created_at)
              VALUES (:project, :alert, :channel, :recipient, :subject, :body, 'pending', :now, :now)
              """)
          .bind("project", project.value())
          .bind("alert", alert)
          .bind("channel", Notification.Channel.EMAIL.text())
          .bind("recipient", recipient)
          .bind("subject", mail.subject())
          .bind("body", mail.body())
          .bind("now", now)
          .execute();
    }
  }

  private static void look(Handle handle, ProjectId project, Instant at) {
    handle
        .createUpdate(
            "UPDATE notifications SET next_attempt_at = :at WHERE project_id = :project AND state = 'held'")
        .bind("project", project.value())
        .bind("at", at)
        .execute();
  }

  private static void history(
      Handle handle,
      Mailbox mailbox,
      Notification notification,
      Instant at,
      Kind kind,
      String what,
      String detail) {
    AlertHistoryStore.write(
        handle,
        mailbox.project(),
        notification.alertId(),
        new AlertHistory(
            at,
            kind,
            null,
            "\"%s\" to %s %s. %s"
                .formatted(notification.subject(), notification.recipient(), what, detail)));
    Announcement.announce(handle, mailbox.project(), TOPICS);
  }
}
