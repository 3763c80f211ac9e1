package io.plimsoll.server.pipeline;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.stats.RowSample;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Reads the samples of rows that the pipeline keeps of each version in each hour. */
@ApplicationScoped
public class SampledRowsStore {
  private static final int FETCH_SIZE = 50;

  private final Database database;

  public SampledRowsStore(Database database) {
    this.database = database;
  }

  /** The start of the hour in which {@code at} lies: a window begins there. */
  public static Instant startOfBucket(Instant at) {
    return at.truncatedTo(ChronoUnit.HOURS);
  }

  /** The end of the hour in which {@code at} lies; a full hour is its own. */
  public static Instant endOfBucket(Instant at) {
    Instant start = startOfBucket(at);
    return start.equals(at) ? at : start.plus(1, ChronoUnit.HOURS);
  }

  /** Adds the rows of the hours that begin in a window to {@code sample}, which bounds them. */
  public RowSample window(
      Tenant tenant, String model, String version, Instant from, Instant to, RowSample sample) {
    database.run(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT seen, sample FROM row_samples
                    WHERE project_id = :project AND model = :model AND version = :version
                      AND hour >= :from AND hour < :to
                    """)
                .bind("project", tenant.project().value())
                .bind("model", model)
                .bind("version", version)
                .bind("from", from)
                .bind("to", to)
                .setFetchSize(FETCH_SIZE)
                .map(
                    (row, context) -> {
                      RowSample hour = RowSample.fromBytes(row.getBytes("sample"));
                      hour.countUnkept(row.getLong("seen") - hour.seen());
                      return hour;
                    })
                .forEach(sample::merge));
    return sample;
  }
}
