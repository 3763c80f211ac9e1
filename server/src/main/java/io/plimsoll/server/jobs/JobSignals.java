package io.plimsoll.server.jobs;

import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Announcements;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes those who wait for news of a job. A hint and no more: whoever waits looks for themselves.
 */
@ApplicationScoped
public class JobSignals {
  private final Map<String, Set<Watch>> watches = new ConcurrentHashMap<>();

  public JobSignals(Announcements announcements) {
    announcements.subscribe(this::wake, this::wakeAll);
  }

  /** Watches a job until the watch is closed. */
  public Watch watch(JobId job) {
    Watch watch = new Watch(job.topic());
    watches.computeIfAbsent(job.topic(), topic -> ConcurrentHashMap.newKeySet()).add(watch);
    return watch;
  }

  private void wake(Announcement announcement) {
    for (String topic : announcement.topics()) {
      watches.getOrDefault(topic, Set.of()).forEach(Watch::ring);
    }
  }

  private void wakeAll() {
    watches.values().forEach(each -> each.forEach(Watch::ring));
  }

  /** One who waits for news of one job. */
  public final class Watch implements AutoCloseable {
    private final String topic;
    private final Semaphore bell = new Semaphore(0);

    private Watch(String topic) {
      this.topic = topic;
    }

    /** Waits for news, at most {@code limit}. */
    public void await(Duration limit) throws InterruptedException {
      boolean rang = bell.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (rang) {
        // Several rings before a look are one piece of news.
        bell.drainPermits();
      }
    }

    private void ring() {
      bell.release();
    }

    @Override
    public void close() {
      watches.computeIfPresent(
          topic,
          (key, all) -> {
            all.remove(this);
            return all.isEmpty() ? null : all;
          });
    }
  }
}
