package io.plimsoll.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;

/**
 * A steady load on one model while the weights of its two versions change and production moves from
 * one to the other: how many calls fail, and how long it takes from the request that asks for a
 * change until a call is answered by it.
 */
public final class TrafficBenchmark {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MODEL = "flight-delays-onnx";
  private static final Duration EFFECT = Duration.ofSeconds(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Options options;
  private final Path work;
  private final Platform platform;
  private final Report report;
  private final List<byte[]> bodies;

  private TrafficBenchmark(Options options, Path work, Platform platform, Report report)
      throws IOException {
    this.options = options;
    this.work = work;
    this.platform = platform;
    this.report = report;
    this.bodies = FlightRows.read(work.resolve("models/" + MODEL + "/baseline.csv")).plainBodies();
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
                Map.of("changes", 50, "rate", 2_000, "connections", 16, "warmup-seconds", 10)));
    Path work = Path.of(arguments[1]);
    Report report = new Report(System.out);
    report.machine();
    try (Platform platform = Platform.start(Path.of(arguments[0]), work.resolve("home"))) {
      new TrafficBenchmark(options, work, platform, report).run();
    }
    report.finish();
  }

  private void run() throws Exception {
    Path folder = work.resolve("models/" + MODEL);
    Push push =
        new Push(
            folder, platform.access().gitUrl() + "/" + MODEL + ".git", platform.access().apiKey());
    push.run();
    Files.writeString(folder.resolve("README.md"), "\nThe second version.\n");
    push.run();

    URI predict = platform.url("/v2/models/" + MODEL + "/predict");
    Requests requests = Requests.posts(predict, platform.access().apiKey(), bodies);
    int connections = options.number("connections");
    Load.run(
        predict,
        connections,
        requests,
        new Pace.AsFastAsAnswered(options.seconds("warmup-seconds")));

    Histogram weights = new Histogram(3);
    Histogram moves = new Histogram(3);
    AtomicBoolean isEnough = new AtomicBoolean();
    Pace steady = new Pace.SteadyUntil(options.number("rate"), isEnough);
    FutureTask<LoadResult> load =
        new FutureTask<>(() -> Load.run(predict, connections, requests, steady));
    Thread.ofPlatform().daemon().name("load").start(load);
    Cpu before = Cpu.of(platform.process());
    for (int change = 0; change < options.number("changes"); change++) {
      int first = change % 2 + 1;
      weights.recordValue(micros(() -> split(first), first));
    }
    for (int change = 0; change < options.number("changes"); change++) {
      int version = change % 2 + 1;
      moves.recordValue(micros(() -> move(version), version));
    }
    isEnough.set(true);
    LoadResult result = load.get();
    report.load(
        "%,d/s while weights change and production moves".formatted(options.number("rate")),
        result,
        Cpu.of(platform.process()).since(before));
    effect("changes of weights", weights);
    effect("moves of production", moves);
  }

  private void effect(String what, Histogram micros) {
    report.fact(
        "%d %s, each in effect after p50 %.0f ms, max %.0f ms"
            .formatted(
                micros.getTotalCount(),
                what,
                micros.getValueAtPercentile(50) / 1e3,
                micros.getMaxValue() / 1e3));
  }

  /** A change that is asked for over HTTP. */
  @FunctionalInterface
  private interface Change {
    void ask() throws IOException, InterruptedException;
  }

  /** From asking for the change to the first answer of the version that is to have the calls. */
  private long micros(Change change, int version) throws IOException, InterruptedException {
    long started = System.nanoTime();
    change.ask();
    boolean isEffective =
        Deadline.reached(EFFECT, Duration.ofMillis(1), () -> answeredBy() == version);
    if (!isEffective) {
      throw new BenchmarkException(
          "No call was answered by version %d within %s.".formatted(version, EFFECT));
    }
    return (System.nanoTime() - started) / 1_000;
  }

  /** All but a thousandth goes to one version, so an answer of it tells that the change is made. */
  private void split(int first) throws IOException, InterruptedException {
    put(
        "/split",
        Map.of(
            "shares",
            List.of(
                Map.of("version", first, "perMille", 999),
                Map.of("version", 3 - first, "perMille", 1))));
  }

  private void move(int version) throws IOException, InterruptedException {
    put("/aliases/production", Map.of("version", version));
  }

  private void put(String path, Map<String, ?> body) throws IOException, InterruptedException {
    String address = platform.access().projectPath() + "/models/" + MODEL + path;
    HttpResponse<String> answer =
        platform
            .client()
            .send(
                request(platform.url(address))
                    .PUT(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new BenchmarkException(
          "%s: %d %s".formatted(address, answer.statusCode(), answer.body()));
    }
  }

  private int answeredBy() throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        platform
            .client()
            .send(
                request(platform.url("/v2/models/" + MODEL + "/predict"))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(bodies.getFirst()))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new BenchmarkException(
          "A call was answered with %d: %s"
              .formatted(answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8)));
    }
    JsonNode body = JSON.readTree(answer.body());
    return Integer.parseInt(body.path("version").asText());
  }

  private HttpRequest.Builder request(URI url) {
    return HttpRequest.newBuilder(url)
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + platform.access().apiKey())
        .header("Content-Type", "application/json");
  }
}
