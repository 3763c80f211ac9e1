package io.plimsoll.bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What a long run comes to minute by minute, so that what grows or slows down is seen: rows, ages
 * of events, processor time and memory.
 */
final class Minutes {
  private final Platform platform;
  private final Storage storage;
  private final EvenClock clock;
  private final List<Minute> minutes = new ArrayList<>();
  private final Memory before;
  private Moment last;

  /** The first minute begins now. */
  Minutes(Platform platform, Storage storage, EvenClock clock) throws SQLException {
    this.platform = platform;
    this.storage = storage;
    this.clock = clock;
    this.before = Memory.of(platform.process());
    this.last = now();
  }

  private record Moment(long micros, long stored, Cpu platform, Cpu load) {}

  private record Minute(double storedPerSecond, double processors, double load, Memory memory) {}

  /** A minute is over, or what was left of the run. */
  void add() throws SQLException {
    Moment now = now();
    double micros = now.micros - last.micros;
    minutes.add(
        new Minute(
            (now.stored - last.stored) / (micros / 1e6),
            now.platform.since(last.platform).all().toNanos() / 1e3 / micros,
            now.load.since(last.load).server().toNanos() / 1e3 / micros,
            Memory.of(platform.process())));
    last = now;
  }

  /** Reports all of it with the ages of the events that came about in each minute. */
  void report(Report report, List<Histogram> agesByMinute) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < minutes.size(); i++) {
      Histogram ages = i < agesByMinute.size() ? agesByMinute.get(i) : new Histogram(3);
      rows.add(row(Integer.toString(i + 1), minutes.get(i), ages));
    }
    report.table(
        "| minute | rows/s committed | event → committed row: p50 ms | p99 ms | max ms | processors: platform | load | server MiB | all MiB |",
        rows);
    Histogram all = sum(agesByMinute);
    report.fact(
        "event → committed row, from when it came about: p50 %.0f ms, p99 %.0f ms, p99.9 %.0f ms, max %.0f ms (%,d events looked for, %d ms apart)"
            .formatted(
                all.getValueAtPercentile(50) / 1e3,
                all.getValueAtPercentile(99) / 1e3,
                all.getValueAtPercentile(99.9) / 1e3,
                all.getMaxValue() / 1e3,
                all.getTotalCount(),
                Sightings.BETWEEN.toMillis()));
    Memory end = minutes.isEmpty() ? before : minutes.getLast().memory;
    report.fact(
        "memory of the server %,d MiB at the beginning and %,d at the end; with database and broker %,d and %,d"
            .formatted(
                before.serverMebibytes(),
                end.serverMebibytes(),
                before.allMebibytes(),
                end.allMebibytes()));
  }

  /** The ages of all minutes together. */
  static Histogram sum(List<Histogram> byMinute) {
    Histogram all = new Histogram(3);
    byMinute.forEach(all::add);
    return all;
  }

  private static String row(String name, Minute minute, Histogram ages) {
    return "| %s | %,.0f | %.0f | %.0f | %.0f | %.2f | %.2f | %,d | %,d |"
        .formatted(
            name,
            minute.storedPerSecond,
            ages.getValueAtPercentile(50) / 1e3,
            ages.getValueAtPercentile(99) / 1e3,
            ages.getMaxValue() / 1e3,
            minute.processors,
            minute.load,
            minute.memory.serverMebibytes(),
            minute.memory.allMebibytes());
  }

  private Moment now() throws SQLException {
    return new Moment(
        clock.micros(),
        storage.storedOfAllKinds(),
        Cpu.of(platform.process()),
        Cpu.of(ProcessHandle.current()));
  }
}
