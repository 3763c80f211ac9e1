package io.plimsoll.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * A thousand users of the SDK at once, each over a connection of its own, and a few real processes
 * with the SDK among them: how old an event is when its row can be read and when a chart shows it,
 * whether each one that was acknowledged is stored once, what memory the server takes meanwhile;
 * and then all of them with a queue that has filled up, from HTTP to committed row beside raw COPY
 * of the same rows.
 */
public final class UsersBenchmark {
  private static final String STEADY = "bench-users";
  private static final String BACKLOG = "bench-backlog";
  private static final Duration COMMITTED = Duration.ofMinutes(10);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final long MINUTE = 60_000_000;

  /** What the pipeline stores in one transaction at most. */
  private static final int COPY_BATCH = 10_000;

  private final Options options;
  private final Path installation;
  private final Path work;
  private final Platform platform;
  private final Storage storage;
  private final FlightRows flights;
  private final Report report;
  private final EvenClock clock = new EvenClock();
  private final List<String> losses = new ArrayList<>();

  private UsersBenchmark(
      Options options,
      Path installation,
      Path work,
      Platform platform,
      Storage storage,
      FlightRows flights,
      Report report) {
    this.options = options;
    this.installation = installation;
    this.work = work;
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
                    "users", 1_000,
                    "processes", 8,
                    "rate", 10_000,
                    "seconds", 300,
                    "warmup-seconds", 60,
                    "models", 10,
                    "sample", 100,
                    "backlog", 500_000,
                    "batch", 100)));
    Path installation = Path.of(arguments[0]);
    Path work = Path.of(arguments[1]);
    Report report = new Report(System.out);
    report.machine();
    FlightRows flights = FlightRows.read(work.resolve("models/flight-delays-onnx/baseline.csv"));
    try (Platform platform = Platform.start(installation, work.resolve("home"));
        Storage storage = platform.storage()) {
      UsersBenchmark benchmark =
          new UsersBenchmark(options, installation, work, platform, storage, flights, report);
      benchmark.steady();
      benchmark.backlog();
      report.finish();
      if (!benchmark.losses.isEmpty()) {
        throw new BenchmarkException(String.join("\n", benchmark.losses));
      }
    }
  }

  private void steady() throws Exception {
    long now = clock.micros();
    long from = now + options.number("warmup-seconds") * 1_000_000L;
    Duration all = options.seconds("warmup-seconds").plus(options.seconds("seconds"));
    double rateEach = (double) options.number("rate") / options.number("users");
    List<SimulatedUser> users = users(STEADY, Habit.steady(now, all, rateEach));
    try (Sightings ofUsers = Sightings.begin(platform.storage(), clock, from);
        Sightings ofProcesses = Sightings.begin(platform.storage(), clock, from);
        SdkProcesses processes = processes(all, rateEach, ofProcesses);
        ChartProbe chart = ChartProbe.open(platform, flights);
        ExecutorService beside = Executors.newSingleThreadExecutor()) {
      Future<Crowd.Result> crowd =
          beside.submit(() -> run(users, ofUsers.sampling(options.number("sample"))));
      Minutes minutes = watch(crowd, chart, from);
      Crowd.Result result = crowd.get();
      SdkProcesses.Said said = processes.finish();
      sent(result, users.size(), all);
      minutes.report(report, ofUsers.finish());
      age("the processes with the SDK", ofProcesses.finish());
      Histogram charted = chart.latencies();
      report.fact(
          "event → chart by WebSocket and REST: p50 %.0f ms, p99 %.0f ms, max %.0f ms (%,d probes, each sent at once)"
              .formatted(
                  charted.getValueAtPercentile(50) / 1e6,
                  charted.getValueAtPercentile(99) / 1e6,
                  charted.getMaxValue() / 1e6,
                  charted.getTotalCount()));
      balance("simulated users", STEADY, users, result.unanswered());
      balance(said);
    }
  }

  /** Waits for the end of the warm-up; then watches charts, rows and memory minute by minute. */
  private Minutes watch(Future<?> crowd, ChartProbe chart, long from) throws Exception {
    while (clock.micros() < from && !crowd.isDone()) {
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    Minutes minutes = new Minutes(platform, storage, clock);
    long end = from + options.number("seconds") * 1_000_000L;
    for (long next = from; next < end && !crowd.isDone(); ) {
      next = Math.min(end, next + MINUTE);
      chart.runUntil(System.nanoTime() + (next - clock.micros()) * 1_000);
      minutes.add();
    }
    return minutes;
  }

  /** Every user has a queue that has filled up, and all of them send what they can. */
  private void backlog() throws IOException, SQLException {
    int each = Math.ceilDiv(options.number("backlog"), options.number("users"));
    Cpu before = Cpu.of(platform.process());
    long stored = storage.storedOfAllKinds();
    long started = System.nanoTime();
    List<SimulatedUser> users =
        users(BACKLOG, Habit.backlog(clock.micros(), each, options.number("batch")));
    Crowd.Result result = run(users, (event, id, micros) -> {});
    long events = result.acknowledged();
    boolean isAll =
        Deadline.reached(COMMITTED, PAUSE, () -> storage.storedOfAllKinds() - stored >= events);
    double seconds = (System.nanoTime() - started) / 1e9;
    Cpu used = Cpu.of(platform.process()).since(before);
    if (!isAll) {
      throw new BenchmarkException(
          "The backlog of %,d events was not committed within %s.".formatted(events, COMMITTED));
    }
    balance("users with a backlog", BACKLOG, users, result.unanswered());
    report.fact(
        "%,d users with %,d events each at once, HTTP → committed row: %,.0f events/s (%.1f s; %.0f µs of CPU each, %.0f of them the server's; put off: %s)"
            .formatted(
                users.size(),
                each,
                events / seconds,
                seconds,
                used.allMicrosPer(events),
                used.serverMicrosPer(events),
                result.putOff()));
    Storage.Copied copied = storage.copyAllAgain(BACKLOG, COPY_BATCH);
    report.fact(
        "limit: raw binary COPY of the same %,d rows, %,d a commit, nothing else running: %,.0f rows/s; the whole path reaches %.0f %% of it"
            .formatted(
                copied.rows(),
                COPY_BATCH,
                copied.perSecond(),
                100 * events / seconds / copied.perSecond()));
  }

  private Crowd.Result run(List<SimulatedUser> users, SimulatedUser.Watcher watcher)
      throws IOException {
    return Crowd.run(
        platform.url("/api/v1/events"), platform.access().apiKey(), users, clock, watcher);
  }

  private List<SimulatedUser> users(String prefix, Habit habit) {
    UserEvents events = new UserEvents(prefix, options.number("models"), flights);
    return IntStream.range(0, options.number("users"))
        .mapToObj(number -> new SimulatedUser(number, habit, events))
        .toList();
  }

  private SdkProcesses processes(Duration duration, double rate, Sightings sightings)
      throws IOException {
    return SdkProcesses.start(
        List.of(
            work.resolve("sdk/python/bin/python").toString(),
            installation.resolve("bench/users/user.py").toString(),
            "--seconds=" + duration.toSeconds(),
            "--rate=" + rate),
        platform.access(),
        options.number("processes"),
        sightings);
  }

  private void sent(Crowd.Result result, int users, Duration all) {
    report.fact(
        "%,d users over a connection each, %,d processes with the SDK beside them: %,.0f events/s acknowledged over %d s with the warm-up, in requests of %.1f (%,.0f bytes) on average, answered in p50 %.0f ms, p99 %.0f ms; put off: %s"
            .formatted(
                users,
                options.number("processes"),
                result.acknowledged() / (double) all.toSeconds(),
                all.toSeconds(),
                result.acknowledged() / (double) result.requests(),
                result.sentBytes() / (double) result.requests(),
                result.answers().getValueAtPercentile(50) / 1e6,
                result.answers().getValueAtPercentile(99) / 1e6,
                result.putOff()));
  }

  private void age(String whose, List<Histogram> byMinute) {
    Histogram all = Minutes.sum(byMinute);
    report.fact(
        "event → committed row, %s: p50 %.0f ms, p99 %.0f ms, max %.0f ms (%,d events)"
            .formatted(
                whose,
                all.getValueAtPercentile(50) / 1e3,
                all.getValueAtPercentile(99) / 1e3,
                all.getMaxValue() / 1e3,
                all.getTotalCount()));
  }

  private void balance(String whose, String prefix, List<SimulatedUser> users, long unanswered)
      throws SQLException {
    Balance balance = new Balance(users);
    for (EventKind kind : EventKind.values()) {
      storage.forEachId(kind, prefix + "-", balance::add);
    }
    long acknowledged = users.stream().mapToLong(SimulatedUser::acknowledged).sum();
    String said =
        "%s: %,d events acknowledged, %,d never answered, %,d rows stored; lost %,d (by %,d of %,d users), stored twice %,d"
            .formatted(
                whose,
                acknowledged,
                unanswered,
                balance.rows(),
                balance.lost(),
                balance.usersWithLoss(),
                users.size(),
                balance.twice());
    report.fact(said);
    if (balance.lost() + balance.twice() > 0) {
      losses.add(said);
    }
  }

  private void balance(SdkProcesses.Said said) throws SQLException {
    Set<UUID> stored = new HashSet<>();
    for (EventKind kind : EventKind.values()) {
      storage.forEachId(kind, SdkProcesses.PREFIX, stored::add);
    }
    String sentence =
        "processes with the SDK: %,d events logged, %,d acknowledged, %,d stored; requests sent again: %,d"
            .formatted(said.logged(), said.accepted(), stored.size(), said.retries());
    report.fact(sentence);
    if (said.logged() != said.accepted() || said.accepted() != stored.size()) {
      losses.add(sentence);
    }
  }
}
