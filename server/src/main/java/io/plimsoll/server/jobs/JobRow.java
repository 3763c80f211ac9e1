package io.plimsoll.server.jobs;

import io.plimsoll.server.platform.database.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** How rows of the tables of jobs become records. */
record JobRow(Job job) {

  static JobRow read(ResultSet row) throws SQLException {
    JobState state = JobState.parse(row.getString("state"));
    UUID retryOf = row.getObject("retry_of", UUID.class);
    return new JobRow(
        new Job(
            new JobId(row.getObject("id", UUID.class)),
            Job.Kind.parse(row.getString("kind")),
            Door.parse(row.getString("door")),
            row.getString("model"),
            row.getObject("version", Integer.class),
            state,
            List.of(),
            row.getString("branch"),
            row.getString("commit_id"),
            row.getString("commit_message"),
            row.getString("created_by"),
            row.getString("target"),
            Columns.instant(row, "created_at"),
            Columns.instantOrNull(row, "started_at"),
            Columns.instantOrNull(row, "finished_at"),
            row.getString("error"),
            retryOf == null ? null : new JobId(retryOf),
            state == JobState.QUEUED ? Columns.instantOrNull(row, "not_before") : null));
  }

  /** The jobs of {@code rows} in their order, each with its steps; two statements, however many. */
  static List<Job> withSteps(Handle handle, List<JobRow> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    Map<UUID, List<StepRow>> steps =
        handle
            .createQuery(
                "SELECT * FROM job_steps WHERE job_id = ANY(:jobs) ORDER BY job_id, ordinal")
            .bindArray(
                "jobs", UUID.class, rows.stream().map(row -> row.job().id().value()).toList())
            .map((row, context) -> StepRow.read(row))
            .stream()
            .collect(Collectors.groupingBy(StepRow::job));
    return rows.stream()
        .map(
            row ->
                withSteps(
                    row.job(),
                    steps.getOrDefault(row.job().id().value(), List.of()).stream()
                        .map(StepRow::step)
                        .toList()))
        .toList();
  }

  static LogLine line(ResultSet row) throws SQLException {
    return new LogLine(
        row.getInt("n"), Columns.instant(row, "at"), row.getString("step"), row.getString("line"));
  }

  private static Job withSteps(Job job, List<Job.Step> steps) {
    return new Job(
        job.id(),
        job.kind(),
        job.door(),
        job.model(),
        job.version(),
        job.state(),
        steps,
        job.branch(),
        job.commit(),
        job.commitMessage(),
        job.createdBy(),
        job.target(),
        job.createdAt(),
        job.startedAt(),
        job.finishedAt(),
        job.error(),
        job.retryOf(),
        job.notBefore());
  }

  private record StepRow(UUID job, Job.Step step) {
    static StepRow read(ResultSet row) throws SQLException {
      return new StepRow(
          row.getObject("job_id", UUID.class),
          Job.Step.of(
              row.getString("name"),
              StepState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
              Columns.instantOrNull(row, "started_at"),
              Columns.instantOrNull(row, "finished_at"),
              row.getString("detail")));
    }
  }
}
