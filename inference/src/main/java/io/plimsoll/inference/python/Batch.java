package io.plimsoll.inference.python;

import io.plimsoll.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls that are run as one: their rows lie one after another, in the order of the calls, and the
 * answer is cut at the same places.
 */
record Batch(List<PendingCall> calls) {

  Batch {
    calls = List.copyOf(calls);
  }

  boolean isShared() {
    return calls.size() > 1;
  }

  int rows() {
    return calls.stream().mapToInt(PendingCall::rows).sum();
  }

  List<Tensor> columns() {
    List<Tensor> first = calls.getFirst().columns();
    if (!isShared()) {
      return first;
    }
    List<Tensor> columns = new ArrayList<>(first.size());
    for (int i = 0; i < first.size(); i++) {
      int column = i;
      columns.add(
          Tensor.concatenate(calls.stream().map(call -> call.columns().get(column)).toList()));
    }
    return columns;
  }

  /** Whether each output has one row for each row that was asked about. */
  boolean isMatchedBy(List<Tensor> outputs) {
    int rows = rows();
    return outputs.stream().allMatch(output -> output.rank() > 0 && output.rows() == rows);
  }

  /** Gives each call its rows of the outputs. */
  void answer(List<Tensor> outputs) {
    if (!isShared()) {
      calls.getFirst().answer(outputs);
      return;
    }
    int from = 0;
    for (PendingCall call : calls) {
      int begin = from;
      call.answer(outputs.stream().map(output -> output.slice(begin, call.rows())).toList());
      from += call.rows();
    }
  }

  void fail(Throwable reason) {
    calls.forEach(call -> call.fail(reason));
  }
}
