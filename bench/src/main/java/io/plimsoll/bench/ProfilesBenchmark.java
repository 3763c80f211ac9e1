package io.plimsoll.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What profiles and samples of rows cost the path of events. The same flights are sent as calls to
 * production, which are profiled, and as calls to dev, of which the rows and rollups are kept and
 * no profile; in turn, so that whatever else the machine does falls on both.
 */
public final class ProfilesBenchmark {
  private static final String TOPIC = "plimsoll.predictions";
  private static final Duration COMMITTED = Duration.ofMinutes(10);

  private final Options options;
  private final Platform platform;
  private final Storage storage;
  private final FlightRows flights;

  private ProfilesBenchmark(
      Options options, Platform platform, Storage storage, FlightRows flights) {
    this.options = options;
    this.platform = platform;
    this.storage = storage;
    this.flights = flights;
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
                    "events", 200_000,
                    "warmup-events", 300_000,
                    "batch", 500,
                    "connections", 4,
                    "rounds", 4)));
    Path work = Path.of(arguments[1]);
    Report report = new Report(System.out);
    report.machine();
    FlightRows flights = FlightRows.read(work.resolve("models/flight-delays-onnx/baseline.csv"));
    try (Platform platform = Platform.start(Path.of(arguments[0]), work.resolve("home"));
        Storage storage = platform.storage()) {
      new ProfilesBenchmark(options, platform, storage, flights).run(report);
    }
    report.finish();
  }

  private void run(Report report) throws IOException, SQLException {
    List<Round> with = new ArrayList<>();
    List<Round> without = new ArrayList<>();
    round(Optional.empty(), "warm-up", options.number("warmup-events"));
    round(Optional.of("dev"), "warm-up", options.number("warmup-events"));
    for (int turn = 1; turn <= options.number("rounds"); turn++) {
      with.add(round(Optional.empty(), "bench-profiled", options.number("events")));
      without.add(round(Optional.of("dev"), "bench-plain", options.number("events")));
      report.fact(
          "round %d: %,.0f events/s with profiles (%.0f µs of CPU each), %,.0f without (%.0f)"
              .formatted(
                  turn,
                  with.getLast().perSecond(),
                  with.getLast().cpuMicros(),
                  without.getLast().perSecond(),
                  without.getLast().cpuMicros()));
    }
    double profiled = mean(with);
    double plain = mean(without);
    report.fact(
        "profiles and samples cost %.1f %% of the throughput: %,.0f instead of %,.0f events/s"
            .formatted(100 * (1 - profiled / plain), profiled, plain));
    report.fact(
        "repeat it: ./plimsoll bench profiles --rounds %d --events %d"
            .formatted(options.number("rounds"), options.number("events")));
  }

  private static double mean(List<Round> rounds) {
    return rounds.stream().mapToDouble(Round::perSecond).average().orElse(0);
  }

  /** Sends events and waits until the last of them is committed. */
  private Round round(Optional<String> environment, String model, int atLeast)
      throws IOException, SQLException {
    int batch = options.number("batch");
    long requests = Math.ceilDiv(atLeast, batch);
    long events = requests * batch;
    long before = storage.stored(TOPIC);
    Cpu idle = Cpu.of(platform.process());
    long started = System.nanoTime();
    LoadResult accepted =
        Load.run(
            platform.access().url(),
            options.number("connections"),
            new EventBatches(
                platform.url("/api/v1/events"),
                platform.access().apiKey(),
                model,
                environment,
                batch,
                flights),
            new Pace.Count(requests));
    if (accepted.failed() > 0) {
      throw new BenchmarkException("Events were not taken: " + accepted.failures());
    }
    if (!Deadline.reached(
        COMMITTED, Duration.ofMillis(20), () -> storage.stored(TOPIC) - before >= events)) {
      throw new BenchmarkException(
          "%,d of %,d events were committed within %s."
              .formatted(storage.stored(TOPIC) - before, events, COMMITTED));
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    Cpu used = Cpu.of(platform.process()).since(idle);
    return new Round(events / seconds, used.allMicrosPer(events));
  }

  /** The rate of a round, and what the whole platform worked for an event. */
  private record Round(double perSecond, double cpuMicros) {}
}
