package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Who is mailed about a project's alerts. */
@ApplicationScoped
public class RecipientStore {
  private final Database database;

  public RecipientStore(Database database) {
    this.database = database;
  }

  /** The addresses that were chosen; none means the owners and admins of the organisation. */
  List<String> list(Tenant tenant) {
    return database.transact(tenant.scope(), RecipientStore::chosen);
  }

  void replace(Tenant tenant, Collection<String> emails) {
    database.run(
        tenant.scope(),
        handle -> {
          handle
              .createUpdate("DELETE FROM alert_recipients WHERE project_id = :project")
              .bind("project", tenant.project().value())
              .execute();
          for (String email : emails) {
            handle
                .createUpdate(
                    "INSERT INTO alert_recipients (project_id, email) VALUES (:project, :email)")
                .bind("project", tenant.project().value())
                .bind("email", email)
                .execute();
          }
          Announcement.announce(handle, tenant.project(), Set.of("alerts"));
        });
  }

  /** The addresses to mail to now; the handle's scope must name the organisation too. */
  static List<String> effective(Handle handle) {
    List<String> chosen = chosen(handle);
    if (!chosen.isEmpty()) {
      return chosen;
    }
    return handle
        .createQuery(
            """
            SELECT p.email FROM memberships m JOIN people p ON p.id = m.person_id
            WHERE m.role IN ('owner', 'admin') AND p.password_hash IS NOT NULL ORDER BY p.email
            """)
        .mapTo(String.class)
        .list();
  }

  private static List<String> chosen(Handle handle) {
    return handle
        .createQuery("SELECT email FROM alert_recipients ORDER BY email")
        .mapTo(String.class)
        .list();
  }
}
