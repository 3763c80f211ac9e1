package io.plimsoll.server.testing;

import io.agroal.api.AgroalDataSource;
import io.plimsoll.server.embedded.EmbeddedPostgres;
import io.plimsoll.server.embedded.PostgresSettings;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.database.DatabaseAddress;
import io.plimsoll.server.platform.database.Migrations;
import io.plimsoll.server.platform.database.OrganisationId;
import io.plimsoll.server.platform.database.Pools;
import io.plimsoll.server.platform.database.ProjectId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;

/**
 * A migrated, empty database of its own for a test, on one real PostgreSQL that is started with the
 * first and stopped with the JVM.
 */
public final class TestDatabase implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final DatabaseAddress address;
  private final AgroalDataSource pool;
  private final Database database;

  private TestDatabase(DatabaseAddress address) {
    this.address = address;
    this.pool = Pools.open(address, 8);
    this.database = new Database(pool);
  }

  public static TestDatabase create() {
    TestDatabase made = unmigrated();
    made.migrate();
    return made;
  }

  /** A database as it was with this migration, whose rows {@link #migrate} has to bring along. */
  public static TestDatabase asOf(String migration) {
    TestDatabase made = unmigrated();
    Flyway.configure()
        .dataSource(
            made.address.url(), made.address.owner().name(), made.address.owner().password())
        .locations("classpath:db/migration")
        .target(migration)
        .load()
        .migrate();
    return made;
  }

  private static TestDatabase unmigrated() {
    EmbeddedPostgres.Endpoint endpoint = Cluster.ENDPOINT;
    String name = "test_" + COUNT.incrementAndGet();
    DatabaseAddress address =
        new DatabaseAddress(
            endpoint.jdbcUrl(name),
            new DatabaseAddress.Login("plimsoll_app", "app"),
            new DatabaseAddress.Login("plimsoll_owner", "owner"));
    Migrations.prepareCluster(
        endpoint.jdbcUrl("postgres"),
        new DatabaseAddress.Login(endpoint.superuser(), endpoint.password()),
        address,
        name);
    return new TestDatabase(address);
  }

  /** Brings the schema up to date. */
  public void migrate() {
    new Migrations(address).apply();
  }

  /** The database as the server sees it: under row-level security. */
  public Database database() {
    return database;
  }

  public DatabaseAddress address() {
    return address;
  }

  public AgroalDataSource pool() {
    return pool;
  }

  /** Everything, as the owner of the schema: for arranging and for looking behind the policies. */
  public Jdbi owner() {
    return Jdbi.create(address.url(), address.owner().name(), address.owner().password());
  }

  /** A project in an organisation of its own. */
  public Tenant tenant(String organisation, String project) {
    return owner()
        .withHandle(
            handle -> {
              UUID organisationId =
                  handle
                      .createQuery(
                          "INSERT INTO organisations (slug, name) VALUES (:slug, :slug) RETURNING id")
                      .bind("slug", organisation)
                      .mapTo(UUID.class)
                      .one();
              UUID projectId =
                  handle
                      .createQuery(
                          """
                          INSERT INTO projects (organisation_id, slug, name)
                          VALUES (:organisation, :slug, :slug) RETURNING id
                          """)
                      .bind("organisation", organisationId)
                      .bind("slug", project)
                      .mapTo(UUID.class)
                      .one();
              return new Tenant(
                  new OrganisationId(organisationId),
                  organisation,
                  new ProjectId(projectId),
                  project);
            });
  }

  @Override
  public void close() {
    pool.close();
  }

  /** Started when the first test asks. */
  private static final class Cluster {
    static final EmbeddedPostgres.Endpoint ENDPOINT = start();

    private static EmbeddedPostgres.Endpoint start() {
      try {
        Path directory = Files.createTempDirectory(Path.of("target"), "postgres-");
        EmbeddedPostgres postgres =
            EmbeddedPostgres.start(
                directory.toAbsolutePath(),
                PostgresSettings.defaults()
                    .withBinaries(Path.of("target", "postgres-binaries").toAbsolutePath()));
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
        return postgres.endpoint();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
