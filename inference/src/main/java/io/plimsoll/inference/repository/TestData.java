package io.plimsoll.inference.repository;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of test_data.json: named, or plain lists of values in the model's own order.
 *
 * @param rows rows by feature name; empty if the file holds lists
 * @param matrix rows as lists; empty if the file names the features
 */
public record TestData(
    List<Map<String, @Nullable Object>> rows, List<List<@Nullable Object>> matrix) {

  public TestData {
    rows = List.copyOf(rows);
    matrix = List.copyOf(matrix);
    if (rows.isEmpty() == matrix.isEmpty()) {
      throw new IllegalArgumentException("test data is either named or plain, and never empty");
    }
  }

  public int size() {
    return rows.size() + matrix.size();
  }

  /** Names of the features in the order of the first row; empty for plain lists. */
  public List<String> names() {
    return rows.isEmpty() ? List.of() : List.copyOf(rows.getFirst().keySet());
  }
}
