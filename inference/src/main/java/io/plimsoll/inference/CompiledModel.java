package io.plimsoll.inference;

import io.plimsoll.inference.convert.CompiledGraph;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Patience;
import io.plimsoll.inference.tensor.Rows;
import io.plimsoll.inference.tensor.Signature;
import io.plimsoll.inference.tensor.Tensor;
import java.util.List;

/**
 * A Python model whose proved graph answers for it inside this JVM. A caller cannot tell it from
 * the original but by its speed.
 */
public final class CompiledModel implements Model {

  private final Resident<CompiledGraph> graph;
  private final Signature signature;
  private final Rows rows;
  private final boolean isQuick;

  /**
   * Makes it.
   *
   * @param isQuick whether calls are over before anybody could mind
   */
  CompiledModel(Resident<CompiledGraph> graph, Signature signature, Rows rows, boolean isQuick) {
    this.isQuick = isQuick;
    this.graph = graph;
    this.signature = signature;
    this.rows = rows;
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public Rows rows() {
    return rows;
  }

  @Override
  public List<Tensor> predict(List<Tensor> inputs, Patience patience) throws InferenceException {
    if (patience.isOver()) {
      throw patience.end();
    }
    List<Tensor> columns = CalledColumns.of(signature, inputs);
    return graph.use(patience, open -> open.predict(columns));
  }

  @Override
  public boolean answersAtOnce() {
    return graph.isOpen() && isQuick;
  }

  @Override
  public void close() {
    graph.close();
  }
}
