package io.plimsoll.server.jobs;

import io.plimsoll.server.platform.blobs.Digest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * One run of a job, for the code that does its work: steps that show as they begin and end, a log,
 * and a way to be stopped. Steps run on the thread of the caller; {@link #log} may be called from
 * any. While the run is open, a {@link RunKeeper} renews the lease, writes the log and listens for
 * a cancellation.
 */
public final class JobRun implements AutoCloseable {
  private final RunStore store;
  private final Assignment assignment;
  private final RunKeeper keeper;
  private final List<StepReport> reports = new ArrayList<>();
  private volatile String current;
  private @Nullable String detail;

  public JobRun(
      RunStore store,
      Assignment assignment,
      String firstStep,
      Duration timeout,
      InstantSource clock) {
    this.store = store;
    this.assignment = assignment;
    this.current = firstStep;
    this.keeper = new RunKeeper(store, assignment, timeout, clock);
    keeper.start();
  }

  public Assignment assignment() {
    return assignment;
  }

  /** Runs one step, unless the run has to stop. */
  public <T> T step(String name, Callable<T> body) throws Exception {
    check();
    current = name;
    detail = null;
    store.startStep(assignment, name);
    long begin = System.nanoTime();
    try {
      T result = body.call();
      check();
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      log("done in " + Durations.text(took));
      keeper.flush();
      store.finishStep(assignment, name, StepState.SUCCEEDED, detail);
      reports.add(new StepReport(name, took.toMillis(), detail == null ? "" : detail));
      return result;
    } catch (StepFailedException failure) {
      keeper.flush();
      store.finishStep(assignment, name, StepState.FAILED, failure.getMessage());
      throw failure;
    }
  }

  /** Adds a line, or several, to the log of the current step. */
  public void log(String text) {
    keeper.log(current, text);
  }

  /** Says in a short sentence what came out of the current step, in the log and beside the step. */
  public void conclude(String sentence) {
    detail = sentence;
    log(sentence);
  }

  /**
   * Runs {@code work} so that a cancellation or the time limit interrupts its thread. Work that
   * talks to the database must stay outside: an interrupt would break its connection.
   */
  public <T> T interruptibly(Callable<T> work) throws Exception {
    keeper.enterInterruptible();
    try {
      return work.call();
    } catch (Exception failure) {
      check();
      throw failure;
    } finally {
      keeper.leaveInterruptible();
    }
  }

  /** Returns if the run may go on. */
  public void check() throws StoppedException {
    keeper.check();
  }

  /** Notes which files the job fetched. */
  public void assignSource(Digest source) {
    store.assignSource(assignment, source);
  }

  /** The steps that succeeded so far. */
  public List<StepReport> reports() {
    return List.copyOf(reports);
  }

  /** Ends the job. The run stays open for nothing more than {@link #close}. */
  public void finish(JobOutcome outcome) {
    keeper.flush();
    store.finish(assignment, outcome);
  }

  /** Gives the job back to be tried again later. */
  public void putOff(Duration delay) {
    keeper.flush();
    store.putOff(assignment, delay);
  }

  @Override
  public void close() {
    keeper.close();
  }

  /** How long a step took and what came out of it. */
  public record StepReport(String name, long durationMs, String detail) {}
}
