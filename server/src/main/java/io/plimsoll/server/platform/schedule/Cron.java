package io.plimsoll.server.platform.schedule;

import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import com.github.kagkarlsson.scheduler.task.schedule.CronStyle;
import java.time.Instant;
import java.time.ZoneId;

/**
 * Times by the five fields of cron in a time zone: minute, hour, day of the month, month, day of
 * the week. Where a zone's clock leaps over a time, the next one counts.
 */
public final class Cron {
  private final CronSchedule schedule;

  /**
   * Reads the five fields.
   *
   * @throws IllegalArgumentException if the text is none, with what is wrong about it
   */
  public Cron(String fields, ZoneId zone) {
    this.schedule = new CronSchedule(fields, zone, CronStyle.UNIX);
    schedule.getInitialExecutionTime(Instant.EPOCH);
  }

  /** The first such time after {@code after}. */
  public Instant next(Instant after) {
    return schedule.getInitialExecutionTime(after);
  }
}
