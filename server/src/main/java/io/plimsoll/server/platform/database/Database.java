package io.plimsoll.server.platform.database;

import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
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
    return jdbi.inTransaction(
        handle -> {
          enter(handle, scope);
          return work.apply(handle);
        });
  }

  /** As {@link #transact}, for work without a result. */
  public void run(Scope scope, Consumer<Handle> work) {
    jdbi.useTransaction(
        handle -> {
          enter(handle, scope);
          work.accept(handle);
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
