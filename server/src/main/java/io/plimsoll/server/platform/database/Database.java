package io.plimsoll.server.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The only way to the database: a transaction that has stated its {@link Scope} before the first
 * statement runs. What the work throws rolls the transaction back and reaches the caller unchanged.
 * Thread-safe; blocks.
 */
public final class Database {
  private final Jdbi jdbi;

  public Database(DataSource pool) {
    this.jdbi =
        Jdbi.create(pool)
            .registerArrayType(String.class, "text")
            .registerArgument(new InstantArgument());
  }

  /** Runs {@code work} in one transaction under {@code scope}. */
  public <T> T transact(Scope scope, Function<Handle, T> work) {
    try {
      return jdbi.inTransaction(
          handle -> {
            enter(handle, scope);
            return work.apply(handle);
          });
    } catch (ConnectionException away) {
      throw new DatabaseAwayException(away);
    }
  }

  /**
   * As {@link #transact}, for work that must not hang on a network that swallows what it is given:
   * the connection is given up when a statement is not answered within {@code limit}.
   */
  public <T> T transactWithin(Duration limit, Scope scope, Function<Handle, T> work) {
    try {
      return jdbi.withHandle(
          handle -> {
            Connection connection = handle.getConnection();
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(limit.toMillis()));
            try {
              return handle.inTransaction(
                  entered -> {
                    enter(entered, scope);
                    return work.apply(entered);
                  });
            } finally {
              restore(connection, before);
            }
          });
    } catch (ConnectionException away) {
      throw new DatabaseAwayException(away);
    } catch (SQLException broken) {
      throw new DatabaseAwayException(broken);
    }
  }

  private static void restore(Connection connection, int timeoutMillis) {
    try {
      connection.setNetworkTimeout(Runnable::run, timeoutMillis);
    } catch (SQLException broken) {
      // Such a connection does not go back to its pool, and what broke it is on its way already.
      return;
    }
  }

  /** As {@link #transact}, for work without a result. */
  public void run(Scope scope, Consumer<Handle> work) {
    Object unused =
        transact(
            scope,
            handle -> {
              work.accept(handle);
              return true;
            });
  }

  /**
   * States {@code scope} for the rest of the handle's transaction. For work that crosses tenants
   * one after another in a single transaction, as the pipeline's does.
   */
  public static void enter(Handle handle, Scope scope) {
    handle
        .createQuery(
            """
            SELECT set_config('plimsoll.organisation', :organisation, true)
                || set_config('plimsoll.project', :project, true)
                || set_config('plimsoll.person', :person, true)
            """)
        .bind("organisation", scope.organisation().map(OrganisationId::toString).orElse(""))
        .bind("project", scope.project().map(ProjectId::toString).orElse(""))
        .bind("person", scope.person().map(PersonId::toString).orElse(""))
        .mapTo(String.class)
        .one();
  }
}
