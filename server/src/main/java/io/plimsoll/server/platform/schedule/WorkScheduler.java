package io.plimsoll.server.platform.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.plimsoll.server.platform.config.PlimsollConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Runs the background work of this process's roles, and takes wishes for more. Thread-safe. */
public final class WorkScheduler implements WorkQueue, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(WorkScheduler.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

  private final SchedulerClient client;
  private final Scheduler scheduler;
  private final ExecutorService workers;
  private final InstantSource clock;

  public WorkScheduler(
      DataSource pool,
      PlimsollConfig config,
      InstantSource clock,
      List<RecurringWork> recurring,
      List<OneTimeWork> oneTime) {
    this.clock = clock;
    this.client = SchedulerClient.Builder.create(pool).build();
    List<RecurringTask<Void>> startup =
        recurring.stream()
            .filter(work -> config.plays(work.role()))
            .map(WorkScheduler::recurring)
            .toList();
    List<Task<?>> known = new ArrayList<>();
    int jobs = 0;
    for (OneTimeWork work : oneTime) {
      if (config.plays(work.role())) {
        known.add(oneTime(work));
        jobs += config.build().concurrency();
      }
    }
    int threads = Math.max(1, startup.size() + jobs);
    this.workers = Executors.newVirtualThreadPerTaskExecutor();
    this.scheduler =
        Scheduler.create(pool, known)
            .startTasks(startup)
            .threads(threads)
            .executorService(workers)
            .pollingInterval(POLL)
            .heartbeatInterval(HEARTBEAT)
            .missedHeartbeatsLimit(4)
            .shutdownMaxWait(Duration.ofSeconds(5))
            .build();
  }

  public void start() {
    scheduler.start();
  }

  @Override
  public void enqueue(String name, String instanceId) {
    boolean isNew =
        client.scheduleIfNotExists(new TaskInstance<Void>(name, instanceId), clock.instant());
    if (isNew) {
      scheduler.triggerCheckForDueExecutions();
    }
  }

  /** Whether the work is waiting or running. */
  public boolean isPending(String name, String instanceId) {
    return client.getScheduledExecution(TaskInstanceId.of(name, instanceId)).isPresent();
  }

  @Override
  public void close() {
    scheduler.stop();
    workers.shutdownNow();
  }

  private static RecurringTask<Void> recurring(RecurringWork work) {
    return Tasks.recurring(work.name(), FixedDelay.of(work.every()))
        .execute(
            (instance, context) -> {
              try {
                work.work().run();
              } catch (RuntimeException failure) {
                LOG.errorf(failure, "the recurring work \"%s\" failed", work.name());
              }
            });
  }

  private static OneTimeTask<Void> oneTime(OneTimeWork work) {
    return Tasks.oneTime(work.name())
        .execute(
            (instance, context) -> {
              try {
                work.handler().run(instance.getId());
              } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
              } catch (Exception failure) {
                LOG.errorf(failure, "the work \"%s\" on %s failed", work.name(), instance.getId());
              }
            });
  }
}
