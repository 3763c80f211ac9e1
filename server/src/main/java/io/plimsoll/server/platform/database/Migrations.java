package io.plimsoll.server.platform.database;

import io.plimsoll.server.platform.config.ConfigException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;

/**
 * Brings the schema up to date, as the owner, before any role starts. Several processes may start
 * at once: Flyway takes a lock.
 */
public final class Migrations {
  /** The class of SQL states of a wrong name or password. */
  private static final String WRONG_CREDENTIALS = "28";

  private final DatabaseAddress address;

  public Migrations(DatabaseAddress address) {
    this.address = address;
  }

  /**
   * Applies what is missing.
   *
   * @throws ConfigException if the database lets one of the two roles not in, or if the server's
   *     role could bypass row-level security; nothing is changed then
   */
  public void apply() {
    try (Connection owner = connect(address.owner(), "database.ownerPassword")) {
      refuseRoleThatSeesAll(owner);
      connect(address.user(), "database.password").close();
    } catch (SQLException failure) {
      throw new IllegalStateException("cannot read the roles of " + address.url(), failure);
    }
    Flyway.configure()
        .dataSource(address.url(), address.owner().name(), address.owner().password())
        .locations("classpath:db/migration")
        .validateMigrationNaming(true)
        .load()
        .migrate();
  }

  private void refuseRoleThatSeesAll(Connection connection) throws SQLException {
    String name = address.user().name();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = ?")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw new ConfigException(
              "database.user: the database has no role \"%s\"; create it: CREATE ROLE %s LOGIN PASSWORD '...' NOBYPASSRLS."
                  .formatted(name, name));
        }
        if (row.getBoolean(1) || name.equals(address.owner().name())) {
          throw new ConfigException(
              "database.user: the role \"%s\" can bypass row-level security; give the server a plain role of its own."
                  .formatted(name));
        }
      }
    }
  }

  private Connection connect(DatabaseAddress.Login login, String passwordKey) {
    try {
      return DriverManager.getConnection(address.url(), login.name(), login.password());
    } catch (SQLException failure) {
      String state = String.valueOf(failure.getSQLState());
      String key = state.startsWith(WRONG_CREDENTIALS) ? passwordKey : "database.url";
      throw new ConfigException(
          "%s: PostgreSQL at %s does not let %s in: %s"
              .formatted(key, address.url(), login, failure.getMessage()));
    }
  }

  /**
   * Creates the owner, the server's role and the database where they are missing, as the superuser
   * of an own cluster.
   */
  public static void prepareCluster(
      String adminUrl, DatabaseAddress.Login superuser, DatabaseAddress address, String database) {
    try (Connection connection =
            DriverManager.getConnection(adminUrl, superuser.name(), superuser.password());
        Statement statement = connection.createStatement()) {
      ensureRole(connection, statement, address.owner());
      ensureRole(connection, statement, address.user());
      try (ResultSet row =
          statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + database + "'")) {
        if (row.next()) {
          return;
        }
      }
      statement.execute("CREATE DATABASE " + database + " OWNER " + address.owner().name());
    } catch (SQLException failure) {
      throw new IllegalStateException("cannot prepare the embedded database", failure);
    }
  }

  private static void ensureRole(
      Connection connection, Statement statement, DatabaseAddress.Login login) throws SQLException {
    String password =
        connection.unwrap(org.postgresql.PGConnection.class).escapeLiteral(login.password());
    boolean exists;
    try (ResultSet row =
        statement.executeQuery("SELECT 1 FROM pg_roles WHERE rolname = '" + login.name() + "'")) {
      exists = row.next();
    }
    // Role names are constants of the server; the password is quoted by the driver.
    statement.execute(
        (exists ? "ALTER" : "CREATE")
            + " ROLE "
            + login.name()
            + " LOGIN NOBYPASSRLS PASSWORD '"
            + password
            + "'");
  }
}
