package io.plimsoll.server.pipeline;

import io.plimsoll.events.Event;
import io.plimsoll.events.SparkPart;
import io.plimsoll.events.SparkStatus;
import io.plimsoll.server.platform.database.ProjectId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Notes which applications of Spark there are, and what was reported of each last. */
final class SparkStore {
  private SparkStore() {}

  /** A run of an application; sorted, so that rows are always touched in one order. */
  private record Run(String applicationId, String attempt) implements Comparable<Run> {
    @Override
    public int compareTo(Run other) {
      int order = applicationId.compareTo(other.applicationId);
      return order != 0 ? order : attempt.compareTo(other.attempt);
    }
  }

  /** What a batch says of a run. */
  private static final class News {
    private final String name;
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
    private Event.@Nullable SparkReport whole;

    News(String name) {
      this.name = name;
    }

    void add(Event.SparkReport report) {
      first = report.occurredAt().isBefore(first) ? report.occurredAt() : first;
      last = report.occurredAt().isAfter(last) ? report.occurredAt() : last;
      if (report.part() == SparkPart.APPLICATION && isLater(report, whole)) {
        whole = report;
      }
    }
  }

  /** An end is an end: a sign of life that was on its way longer does not undo it. */
  private static boolean isLater(Event.SparkReport report, Event.@Nullable SparkReport before) {
    if (before == null) {
      return true;
    }
    boolean isEnd = report.status() != SparkStatus.RUNNING;
    boolean wasEnd = before.status() != SparkStatus.RUNNING;
    return isEnd == wasEnd ? !report.occurredAt().isBefore(before.occurredAt()) : isEnd;
  }

  /** Notes reports that are new; they arrive in any order. */
  static void note(Handle handle, ProjectId project, List<Event.SparkReport> reports) {
    Map<Run, News> runs = new TreeMap<>();
    for (Event.SparkReport report : reports) {
      runs.computeIfAbsent(
              new Run(report.applicationId(), report.attempt()),
              run -> new News(report.application()))
          .add(report);
    }
    runs.forEach(
        (run, news) -> {
          seen(handle, project, run, news);
          Event.SparkReport whole = news.whole;
          if (whole != null) {
            stands(handle, project, run, whole);
          }
        });
  }

  private static void seen(Handle handle, ProjectId project, Run run, News news) {
    handle
        .createUpdate(
            """
            INSERT INTO spark_applications AS a
              (project_id, application_id, attempt, name, status, status_at, first_at, last_at, measures, details)
            VALUES (:project, :application, :attempt, :name, 'running', '-infinity', :first, :last, '{}', '{}')
            ON CONFLICT (project_id, application_id, attempt) DO UPDATE SET
              first_at = least(a.first_at, excluded.first_at), last_at = greatest(a.last_at, excluded.last_at)
            """)
        .bind("project", project.value())
        .bind("application", run.applicationId())
        .bind("attempt", run.attempt())
        .bind("name", news.name)
        .bind("first", news.first.truncatedTo(ChronoUnit.MICROS))
        .bind("last", news.last.truncatedTo(ChronoUnit.MICROS))
        .execute();
  }

  /** The same rule as {@link #isLater}, against what is stored. */
  private static void stands(Handle handle, ProjectId project, Run run, Event.SparkReport report) {
    handle
        .createUpdate(
            """
            UPDATE spark_applications SET
              name = :name, status = :status, status_at = :at, started_at = coalesce(CAST(:started AS timestamptz), started_at),
              ended_at = CAST(:ended AS timestamptz), error_kind = :kind, error_message = :message,
              measures = CAST(:measures AS json), details = CAST(:details AS json)
            WHERE project_id = :project AND application_id = :application AND attempt = :attempt
              AND CASE WHEN (status = 'running') = (:status = 'running') THEN status_at <= :at
                  ELSE :status <> 'running' END
            """)
        .bind("project", project.value())
        .bind("application", run.applicationId())
        .bind("attempt", run.attempt())
        .bind("name", report.application())
        .bind("status", report.status().name().toLowerCase(Locale.ROOT))
        .bind("at", report.occurredAt().truncatedTo(ChronoUnit.MICROS))
        .bind("started", report.startedAt().orElse(null))
        .bind("ended", report.endedAt().orElse(null))
        .bind("kind", report.error().map(Event.Failure::kind).orElse(null))
        .bind("message", report.error().map(Event.Failure::message).orElse(null))
        .bind("measures", report.measures().json())
        .bind("details", report.details().json())
        .execute();
  }
}
