package io.plimsoll.server.performance;

import io.plimsoll.server.performance.CauseReport.Event;
import io.plimsoll.server.performance.CauseReport.Event.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A batch of a dataset, as far as a model may feel what became of it.
 *
 * @param every how long after it the next one is overdue, if anybody has said so
 * @param failed critical checks that it failed
 * @param columns by name
 */
record UpstreamBatch(
    String dataset,
    Instant at,
    Optional<Duration> every,
    long rows,
    long failed,
    Map<String, Column> columns) {
  /** Missing in so many more of a hundred rows than in the batch before is worth telling. */
  private static final double MORE_MISSING = 0.05;

  /** Columns without any value have no type that could change. */
  private static final String EMPTY = "empty";

  private static final int MOST_NAMED = 5;

  /** A column of a batch. */
  record Column(String type, long missing) {}

  UpstreamBatch {
    columns = Map.copyOf(columns);
  }

  /**
   * What happened to datasets in {@code [from, to)}.
   *
   * @param batches those of each dataset one after the other, the oldest first, with the one before
   *     {@code from}
   */
  static List<Event> events(List<UpstreamBatch> batches, Instant from, Instant to) {
    List<Event> events = new ArrayList<>();
    for (int place = 0; place < batches.size(); place++) {
      UpstreamBatch batch = batches.get(place);
      boolean isLast =
          place + 1 == batches.size() || !batches.get(place + 1).dataset().equals(batch.dataset());
      Instant next = isLast ? to : batches.get(place + 1).at();
      batch.late(next, isLast).ifPresent(events::add);
      if (!isLast) {
        events.addAll(batches.get(place + 1).since(batch));
      }
    }
    events.removeIf(event -> event.at().isBefore(from) || !event.at().isBefore(to));
    return events;
  }

  /** That the next one did not come when it was due; told from then on. */
  private Optional<Event> late(Instant next, boolean isLast) {
    return every
        .map(at::plus)
        .filter(next::isAfter)
        .map(
            due ->
                new Event(
                    due,
                    Kind.LATE_DATA,
                    isLast
                        ? "%s is late: no batch has come since %s.".formatted(dataset, at)
                        : "%s came %s late."
                            .formatted(dataset, length(Duration.between(due, next)))));
  }

  private List<Event> since(UpstreamBatch before) {
    List<Event> events = new ArrayList<>();
    schema(before).ifPresent(events::add);
    if (failed > 0 && before.failed() == 0) {
      events.add(
          new Event(
              at,
              Kind.FAILED_CHECK,
              "%d critical check%s of %s failed."
                  .formatted(failed, failed == 1 ? "" : "s", dataset)));
    }
    new TreeMap<>(columns)
        .forEach(
            (name, column) -> {
              Column then = before.columns().get(name);
              double usual = then == null ? 1 : share(then, before.rows());
              double share = share(column, rows);
              if (share > usual + MORE_MISSING) {
                events.add(
                    new Event(
                        at,
                        Kind.MISSING_VALUES,
                        String.format(
                            Locale.ROOT,
                            "%s of %s is missing in %.1f %% of the rows, %.1f %% in the batch before.",
                            name,
                            dataset,
                            100 * share,
                            100 * usual)));
              }
            });
    return events;
  }

  private Optional<Event> schema(UpstreamBatch before) {
    TreeSet<String> added = new TreeSet<>(columns.keySet());
    added.removeAll(before.columns().keySet());
    TreeSet<String> removed = new TreeSet<>(before.columns().keySet());
    removed.removeAll(columns.keySet());
    TreeSet<String> retyped = new TreeSet<>(columns.keySet());
    retyped.removeIf(name -> !isRetyped(before.columns().get(name), columns.get(name)));
    List<String> parts = new ArrayList<>();
    tell(parts, "new", added);
    tell(parts, "gone", removed);
    tell(parts, "of another type", retyped);
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Event(
                at,
                Kind.SCHEMA_CHANGE,
                "Columns of %s have changed: %s.".formatted(dataset, String.join("; ", parts))));
  }

  private static boolean isRetyped(@Nullable Column before, @Nullable Column now) {
    return before != null
        && now != null
        && !before.type().equals(now.type())
        && !before.type().equals(EMPTY)
        && !now.type().equals(EMPTY);
  }

  private static void tell(List<String> parts, String what, TreeSet<String> names) {
    if (!names.isEmpty()) {
      int more = names.size() - MOST_NAMED;
      parts.add(
          String.join(", ", names.stream().limit(MOST_NAMED).toList())
              + (more > 0 ? " and %d more".formatted(more) : "")
              + " "
              + what);
    }
  }

  private static double share(Column column, long rows) {
    return rows == 0 ? 0 : (double) column.missing() / rows;
  }

  private static String length(Duration late) {
    if (late.toHours() >= 48) {
      return late.toDays() + " days";
    }
    return late.toMinutes() >= 120 ? late.toHours() + " hours" : late.toMinutes() + " minutes";
  }
}
