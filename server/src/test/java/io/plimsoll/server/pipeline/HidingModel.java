package io.plimsoll.server.pipeline;

import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** A model of which one version hides something in the log of its calls. */
final class HidingModel {
  private HidingModel() {}

  static void insert(Jdbi database, UUID project, String manifest) {
    database.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    WITH made AS (INSERT INTO models (project_id, name) VALUES (:project, 'flights')
                                  RETURNING id, project_id)
                    INSERT INTO model_versions (project_id, model_id, number, framework, engine, digest, size_bytes,
                                                manifest, signature, evidence, example_rows, commit_id,
                                                commit_message, created_by, job_id)
                    SELECT project_id, id, 1, 'onnx', 'jvm', 'd', 1, CAST(:manifest AS json), '{}', '{}', '[]', 'c',
                           'm', 'ada', uuidv7() FROM made
                    """)
                .bind("project", project)
                .bind("manifest", manifest)
                .execute());
  }
}
