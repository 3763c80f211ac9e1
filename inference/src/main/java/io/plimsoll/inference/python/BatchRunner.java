package io.plimsoll.inference.python;

import io.plimsoll.inference.python.WorkerReply.Answered;
import io.plimsoll.inference.python.WorkerReply.Refused;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Tensor;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Runs the calls of one model on its workers and learns from it how many may be run as one. No call
 * suffers from its neighbours: when a shared run fails, each of its calls is to be run alone, and
 * once the rows of an answer did not match, no calls share a run any more. Thread-safe.
 */
final class BatchRunner implements Pace {

  private final Consumer<String> log;
  private final DurationModel durations;
  private final AtomicBoolean sharing;
  private final LongAdder calls = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final LongAdder rows = new LongAdder();

  BatchRunner(Batching batching, Expectation expectation, Consumer<String> log) {
    this.log = log;
    this.durations = new DurationModel(batching.goal());
    this.sharing = new AtomicBoolean(batching.isOn());
    expectation.msByRows().forEach(durations::expect);
  }

  @Override
  public int rowLimit(int first) {
    return sharing.get() ? durations.limit(first) : first;
  }

  @Override
  public double expectedMs(int rows) {
    return durations.expectedMs(rows);
  }

  BatchCounts counts() {
    return new BatchCounts(calls.sum(), batches.sum(), rows.sum());
  }

  /**
   * Runs them as one. Afterwards each has its answer or its failure, except for those that are
   * returned: they have to be run again, alone.
   */
  List<PendingCall> run(Worker worker, List<PendingCall> together) {
    Batch batch = new Batch(together);
    count(batch);
    try {
      List<Tensor> columns = batch.columns();
      long began = System.nanoTime();
      return switch (worker.ask(columns, batch.rows())) {
        case Answered(WorkerAnswer answer) ->
            answered(batch, answer.outputs(), (System.nanoTime() - began) / 1e6);
        case Refused refused -> refused(batch, refused);
      };
    } catch (InferenceException e) {
      batch.fail(e);
    } catch (RuntimeException | Error bug) {
      // The callers wait on other threads, where it has to surface.
      batch.fail(bug);
    }
    return List.of();
  }

  private void count(Batch batch) {
    calls.add(batch.calls().size());
    batches.increment();
    rows.add(batch.rows());
  }

  private List<PendingCall> answered(Batch batch, List<Tensor> outputs, double ms) {
    if (batch.isMatchedBy(outputs)) {
      durations.observe(batch.rows(), ms);
      batch.answer(outputs);
      return List.of();
    }
    stopSharing("it answered " + batch.rows() + " rows with " + outputs);
    if (batch.isShared()) {
      return isolated(batch);
    }
    batch.answer(outputs);
    return List.of();
  }

  private List<PendingCall> refused(Batch batch, Refused refused) {
    if (refused.rowsDiffer()) {
      stopSharing(refused.message());
    }
    if (batch.isShared()) {
      durations.startSmall();
      return isolated(batch);
    }
    batch.fail(new InferenceException(Kind.FAILED, refused.message()));
    return List.of();
  }

  private static List<PendingCall> isolated(Batch batch) {
    batch.calls().forEach(PendingCall::isolate);
    return batch.calls();
  }

  private void stopSharing(String reason) {
    if (sharing.compareAndSet(true, false)) {
      log.accept("calls of this model are run one by one from now on: " + reason);
    }
  }
}
