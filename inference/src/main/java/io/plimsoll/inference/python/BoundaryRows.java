package io.plimsoll.inference.python;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Tensor;
import java.io.IOException;
import java.util.List;

/**
 * Rows beside the splits of a tree ensemble.
 *
 * @param columns the rows as a call takes them; empty without rows
 * @param splits how many splits the trees have in all
 * @param tested how many of them have rows on both sides
 * @param reached of how many the rows are known to come to the split
 */
public record BoundaryRows(List<Tensor> columns, int rows, int splits, int tested, int reached) {

  public BoundaryRows {
    columns = List.copyOf(columns);
  }

  static BoundaryRows of(WorkerFrame frame) throws InferenceException, IOException {
    JsonNode header = frame.header();
    int rows = header.path("rows").asInt();
    return new BoundaryRows(
        rows == 0 ? List.of() : frame.columns(),
        rows,
        header.path("splits").asInt(),
        header.path("tested").asInt(),
        header.path("reached").asInt());
  }
}
