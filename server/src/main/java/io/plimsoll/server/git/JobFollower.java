package io.plimsoll.server.git;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.jobs.JobGlance;
import io.plimsoll.server.jobs.JobId;
import io.plimsoll.server.jobs.JobQueue;
import io.plimsoll.server.jobs.JobSignals;
import io.plimsoll.server.jobs.JobState;
import io.plimsoll.server.jobs.JobStore;
import io.plimsoll.server.jobs.JobTicket;
import io.plimsoll.server.jobs.LogLine;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/**
 * Waits for a job on behalf of a push: sends it on its way when its turn comes, shows its log as it
 * grows, and cancels it when the person who pushed leaves.
 */
final class JobFollower {
  /** How long a job goes on without a sign of the process that waits for it. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration LOOK_INTERVAL = Duration.ofMillis(250);
  private static final Duration SIGN_INTERVAL = Duration.ofSeconds(3);
  private static final Duration OFFER_INTERVAL = Duration.ofSeconds(2);
  private static final int LINES_AT_ONCE = 1_000;

  private final JobStore jobs;
  private final JobQueue queue;
  private final JobSignals signals;
  private final Tenant tenant;
  private final JobId job;
  private final PushTerminal terminal;
  private final TurnCheck turn;

  private int shown;
  private long nextOffer = System.nanoTime();
  private boolean saidWaiting;
  private boolean cancelled;
  private long nextSign = System.nanoTime();

  JobFollower(
      JobStore jobs,
      JobQueue queue,
      JobSignals signals,
      Tenant tenant,
      JobId job,
      PushTerminal terminal,
      TurnCheck turn) {
    this.jobs = jobs;
    this.queue = queue;
    this.signals = signals;
    this.tenant = tenant;
    this.job = job;
    this.terminal = terminal;
    this.turn = turn;
  }

  /** Returns when the job is over and all of its log was shown. */
  JobGlance follow() throws IOException, InterruptedException, RefusedPushException {
    try (JobSignals.Watch watch = signals.watch(job)) {
      while (true) {
        giveSign();
        JobGlance glance = look();
        boolean hasMore = glance.lines().size() == LINES_AT_ONCE;
        if (glance.state().isFinal() && !hasMore) {
          return glance;
        }
        if (glance.state() == JobState.QUEUED) {
          sendOn(glance);
        }
        terminal.keepAlive();
        if (terminal.isGone()) {
          cancelOnce();
        }
        if (!hasMore) {
          watch.await(LOOK_INTERVAL);
        }
      }
    }
  }

  private JobGlance look() throws IOException {
    JobGlance glance =
        jobs.glance(tenant, job, shown, LINES_AT_ONCE)
            .orElseThrow(() -> new IllegalStateException("the job " + job + " was deleted"));
    for (LogLine line : glance.lines()) {
      terminal.line(String.format(Locale.ROOT, "%-12s %s", line.step(), line.text()));
      shown = line.n();
    }
    return glance;
  }

  private void sendOn(JobGlance glance) throws IOException, RefusedPushException {
    if (!glance.isFirstInLine()) {
      if (!saidWaiting) {
        saidWaiting = true;
        terminal.line("Another push to this model is being deployed; this one is next in line.");
      }
      return;
    }
    if (System.nanoTime() - nextOffer >= 0 && turn.isOurs()) {
      // Offered again now and then, because a process may have failed before it could claim the
      // job.
      queue.offer(new JobTicket(tenant.project(), job, glance.attempt()));
      nextOffer = System.nanoTime() + OFFER_INTERVAL.toNanos();
    }
  }

  private void giveSign() {
    if (!cancelled && System.nanoTime() - nextSign >= 0) {
      nextSign = System.nanoTime() + SIGN_INTERVAL.toNanos();
      jobs.keepAwaiting(tenant, job, PATIENCE);
    }
  }

  private void cancelOnce() {
    if (!cancelled) {
      cancelled = true;
      jobs.requestCancel(tenant, job, "Cancelled: the push was interrupted.");
    }
  }

  /** Makes sure that a push still fits when its turn comes. */
  @FunctionalInterface
  interface TurnCheck {
    /**
     * Whether the push before this one has come to its end; asked again until it has.
     *
     * @throws RefusedPushException if this one does not fit any more
     */
    boolean isOurs() throws IOException, RefusedPushException;
  }
}
