package io.plimsoll.server.git.webhook;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.crypto.SecretBox;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.database.OrganisationId;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.database.Scope;
import io.plimsoll.server.registry.ModelName;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Connected repositories; their secrets are sealed, each for its own row. */
@ApplicationScoped
public class ConnectedRepositoryStore {
  private final Database database;
  private final SecretBox secrets;

  public ConnectedRepositoryStore(Database database, SecretBox secrets) {
    this.database = database;
    this.secrets = secrets;
  }

  /** The repository of a webhook's address, asked before it is known whose it is. */
  Optional<ConnectedRepository> findById(UUID id) {
    Optional<Tenant> tenant =
        database.transact(
            Scope.NONE,
            handle ->
                handle
                    .createQuery("SELECT * FROM gate_connected_repository(:id)")
                    .bind("id", id)
                    .map((row, context) -> tenant(row))
                    .findOne());
    return tenant.flatMap(
        owner ->
            database.transact(
                owner.scope(),
                handle ->
                    handle
                        .createQuery("SELECT * FROM connected_repositories WHERE id = :id")
                        .bind("id", id)
                        .map((row, context) -> read(row, owner))
                        .findOne()));
  }

  Optional<ConnectedRepository> find(Tenant tenant, ModelName model) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery("SELECT * FROM connected_repositories WHERE model = :model")
                .bind("model", model.text())
                .map((row, context) -> read(row, tenant))
                .findOne());
  }

  /** All of a project, by the names of their models. */
  List<ConnectedRepository> list(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery("SELECT * FROM connected_repositories ORDER BY model")
                .map((row, context) -> read(row, tenant))
                .list());
  }

  /** Writes a repository; another one of the same model is replaced, and its deliveries with it. */
  void save(ConnectedRepository repository) {
    database.run(
        repository.tenant().scope(),
        handle -> {
          handle
              .createUpdate("DELETE FROM connected_repositories WHERE model = :model AND id <> :id")
              .bind("model", repository.model().text())
              .bind("id", repository.id())
              .execute();
          handle
              .createUpdate(
                  """
                  INSERT INTO connected_repositories (id, project_id, model, provider, url, branch, sealed_secret,
                                                      sealed_token, created_at, created_by)
                  VALUES (:id, :project, :model, :provider, :url, :branch, :secret, :token, :at, :by)
                  ON CONFLICT (id) DO UPDATE SET branch = excluded.branch, sealed_secret = excluded.sealed_secret,
                    sealed_token = excluded.sealed_token
                  """)
              .bind("id", repository.id())
              .bind("project", repository.tenant().project().value())
              .bind("model", repository.model().text())
              .bind("provider", repository.provider().text())
              .bind("url", repository.url().toString())
              .bind("branch", repository.branch())
              .bind("secret", secrets.seal(repository.secret(), context(repository.id(), "secret")))
              .bind(
                  "token",
                  repository
                      .token()
                      .map(token -> secrets.seal(token, context(repository.id(), "token")))
                      .orElse(null))
              .bind("at", repository.createdAt())
              .bind("by", repository.createdBy())
              .execute();
        });
  }

  /** Forgets a repository; false if the model has none. */
  boolean delete(Tenant tenant, ModelName model) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                    .createUpdate("DELETE FROM connected_repositories WHERE model = :model")
                    .bind("model", model.text())
                    .execute()
                == 1);
  }

  private ConnectedRepository read(ResultSet row, Tenant tenant) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    byte[] token = row.getBytes("sealed_token");
    return new ConnectedRepository(
        id,
        tenant,
        new ModelName(row.getString("model")),
        Provider.parse(row.getString("provider")),
        new RepositoryUrl(URI.create(row.getString("url"))),
        row.getString("branch"),
        secrets.unseal(row.getBytes("sealed_secret"), context(id, "secret")),
        Optional.ofNullable(token).map(kept -> secrets.unseal(kept, context(id, "token"))),
        Columns.instant(row, "created_at"),
        row.getString("created_by"));
  }

  private static String context(UUID id, String kind) {
    return "connected-repository:" + id + ":" + kind;
  }

  private static Tenant tenant(ResultSet row) throws SQLException {
    return new Tenant(
        new OrganisationId(row.getObject("organisation_id", UUID.class)),
        row.getString("organisation_slug"),
        new ProjectId(row.getObject("project_id", UUID.class)),
        row.getString("project_slug"));
  }
}
