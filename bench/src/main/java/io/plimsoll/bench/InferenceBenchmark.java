package io.plimsoll.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Calls of models, every one of them logged: as many as there can be, for the ONNX and the Python
 * path, and at a steady rate for a minute; beside a bare handler of the same HTTP server.
 */
public final class InferenceBenchmark {
  private static final String PREDICTIONS = "plimsoll.predictions";
  private static final String ONNX = "flight-delays-onnx";
  private static final String PYTHON = "flight-delays";
  private static final Duration DRAINED = Duration.ofMinutes(5);

  private final Options options;
  private final Path work;
  private final Platform platform;
  private final Storage storage;
  private final FlightRows flights;
  private final Report report;

  private InferenceBenchmark(
      Options options, Path work, Platform platform, Storage storage, Report report)
      throws IOException {
    this.options = options;
    this.work = work;
    this.platform = platform;
    this.storage = storage;
    this.flights = FlightRows.read(work.resolve("models/" + ONNX + "/baseline.csv"));
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
                    "seconds", 15,
                    "warmup-seconds", 10,
                    "connections", 64,
                    "python-connections", 8,
                    "rate", 8_000,
                    "steady-seconds", 60)));
    Path work = Path.of(arguments[1]);
    Report report = new Report(System.out);
    report.machine();
    try (Platform platform = Platform.start(Path.of(arguments[0]), work.resolve("home"));
        Storage storage = platform.storage()) {
      new InferenceBenchmark(options, work, platform, storage, report).run();
    }
    report.finish();
  }

  private void run() throws Exception {
    push();
    URI infer = platform.url("/v2/models/" + ONNX + "/infer");
    String key = platform.access().apiKey();
    JsonNode metadata = platform.fetch("/v2/models/" + ONNX);
    List<byte[]> tensors = flights.tensorBodies(metadata);
    Requests onnx = Requests.posts(infer, key, tensors);

    bare(tensors, answer(infer, tensors.getFirst()));
    URI health = platform.url("/v2/health/live");
    mostOf("GET /v2/health/live", health, Requests.inTurn(List.of(Requests.get(health))), false);
    mostOf("ONNX, Open Inference Protocol", infer, onnx, true);
    URI predict = platform.url("/v2/models/" + ONNX + "/predict");
    mostOf("ONNX, plain JSON", predict, Requests.posts(predict, key, flights.plainBodies()), true);
    python(key);
    steady(infer, onnx);
  }

  /** Both models, and one of them again: then its environment is there already. */
  private void push() throws IOException, InterruptedException {
    Push onnx = push(ONNX);
    report.fact("push → live, ONNX: " + Report.millis(onnx.run()));
    Push python = push(PYTHON);
    report.fact("push → live, Python, environment built: " + Report.millis(python.run()));
    Files.writeString(python.folder().resolve("README.md"), "\nPushed again.\n");
    report.fact("push → live, Python, environment cached: " + Report.millis(python.run()));
  }

  private Push push(String model) {
    return new Push(
        work.resolve("models/" + model),
        platform.access().gitUrl() + "/" + model + ".git",
        platform.access().apiKey());
  }

  private void bare(List<byte[]> bodies, byte[] answer) throws Exception {
    Path file = work.resolve("answer.json");
    Files.write(file, answer);
    int port = Ports.free();
    Process server =
        new ProcessBuilder(BareServer.command(file, port))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      if (said.readLine() == null) {
        throw new BenchmarkException("The bare server did not start; what it said is above.");
      }
      URI url = URI.create("http://127.0.0.1:" + port + "/v2/models/" + ONNX + "/infer");
      Requests requests = Requests.posts(url, platform.access().apiKey(), bodies);
      most("bare handler, same request and answer", url, requests, server.toHandle());
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  private LoadResult most(String name, URI url, Requests requests, ProcessHandle server)
      throws IOException {
    int connections = options.number("connections");
    Load.run(url, connections, requests, asFastAsAnswered("warmup-seconds"));
    Cpu before = Cpu.of(server);
    LoadResult result = Load.run(url, connections, requests, asFastAsAnswered("seconds"));
    report.load(name, result, Cpu.of(server).since(before));
    return result;
  }

  private Pace asFastAsAnswered(String option) {
    return asFastAs(options.seconds(option));
  }

  private static Pace asFastAs(Duration duration) {
    return new Pace.AsFastAsAnswered(duration);
  }

  private void mostOf(String name, URI url, Requests requests, boolean isLogged)
      throws IOException, SQLException {
    int connections = options.number("connections");
    mostOf(name, url, requests, connections, isLogged);
  }

  private void mostOf(String name, URI url, Requests requests, int connections, boolean isLogged)
      throws IOException, SQLException {
    long stored = storage.stored(PREDICTIONS);
    LoadResult warm = Load.run(url, connections, requests, asFastAsAnswered("warmup-seconds"));
    Cpu before = Cpu.of(platform.process());
    LoadResult result = Load.run(url, connections, requests, asFastAsAnswered("seconds"));
    report.load(name, result, Cpu.of(platform.process()).since(before));
    if (isLogged) {
      drained(stored, warm.succeeded() + result.succeeded());
    }
  }

  private void python(String key) throws IOException, SQLException {
    URI url = platform.url("/v2/models/" + PYTHON + "/predict");
    Requests requests = Requests.posts(url, key, flights.plainBodies());
    mostOf(
        "Python worker, plain JSON (%d connections)"
            .formatted(options.number("python-connections")),
        url,
        requests,
        options.number("python-connections"),
        true);
  }

  private void steady(URI url, Requests requests) throws IOException, SQLException {
    long stored = storage.stored(PREDICTIONS);
    int rate = options.number("rate");
    Duration duration = options.seconds("steady-seconds");
    Cpu before = Cpu.of(platform.process());
    LoadResult result =
        Load.run(url, options.number("connections"), requests, new Pace.Steady(rate, duration));
    Cpu used = Cpu.of(platform.process()).since(before);
    report.load("ONNX at %,d/s for %d s".formatted(rate, duration.toSeconds()), result, used);
    Drained drained = drained(stored, result.succeeded());
    report.fact(
        "ONNX at %,d/s for %d s: %,d answered, %,d of them stored; the last row was committed %.1f s after the last answer"
            .formatted(
                rate,
                duration.toSeconds(),
                result.succeeded(),
                drained.stored(),
                drained.after().toMillis() / 1e3));
  }

  /** What was stored of the calls that were answered, and how long the rest of it took. */
  private record Drained(long stored, Duration after) {}

  private Drained drained(long storedBefore, long answered) throws SQLException {
    long started = System.nanoTime();
    boolean isAll =
        Deadline.reached(
            DRAINED,
            Duration.ofMillis(100),
            () -> storage.stored(PREDICTIONS) - storedBefore >= answered);
    Duration after = Duration.ofNanos(System.nanoTime() - started);
    long stored = storage.stored(PREDICTIONS) - storedBefore;
    if (!isAll) {
      report.fact(
          "NOT ALL LOGGED: %,d of %,d answered calls were stored within %d s"
              .formatted(stored, answered, DRAINED.toSeconds()));
    }
    return new Drained(stored, after);
  }

  private byte[] answer(URI url, byte[] body) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        platform
            .client()
            .send(
                HttpRequest.newBuilder(url)
                    .header("Authorization", "Bearer " + platform.access().apiKey())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new BenchmarkException(
          "%s answers %d: %s"
              .formatted(
                  url, answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8)));
    }
    return answer.body();
  }
}
