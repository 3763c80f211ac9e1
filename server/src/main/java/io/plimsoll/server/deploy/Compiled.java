package io.plimsoll.server.deploy;

import io.plimsoll.inference.LatencyCard;
import io.plimsoll.inference.ModelManifest;
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

  /** What was measured of whatever serves the version. */
  LatencyCard card(Prepared prepared) {
    return graph.map(Graph::card).orElse(prepared.probe().card());
  }

  /** What serves the version is opened by this. */
  ModelManifest manifest(Prepared prepared) {
    ModelManifest probed = prepared.probe().manifest();
    return graph.map(each -> probed.withCompiled(each.form()).withCard(each.card())).orElse(probed);
  }

  /** A proved graph as a blob, how it is called, and how fast it is. */
  record Graph(Digest file, CompiledForm form, LatencyCard card) {}
}
