package io.plimsoll.server.monitor.mail;

import io.plimsoll.server.platform.crypto.SecretBox;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.database.OrganisationId;
import io.plimsoll.server.platform.database.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The mail server of an organisation; its password is sealed to that organisation. */
@ApplicationScoped
public class SmtpSettingsStore {
  private final Database database;
  private final SecretBox secrets;

  public SmtpSettingsStore(Database database, SecretBox secrets) {
    this.database = database;
    this.secrets = secrets;
  }

  public Optional<SmtpServer> find(OrganisationId organisation) {
    return database.transact(
        Scope.of(organisation),
        handle ->
            handle
                .createQuery("SELECT * FROM smtp_settings")
                .map((row, context) -> read(row, organisation))
                .findOne());
  }

  public void save(OrganisationId organisation, SmtpServer server, Instant at) {
    byte[] sealed =
        server.password().isEmpty()
            ? null
            : secrets.seal(server.password(), organisation.toString());
    database.run(
        Scope.of(organisation),
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO smtp_settings (organisation_id, host, port, security, username, sealed_password,
                                               sender, updated_at)
                    VALUES (:organisation, :host, :port, :security, :username, :password, :sender, :at)
                    ON CONFLICT (organisation_id) DO UPDATE SET
                      host = excluded.host, port = excluded.port, security = excluded.security,
                      username = excluded.username, sealed_password = excluded.sealed_password,
                      sender = excluded.sender, updated_at = excluded.updated_at
                    """)
                .bind("organisation", organisation.value())
                .bind("host", server.host())
                .bind("port", server.port())
                .bind("security", server.security().text())
                .bind("username", server.username().orElse(null))
                .bind("password", sealed)
                .bind("sender", server.from())
                .bind("at", at)
                .execute());
  }

  /** Forgets the settings; false if there were none. */
  public boolean delete(OrganisationId organisation) {
    return database.transact(
        Scope.of(organisation),
        handle -> handle.createUpdate("DELETE FROM smtp_settings").execute() == 1);
  }

  private SmtpServer read(ResultSet row, OrganisationId organisation) throws SQLException {
    byte[] sealed = row.getBytes("sealed_password");
    return new SmtpServer(
        row.getString("host"),
        row.getInt("port"),
        SmtpServer.Security.parse(row.getString("security")),
        Optional.ofNullable(row.getString("username")),
        sealed == null ? "" : secrets.unseal(sealed, organisation.toString()),
        row.getString("sender"));
  }
}
