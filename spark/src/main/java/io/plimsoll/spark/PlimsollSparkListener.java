package io.plimsoll.spark;

import io.plimsoll.client.PlimsollClient;
import io.plimsoll.client.Settings;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerApplicationStart;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.jspecify.annotations.Nullable;

/**
 * Named in {@code spark.extraListeners}, and that is all: SQL and streaming reach it as well. Spark
 * makes it before the application begins; whatever is wrong with its settings, it then does nothing
 * and says so once in the log of the driver.
 */
public final class PlimsollSparkListener extends SparkListener {
  private final @Nullable Recorder recorder;
  private @Nullable SqlEvents sql;

  /** As Spark calls it; throws nothing, because that would end the application. */
  public PlimsollSparkListener(SparkConf conf) {
    recorder = open(conf);
  }

  private static @Nullable Recorder open(SparkConf conf) {
    try {
      Configuration configuration = new Configuration(conf);
      if (!configuration.isEnabled()) {
        return null;
      }
      Optional<Settings> settings = configuration.client(Log::warn);
      if (!settings.isPresent()) {
        Log.warn(
            "Plimsoll does not watch this application: set "
                + Configuration.URL
                + " and "
                + Configuration.TOKEN
                + ", or PLIMSOLL_URL and PLIMSOLL_API_KEY in the environment of the driver.");
        return null;
      }
      Identity identity =
          new Identity(
              conf.get("spark.app.name", "unnamed"), conf.get("spark.app.id", "unknown"), null);
      Recorder opened = new Recorder(configuration, PlimsollClient.open(settings.get()), identity);
      opened.begin();
      Log.info("Plimsoll watches this application for " + settings.get().url());
      return opened;
    } catch (Throwable problem) {
      Log.once("this application is not watched", problem);
      return null;
    }
  }

  /** What a callback does with what is known. */
  private interface Step {
    void take(Recorder recorder);
  }

  /** Throwable, because Spark ends the application for an error that gets out of a listener. */
  private void watch(Step step) {
    Recorder open = recorder;
    if (open == null) {
      return;
    }
    long begun = open.budget().now();
    try {
      step.take(open);
    } catch (Throwable problem) {
      Log.once("a callback failed", problem);
    }
    open.budget().note(begun);
  }

  @Override
  public void onApplicationStart(SparkListenerApplicationStart start) {
    watch(it -> it.applicationStarted(start));
  }

  @Override
  public void onApplicationEnd(SparkListenerApplicationEnd end) {
    watch(it -> it.applicationEnded(end));
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    watch(it -> it.change(() -> it.jobs().started(start)));
  }

  @Override
  public void onJobEnd(SparkListenerJobEnd end) {
    watch(it -> it.change(() -> it.jobEnded(end)));
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted start) {
    watch(it -> it.change(() -> it.jobs().stageStarted(start.stageInfo(), start.properties())));
  }

  @Override
  public void onStageCompleted(SparkListenerStageCompleted end) {
    watch(it -> it.change(() -> it.send(it.jobs().stageEnded(it.identity(), end.stageInfo()))));
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    watch(it -> it.change(() -> it.taskEnded(end)));
  }

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded added) {
    watch(
        it ->
            it.change(
                () ->
                    it.executors()
                        .added(
                            added.executorId(),
                            added.executorInfo().executorHost(),
                            added.executorInfo().totalCores(),
                            added.time())));
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    watch(
        it ->
            it.change(
                () ->
                    it.send(
                        it.executors()
                            .removed(
                                it.identity(),
                                removed.executorId(),
                                removed.time(),
                                removed.reason()))));
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    watch(
        it -> {
          Object values = Reflection.call(update.executorUpdates(), "values");
          for (Object peaks : Reflection.items(values)) {
            if (peaks instanceof ExecutorMetrics) {
              it.change(() -> it.executors().peak(update.execId(), (ExecutorMetrics) peaks));
            }
          }
        });
  }

  @Override
  public void onOtherEvent(SparkListenerEvent event) {
    if (!event.getClass().getName().startsWith("org.apache.spark.sql.")) {
      return;
    }
    watch(
        it -> {
          SqlEvents known = sql;
          if (known == null) {
            known = new SqlEvents(it);
            sql = known;
          }
          known.accept(event);
        });
  }
}
