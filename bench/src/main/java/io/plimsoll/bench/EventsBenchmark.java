package io.plimsoll.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/**
 * The path of events: how many a second go from HTTP to committed rows with their rollups and
 * profiles, beside raw COPY of the same rows into the same PostgreSQL; and how old an event is when
 * a chart shows it.
 */
public final class EventsBenchmark {
  private static final String TOPIC = "plimsoll.predictions";
  private static final String MODEL = "bench-events";
  private static final String WARM_UP_MODEL = "bench-warm-up";
  private static final String STEADY_MODEL = "bench-steady";
  private static final Duration COMMITTED = Duration.ofMinutes(10);

  /** What the pipeline stores in one transaction at most. */
  private static final int COPY_BATCH = 10_000;

  /** What the SDK sends ten times a second at 500 events a second. */
  private static final int STEADY_BATCHES_PER_SECOND = 10;

  private final Options options;
  private final Platform platform;
  private final Storage storage;
  private final FlightRows flights;
  private final Report report;

  private EventsBenchmark(
      Options options, Platform platform, Storage storage, FlightRows flights, Report report) {
    this.options = options;
    this.platform = platform;
    this.storage = storage;
    this.flights = flights;
    this.report = report;
  }

  /**
   * Runs the benchmark.
   *
   * @param arguments the repository, a work folder that holds the trained models, then options
   */
  public static void main(String[] arguments) throws Exception {
    Options options =
        Options.parse(
            Arrays.copyOfRange(arguments, 2, arguments.length),
            new TreeMap<>(
                Map.of(
                    "events", 500_000,
                    "warmup-events", 50_000,
                    "batch", 500,
                    "connections", 4,
                    "rate", 500,
                    "steady-seconds", 60)));
    Path work = Path.of(arguments[1]);
    Report report = new Report(System.out);
    report.machine();
    FlightRows flights = FlightRows.read(work.resolve("models/flight-delays-onnx/baseline.csv"));
    try (Platform platform = Platform.start(Path.of(arguments[0]), work.resolve("home"));
        Storage storage = platform.storage()) {
      EventsBenchmark benchmark = new EventsBenchmark(options, platform, storage, flights, report);
      benchmark.committed(WARM_UP_MODEL, options.number("warmup-events"));
      benchmark.throughput();
      benchmark.chart();
    }
    report.finish();
  }

  private void throughput() throws IOException, SQLException {
    Cpu before = Cpu.of(platform.process());
    Committed committed = committed(MODEL, options.number("events"));
    Cpu used = Cpu.of(platform.process()).since(before);
    requireExactlyOnce(committed.events());
    report.fact(
        "HTTP → acknowledged by Kafka (202): %,.0f events/s, in %,d requests of %d over %d connections, p99 %.0f ms"
            .formatted(
                committed.accepted().perSecond() * options.number("batch"),
                committed.accepted().succeeded(),
                options.number("batch"),
                options.number("connections"),
                committed.accepted().millisAt(99)));
    report.fact(
        "HTTP → committed row, rollup and profile: %,.0f events/s (%,d events, each exactly once; %.0f µs of CPU each, %.0f of them the server's)"
            .formatted(
                committed.perSecond(),
                committed.events(),
                used.allMicrosPer(committed.events()),
                used.serverMicrosPer(committed.events())));
    Storage.Copied copied = storage.copyAgain(MODEL, COPY_BATCH);
    report.fact(
        "limit: raw COPY of the same %,d rows, %,d a commit, nothing else running: %,.0f rows/s"
            .formatted(copied.rows(), COPY_BATCH, copied.perSecond()));
    report.fact(
        "the whole path reaches %.0f %% of raw COPY"
            .formatted(100 * committed.perSecond() / copied.perSecond()));
  }

  /** What was sent, and how long it took until the last row was committed. */
  private record Committed(long events, LoadResult accepted, Duration elapsed) {
    double perSecond() {
      return events / (elapsed.toNanos() / 1e9);
    }
  }

  private Committed committed(String model, int atLeast) throws IOException, SQLException {
    int batch = options.number("batch");
    long requests = Math.ceilDiv(atLeast, batch);
    long before = storage.stored(TOPIC);
    long started = System.nanoTime();
    LoadResult accepted =
        Load.run(
            platform.access().url(),
            options.number("connections"),
            batches(model, batch),
            new Pace.Count(requests));
    if (accepted.failed() > 0) {
      throw new BenchmarkException("Events were not taken: " + accepted.failures());
    }
    long events = requests * batch;
    boolean isAll =
        Deadline.reached(
            COMMITTED, Duration.ofMillis(20), () -> storage.stored(TOPIC) - before >= events);
    Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
    if (!isAll) {
      throw new BenchmarkException(
          "%,d of %,d events were committed within %s."
              .formatted(storage.stored(TOPIC) - before, events, COMMITTED));
    }
    return new Committed(events, accepted, elapsed);
  }

  /** A rate of rows that are lost, doubled or not counted would be worth nothing. */
  private void requireExactlyOnce(long events) throws SQLException {
    long rows = storage.predictions(MODEL);
    long distinct = storage.distinctPredictions(MODEL);
    long counted = storage.rolledUp(MODEL);
    if (rows != events || distinct != events || counted != events) {
      throw new BenchmarkException(
          "%,d events were acknowledged; there are %,d rows with %,d ids, and rollups of %,d."
              .formatted(events, rows, distinct, counted));
    }
  }

  private void chart() throws IOException, InterruptedException, ExecutionException {
    int rate = options.number("rate");
    Duration duration = options.seconds("steady-seconds");
    EventBatches load = batches(STEADY_MODEL, Math.ceilDiv(rate, STEADY_BATCHES_PER_SECOND));
    Pace pace = new Pace.Steady(STEADY_BATCHES_PER_SECOND, duration);
    try (ChartProbe probe = ChartProbe.open(platform, flights);
        ExecutorService beside = Executors.newSingleThreadExecutor()) {
      Future<LoadResult> loading =
          beside.submit(
              () -> Load.run(platform.access().url(), options.number("connections"), load, pace));
      probe.runUntil(System.nanoTime() + duration.toNanos());
      LoadResult result = loading.get();
      if (result.failed() > 0) {
        throw new BenchmarkException("Events were not taken: " + result.failures());
      }
      Histogram age = probe.latencies();
      report.fact(
          "event → chart at %d events/s for %d s: p50 %.0f ms, p99 %.0f ms, max %.0f ms (%d probes)"
              .formatted(
                  rate,
                  duration.toSeconds(),
                  age.getValueAtPercentile(50) / 1e6,
                  age.getValueAtPercentile(99) / 1e6,
                  age.getMaxValue() / 1e6,
                  age.getTotalCount()));
    }
  }

  private EventBatches batches(String model, int each) {
    return new EventBatches(
        platform.url("/api/v1/events"), platform.access().apiKey(), model, each, flights);
  }
}
