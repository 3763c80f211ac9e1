package io.plimsoll.server.serving;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Rows;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.registry.LoggedFields;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks a shadow what production was asked, after production has answered. It never blocks the
 * caller's thread and never fails a call: a copy for which there is no room is dropped and counted,
 * and what the shadow answers, or how it fails, goes into the log alone.
 */
@Singleton
public class Shadows {
  private static final Logger LOG = Logger.getLogger(Shadows.class);
  private static final int UNDER_WAY = 64;
  private static final int MOST_ROWS = 1_000;

  private final Router router;
  private final InferenceLog log;
  private final Semaphore room = new Semaphore(UNDER_WAY);
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final Counter dropped;

  public Shadows(Router router, InferenceLog log, MeterRegistry meters) {
    this.router = router;
    this.log = log;
    this.dropped =
        Counter.builder("plimsoll.serving.shadow.dropped")
            .description("Copies of calls that a shadow was not asked, for want of room")
            .register(meters);
  }

  /**
   * A call that production has answered: when it began, under which ids its rows are logged, and
   * what of them may be kept.
   */
  private record Answered(Predictor.Input input, Instant at, List<UUID> ids, LoggedFields fields) {}

  /**
   * Asks the shadow of the version that has answered a call, and the one that it is compared with,
   * as far as there are such and the call is drawn for them.
   *
   * @param ids the predictions as which the rows are logged
   */
  void offer(
      ProjectId project,
      LoadedVersion answeredBy,
      Predictor.Input input,
      Instant at,
      List<UUID> ids) {
    Route route = router.routeOf(project, answeredBy);
    if (route == null) {
      return;
    }
    LoadedVersion shadow = drawn(route.shadow());
    LoadedVersion mirror = drawn(route.mirror(answeredBy));
    if (shadow == null && mirror == null) {
      return;
    }
    Answered call = new Answered(input, at, ids, answeredBy.loggedFields());
    if (shadow != null) {
      copy(project, shadow, call);
    }
    if (mirror != null && mirror != shadow) {
      copy(project, mirror, call);
    }
  }

  private static @Nullable LoadedVersion drawn(Route.@Nullable Shadow shadow) {
    if (shadow == null || ThreadLocalRandom.current().nextInt(1_000) >= shadow.perMille()) {
      return null;
    }
    return shadow.version();
  }

  private void copy(ProjectId project, LoadedVersion version, Answered call) {
    if (call.ids.size() > MOST_ROWS || !room.tryAcquire()) {
      dropped.increment();
      return;
    }
    try {
      workers.execute(
          () -> {
            try {
              ask(project, version, call);
            } finally {
              room.release();
            }
          });
    } catch (RejectedExecutionException stopping) {
      room.release();
      dropped.increment();
    }
  }

  private void ask(ProjectId project, LoadedVersion version, Answered call) {
    if (!version.hold()) {
      dropped.increment();
      return;
    }
    long started = System.nanoTime();
    try {
      List<Tensor> inputs = call.input().tensors(version);
      List<Tensor> outputs = version.model().predict(inputs);
      double millis = (System.nanoTime() - started) / 1e6;
      Rows rows = version.model().rows();
      List<Map<String, @Nullable Object>> answers = rows.toRows(outputs);
      if (answers.size() == call.ids().size()) {
        log.shadowed(of(project, version, call, millis), call.ids(), answers);
      } else {
        dropped.increment();
      }
    } catch (InferenceException failure) {
      double millis = (System.nanoTime() - started) / 1e6;
      log.shadowFailed(of(project, version, call, millis), call.ids().getFirst(), failure);
    } catch (RuntimeException failure) {
      LOG.errorf(failure, "a shadow of %s failed", version.version().model());
    } finally {
      version.release();
    }
  }

  /**
   * What either version hides is hidden: the shadow was given what the other one's callers sent.
   */
  private static InferenceLog.Call of(
      ProjectId project, LoadedVersion version, Answered call, double millis) {
    return new InferenceLog.Call(
        project,
        version.version().model(),
        version.label(),
        version.loggedFields().and(call.fields()),
        version.environment(),
        call.at(),
        millis);
  }
}
