package io.plimsoll.inference.convert;

import io.plimsoll.inference.python.Worker;
import io.plimsoll.inference.python.WorkerReply;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the original answers to rows, a thousand at a time; a row that it refuses stands alone. */
final class Replay {

  private static final int BATCH = 1000;

  private Replay() {}

  /**
   * Rows that were asked about together.
   *
   * @param outputs empty if the original refused the one row
   * @param refusal the words of the refusal
   */
  record Segment(List<Tensor> columns, int rows, Optional<List<Tensor>> outputs, String refusal) {

    Segment {
      columns = List.copyOf(columns);
    }
  }

  static List<Segment> of(Worker original, List<Tensor> columns, int rows)
      throws InferenceException {
    List<Segment> segments = new ArrayList<>();
    for (int from = 0; from < rows; from += BATCH) {
      int count = Math.min(BATCH, rows - from);
      ask(original, slice(columns, from, count), count, segments);
    }
    return segments;
  }

  private static void ask(Worker original, List<Tensor> columns, int rows, List<Segment> segments)
      throws InferenceException {
    switch (original.ask(columns, rows)) {
      case WorkerReply.Answered(var answer) ->
          segments.add(new Segment(columns, rows, Optional.of(answer.outputs()), ""));
      case WorkerReply.Refused refused -> {
        if (rows == 1) {
          segments.add(new Segment(columns, 1, Optional.empty(), refused.message()));
        } else {
          int half = rows / 2;
          ask(original, slice(columns, 0, half), half, segments);
          ask(original, slice(columns, half, rows - half), rows - half, segments);
        }
      }
    }
  }

  /** The same with each row for itself. */
  static List<Segment> singles(List<Segment> segments) {
    List<Segment> singles = new ArrayList<>();
    for (Segment segment : segments) {
      for (int row = 0; row < segment.rows(); row++) {
        int at = row;
        singles.add(
            new Segment(
                slice(segment.columns(), at, 1),
                1,
                segment.outputs().map(outputs -> slice(outputs, at, 1)),
                segment.refusal()));
      }
    }
    return singles;
  }

  static List<Tensor> slice(List<Tensor> columns, int from, int count) {
    return columns.stream().map(column -> column.slice(from, count)).toList();
  }
}
