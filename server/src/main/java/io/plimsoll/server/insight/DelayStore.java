package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.stats.NumericProfile;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Reads how long events took until they were stored. */
@ApplicationScoped
public class DelayStore {
  private static final double MILLIS = 1_000;

  private final Database database;

  public DelayStore(Database database) {
    this.database = database;
  }

  /**
   * The events that were stored in a stretch of time.
   *
   * @param inTime how many of them within the promise
   * @param p50 in seconds
   */
  @Schema(name = "EventDelay")
  public record Delay(Instant at, long events, long inTime, double p50, double p99) {}

  /** One for each step in which events were stored, oldest first. */
  List<Delay> delays(Tenant tenant, TimeRange range, Step step) {
    return sums(tenant, range, step::floor).entrySet().stream()
        .map(each -> each.getValue().at(each.getKey()))
        .toList();
  }

  /** Of the whole range as one; empty if nothing was stored in it. */
  Optional<Delay> all(Tenant tenant, TimeRange range) {
    return Optional.ofNullable(sums(tenant, range, minute -> range.from()).get(range.from()))
        .map(sum -> sum.at(range.from()));
  }

  private Map<Instant, Sum> sums(Tenant tenant, TimeRange range, UnaryOperator<Instant> bucket) {
    Map<Instant, Sum> sums = new TreeMap<>();
    database.run(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT minute, events, in_time, sketch FROM event_delays
                    WHERE minute >= :from AND minute < :to
                    """)
                .bind("from", range.from())
                .bind("to", range.to())
                .map(
                    (row, context) ->
                        Map.entry(
                            bucket.apply(Columns.instant(row, "minute")),
                            new Sum(
                                row.getLong("events"),
                                row.getLong("in_time"),
                                NumericProfile.fromBytes(row.getBytes("sketch")))))
                .forEach(minute -> sums.merge(minute.getKey(), minute.getValue(), Sum::plus)));
    return sums;
  }

  private record Sum(long events, long inTime, NumericProfile millis) {
    Sum plus(Sum other) {
      millis.merge(other.millis);
      return new Sum(events + other.events, inTime + other.inTime, millis);
    }

    Delay at(Instant at) {
      return new Delay(
          at, events, inTime, millis.quantile(0.50) / MILLIS, millis.quantile(0.99) / MILLIS);
    }
  }
}
