package io.plimsoll.server.deploy;

import io.plimsoll.inference.convert.CompiledForm;
import io.plimsoll.server.platform.blobs.Digest;
import io.plimsoll.server.registry.Evidence;
import java.util.Optional;

/**
 * What came of the step {@code compile}.
 *
 * @param graph what the JVM serves; empty if the model stays what it was
 * @param evidence how it was tried; empty for a model that is ONNX already
 */
record Compiled(Optional<Graph> graph, Optional<Evidence.Compilation> evidence) {

  /** A proved graph as a blob, and how it is called. */
  record Graph(Digest file, CompiledForm form) {}
}
