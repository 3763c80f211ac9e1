package io.plimsoll.bench;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * How long it takes to compare a window of a model's traffic, from the question over HTTP to the
 * whole answer with every column's distribution and verdict. What was raw rows is sketches by then,
 * so it does not matter how many they were.
 */
public final class WindowsBenchmark {
  private static final String MODEL = "flight-delays-onnx";
  private static final int WINDOW_DAYS = 30;
  private static final Duration WINDOW = Duration.ofDays(WINDOW_DAYS);
  private static final Duration SUMMED = Duration.ofMinutes(5);

  private final Options options;
  private final Path work;
  private final Platform platform;
  private final Storage storage;
  private final Report report;
  private final List<String> rows = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(3);

  private WindowsBenchmark(
      Options options, Path work, Platform platform, Storage storage, Report report) {
    this.options = options;
    this.work = work;
    this.platform = platform;
    this.storage = storage;
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
                Map.of("features", 50, "days", 68, "questions", 200, "warmup-questions", 300)));
    Path work = Path.of(arguments[1]);
    Report report = new Report(System.out);
    report.machine();
    try (Platform platform = Platform.start(Path.of(arguments[0]), work.resolve("home"));
        Storage storage = platform.storage()) {
      new WindowsBenchmark(options, work, platform, storage, report).run();
    }
    report.finish();
  }

  private void run() throws Exception {
    new Push(
            work.resolve("models/" + MODEL),
            platform.access().gitUrl() + "/" + MODEL + ".git",
            platform.access().apiKey())
        .run();
    Instant end = Instant.now().truncatedTo(ChronoUnit.HOURS);
    Instant start = end.minus(options.number("days"), ChronoUnit.DAYS);
    write(start, end);
    int spare = 24 * (options.number("days") - WINDOW_DAYS);
    if (spare < 24 * WINDOW_DAYS) {
      throw new BenchmarkException("Two windows of 30 days do not fit; have --days 60 at least.");
    }
    Supplier<String> recent = () -> window(end.minus(WINDOW), end);
    Supplier<String> any =
        () -> {
          Instant from = start.plus(random.nextInt(spare + 1), ChronoUnit.HOURS);
          return window(from, from.plus(WINDOW));
        };
    // A stretch as long as the window has to fit before it.
    Supplier<String> beside =
        () -> {
          Instant from =
              start
                  .plus(WINDOW)
                  .plus(random.nextInt(spare - (int) WINDOW.toHours() + 1), ChronoUnit.HOURS);
          return window(from, from.plus(WINDOW)) + "&reference=window";
        };
    ask("warm-up", any, options.number("warmup-questions"));
    ask("warm-up", beside, options.number("warmup-questions"));
    rows.clear();
    ask("the last 30 days, beside the baseline", recent, options.number("questions"));
    ask("any 30 days, beside the baseline", any, options.number("questions"));
    ask("any 30 days, beside the 30 days before", beside, options.number("questions"));
    report.table("| window | p50 ms | p95 ms | p99 ms | max ms |", rows);
    report.fact(
        "repeat it: ./plimsoll bench windows --features %d --days %d --questions %d"
            .formatted(
                options.number("features"), options.number("days"), options.number("questions")));
  }

  private void write(Instant start, Instant end) throws SQLException {
    UUID project = storage.projectOf(MODEL);
    ProfileHistory history = new ProfileHistory(project, MODEL, options.number("features"));
    long profiles = storage.write(history, start, end);
    long started = System.nanoTime();
    storage.runSoon("compaction");
    if (!Deadline.reached(SUMMED, Duration.ofMillis(100), () -> storage.hasRun("compaction"))) {
      throw new BenchmarkException("The profiles were not summed within %s.".formatted(SUMMED));
    }
    report.fact(
        "%,d stored profiles of %d features over %d days; summing them took %.1f s"
            .formatted(
                profiles,
                options.number("features"),
                options.number("days"),
                (System.nanoTime() - started) / 1e9));
  }

  private static String window(Instant from, Instant to) {
    return "?version=1&from=" + from + "&to=" + to;
  }

  /** Asks one after the other, each as soon as the one before is answered. */
  private void ask(String name, Supplier<String> question, int times)
      throws IOException, InterruptedException {
    Histogram latencies = new Histogram(3);
    long bytes = 0;
    for (int asked = 0; asked < times; asked++) {
      HttpRequest request = request(question.get());
      long started = System.nanoTime();
      HttpResponse<byte[]> answer =
          platform.client().send(request, HttpResponse.BodyHandlers.ofByteArray());
      latencies.recordValue(System.nanoTime() - started);
      bytes += answer.body().length;
      if (answer.statusCode() != 200) {
        throw new BenchmarkException("%s: %d".formatted(request.uri(), answer.statusCode()));
      }
    }
    String row =
        "| %s | %.1f | %.1f | %.1f | %.1f |"
            .formatted(
                name,
                latencies.getValueAtPercentile(50) / 1e6,
                latencies.getValueAtPercentile(95) / 1e6,
                latencies.getValueAtPercentile(99) / 1e6,
                latencies.getMaxValue() / 1e6);
    rows.add(row);
    report.say("%s (%,d kB an answer)".formatted(row, bytes / times / 1_000));
  }

  private HttpRequest request(String query) {
    return HttpRequest.newBuilder(
            platform.url(
                platform.access().projectPath() + "/models/" + MODEL + "/drift/comparison" + query))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + platform.access().apiKey())
        .build();
  }
}
