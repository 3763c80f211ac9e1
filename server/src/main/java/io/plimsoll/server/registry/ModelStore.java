package io.plimsoll.server.registry;

import com.fasterxml.jackson.core.type.TypeReference;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.blobs.Digest;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Models and their versions. A version is written once and never changed. */
@ApplicationScoped
public class ModelStore {
  /** The topic under which any change of a project's models is announced. */
  public static final String TOPIC = "models";

  /** What {@link #served} reads. */
  static final String SERVED_COLUMNS =
      """
      m.name, v.id, v.number, v.digest, v.compiled_digest, v.manifest, v.framework, v.environment_digest,
      v.evidence #>> '{environment,requirements}' AS requirements,
      coalesce(v.evidence #> '{environment,lock}', '[]') AS lock,
      v.evidence #>> '{environment,python}' AS asked_python
      """;

  private static final TypeReference<List<String>> LOCK = new TypeReference<>() {};

  private static final String SERVED =
      "SELECT " + SERVED_COLUMNS + "FROM model_versions v JOIN models m ON m.id = v.model_id ";

  private final Database database;
  private final InstantSource clock;

  public ModelStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Adds a version with the next number, and the model with the first one. A job that asks a second
   * time, because its first run was cut off, finds the version that it made then.
   */
  public VersionRef addVersion(Tenant tenant, ModelName model, NewVersion version) {
    return database.transact(
        tenant.scope(),
        handle -> {
          UUID modelId = ensure(handle, tenant, model);
          Optional<VersionRef> earlier = findByJob(handle, modelId, version.job());
          if (earlier.isPresent()) {
            return earlier.get();
          }
          VersionRef added = insert(handle, tenant, modelId, version);
          Announcement.announce(handle, tenant.project(), Set.of(TOPIC));
          return added;
        });
  }

  /** The name of a model that has been deployed; any other is missing. */
  public ModelName require(Tenant tenant, String model) {
    ModelName name = ModelName.require(model);
    database.run(tenant.scope(), handle -> ModelRow.require(handle, name));
    return name;
  }

  /** The newest versions first. */
  public List<Version> versions(Tenant tenant, ModelName model, int limit) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(VersionRow.QUERY)
                .bind("model", model.text())
                .bind("limit", limit)
                .map((row, context) -> VersionRow.read(row))
                .list());
  }

  /** What production points at, for each model of the project. */
  public List<ServedVersion> productionVersions(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    SERVED
                        + "JOIN aliases a ON a.version_id = v.id AND a.name = 'production' ORDER BY"
                        + " m.name")
                .map((row, context) -> served(tenant, row))
                .list());
  }

  /** What the environments beside production point at. */
  public List<ServedEnvironment> environmentVersions(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    "SELECT a.name AS environment, "
                        + SERVED_COLUMNS
                        + """
                        FROM model_versions v JOIN models m ON m.id = v.model_id
                        JOIN aliases a ON a.version_id = v.id AND a.name <> 'production'
                        ORDER BY m.name, a.name
                        """)
                .map(
                    (row, context) ->
                        new ServedEnvironment(
                            Environment.parse(row.getString("environment")), served(tenant, row)))
                .list());
  }

  /** One version, whether or not something points at it. */
  public Optional<ServedVersion> findServed(Tenant tenant, ModelName model, int number) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(SERVED + "WHERE m.name = :model AND v.number = :number")
                .bind("model", model.text())
                .bind("number", number)
                .map((row, context) -> served(tenant, row))
                .findOne());
  }

  static ServedVersion served(Tenant tenant, ResultSet row) throws SQLException {
    return new ServedVersion(
        tenant.project(),
        row.getString("name"),
        row.getObject("id", UUID.class),
        row.getInt("number"),
        new Digest(row.getString("digest")),
        Optional.ofNullable(row.getString("compiled_digest")).map(Digest::new),
        row.getString("manifest"),
        row.getString("framework"),
        Optional.ofNullable(row.getString("environment_digest")),
        Optional.ofNullable(row.getString("requirements")),
        Columns.json(row, "lock", LOCK),
        Optional.ofNullable(row.getString("asked_python")));
  }

  /** The model's id; its row stays locked, so that numbers are given out one by one. */
  private static UUID ensure(Handle handle, Tenant tenant, ModelName model) {
    handle
        .createUpdate(
            "INSERT INTO models (project_id, name) VALUES (:project, :name) ON CONFLICT DO NOTHING")
        .bind("project", tenant.project().value())
        .bind("name", model.text())
        .execute();
    return handle
        .createQuery("SELECT id FROM models WHERE name = :name FOR UPDATE")
        .bind("name", model.text())
        .mapTo(UUID.class)
        .one();
  }

  private static Optional<VersionRef> findByJob(Handle handle, UUID model, UUID job) {
    return handle
        .createQuery(
            "SELECT id, number FROM model_versions WHERE model_id = :model AND job_id = :job")
        .bind("model", model)
        .bind("job", job)
        .map(
            (row, context) -> new VersionRef(row.getObject("id", UUID.class), row.getInt("number")))
        .findOne();
  }

  private VersionRef insert(Handle handle, Tenant tenant, UUID model, NewVersion version) {
    return handle
        .createQuery(
            """
            INSERT INTO model_versions (project_id, model_id, number, framework, engine, digest, compiled_digest, size_bytes,
              environment_digest, python, manifest, signature, evidence, example_rows,
              commit_id, commit_message, created_at, created_by, job_id)
            SELECT :project, :model, coalesce(max(number), 0) + 1, :framework, :engine, :digest, :compiled, :size,
              :environment, :python, :manifest::json, :signature::json, :evidence::json, :examples::json,
              :commit, :message, :now, :by, :job
            FROM model_versions WHERE model_id = :model
            RETURNING id, number
            """)
        .bind("project", tenant.project().value())
        .bind("model", model)
        .bind("framework", version.framework())
        .bind("engine", version.engine().text())
        .bind("digest", version.files().hex())
        .bind("compiled", version.compiled() == null ? null : version.compiled().hex())
        .bind("size", version.sizeBytes())
        .bind("environment", version.environmentDigest())
        .bind("python", version.python())
        .bind("manifest", version.manifest())
        .bind("signature", write(version.signature()))
        .bind("evidence", write(version.evidence()))
        .bind("examples", write(version.exampleRows()))
        .bind("commit", version.commit())
        .bind("message", version.commitMessage())
        .bind("now", clock.instant())
        .bind("by", version.createdBy())
        .bind("job", version.job())
        .map(
            (row, context) -> new VersionRef(row.getObject("id", UUID.class), row.getInt("number")))
        .one();
  }

  private static String write(Object value) {
    // PostgreSQL refuses the escaped character zero that a model's answer might hold.
    return Columns.json(value).replace("\\u0000", "\\ufffd");
  }
}
