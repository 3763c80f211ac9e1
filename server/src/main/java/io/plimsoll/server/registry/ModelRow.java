package io.plimsoll.server.registry;

import io.plimsoll.server.platform.http.ProblemException;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The row of a model that has been deployed at least once. */
final class ModelRow {
  private ModelRow() {}

  /** The id of a model; its row stays unlocked. */
  static UUID require(Handle handle, ModelName model) {
    return id(handle, model, "");
  }

  /**
   * The id of a model. The lock makes moves of one model take turns, so that the history tells what
   * happened.
   */
  static UUID lock(Handle handle, ModelName model) {
    return id(handle, model, " FOR UPDATE");
  }

  private static UUID id(Handle handle, ModelName model, String locking) {
    return handle
        .createQuery("SELECT id FROM models WHERE name = :name" + locking)
        .bind("name", model.text())
        .mapTo(UUID.class)
        .findOne()
        .orElseThrow(() -> ProblemException.notFound("The model " + model));
  }
}
