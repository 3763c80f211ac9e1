package io.plimsoll.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Hundreds of models in one server: what memory they take when all of them are open, and what a
 * call costs that finds its model closed, when there is room for a part of them only.
 */
public final class ModelsBenchmark {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MODEL = "flight-delays-onnx";
  private static final String MEMORY = "PLIMSOLL_SERVING_MODEL_MEMORY";
  private static final Duration DEPLOYED = Duration.ofMinutes(10);

  /** Jobs that wait at a time, so that no queue grows. */
  private static final int AHEAD = 8;

  private final Options options;
  private final Path installation;
  private final Path work;
  private final FlightRows flights;
  private final Report report;

  private ModelsBenchmark(Options options, Path installation, Path work, Report report)
      throws IOException {
    this.options = options;
    this.installation = installation;
    this.work = work;
    this.flights = FlightRows.read(work.resolve("models/" + MODEL + "/baseline.csv"));
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
                    "models", 300, "open", 100, "seconds", 10, "connections", 8, "cold", 1_500)));
    Report report = new Report(System.out);
    report.machine();
    new ModelsBenchmark(options, Path.of(arguments[0]), Path.of(arguments[1]), report).run();
    report.finish();
  }

  private void run() throws IOException, InterruptedException {
    int count = options.number("models");
    long each = Files.size(work.resolve("models/" + MODEL + "/model.onnx"));
    report.fact("%d models of %,d bytes each".formatted(count, each));
    long perModel;
    try (Platform platform = start(Map.of("PLIMSOLL_BUILD_CONCURRENCY", "2"))) {
      memory(platform, "before the first model");
      deploy(platform, count);
      memory(platform, "%d models open".formatted(count));
      perModel = (long) (metric(platform, "plimsoll_serving_models_memory_bytes") / count);
      calls(platform, "all %d open, every model in turn".formatted(count), count);
      memory(platform, "after calls of all of them");
    }
    int room = options.number("open");
    long started = System.nanoTime();
    try (Platform platform = start(Map.of(MEMORY, Long.toString(perModel * room + perModel / 2)))) {
      awaitAll(platform);
      report.fact(
          "start with %d models until all are ready: %s"
              .formatted(count, Report.millis(Duration.ofNanos(System.nanoTime() - started))));
      memory(platform, "room for %d".formatted(room));
      calls(platform, "room for %d, those in turn".formatted(room), room);
      cold(platform, count, room);
      memory(platform, "after %d evictions".formatted((long) evicted(platform)));
    }
  }

  private Platform start(Map<String, String> environment) throws IOException {
    return Platform.start(installation, work.resolve("home"), environment);
  }

  /** A server is up before all of its models are; until then it would refuse some calls. */
  private static void awaitAll(Platform platform) throws IOException {
    boolean isReady =
        Deadline.reached(
            DEPLOYED,
            Duration.ofMillis(100),
            () ->
                platform
                        .client()
                        .send(
                            HttpRequest.newBuilder(platform.url("/v2/health/ready")).build(),
                            HttpResponse.BodyHandlers.discarding())
                        .statusCode()
                    == 200);
    if (!isReady) {
      throw new BenchmarkException("the models were not ready within " + DEPLOYED);
    }
  }

  private static String name(int number) {
    return String.format(Locale.ROOT, "delays-%03d", number);
  }

  private void deploy(Platform platform, int count) throws IOException, InterruptedException {
    byte[] archive = archive();
    long started = System.nanoTime();
    Deque<String> waiting = new ArrayDeque<>();
    for (int number = 0; number < count; number++) {
      if (waiting.size() == AHEAD) {
        await(platform, waiting.removeFirst());
      }
      waiting.add(upload(platform, name(number), archive));
    }
    for (String job : waiting) {
      await(platform, job);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    report.fact(
        "%d uploads until all were live: %s, %s each"
            .formatted(count, Report.millis(took), Report.millis(took.dividedBy(count))));
  }

  /** The model without its baseline, which would only make the uploads slower. */
  private byte[] archive() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Path folder = work.resolve("models/" + MODEL);
    try (ZipOutputStream zip = new ZipOutputStream(bytes);
        Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = file.getFileName().toString();
        if (!name.equals("baseline.csv")) {
          zip.putNextEntry(new ZipEntry(name));
          zip.write(
              name.equals("plimsoll.yaml") ? withoutBaseline(file) : Files.readAllBytes(file));
          zip.closeEntry();
        }
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] withoutBaseline(Path settings) throws IOException {
    return Files.readString(settings)
        .lines()
        .filter(line -> !line.startsWith("baseline:"))
        .collect(Collectors.joining("\n"))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String upload(Platform platform, String model, byte[] archive)
      throws IOException, InterruptedException {
    URI address = platform.url(platform.access().projectPath() + "/models/" + model + "/uploads");
    HttpResponse<String> answer =
        platform
            .client()
            .send(
                HttpRequest.newBuilder(address)
                    .timeout(Duration.ofSeconds(60))
                    .header("Authorization", "Bearer " + platform.access().apiKey())
                    .POST(HttpRequest.BodyPublishers.ofByteArray(archive))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 202) {
      throw new BenchmarkException(
          "the upload of %s: %d %s".formatted(model, answer.statusCode(), answer.body()));
    }
    return JSON.readTree(answer.body()).required("id").asText();
  }

  private static void await(Platform platform, String job)
      throws IOException, InterruptedException {
    String path = platform.access().projectPath() + "/jobs/" + job;
    boolean isDeployed =
        Deadline.reached(
            DEPLOYED,
            Duration.ofMillis(20),
            () -> {
              JsonNode answer = platform.fetch(path);
              String state = answer.path("state").asText();
              if (state.equals("failed") || state.equals("cancelled")) {
                throw new BenchmarkException("a job failed: " + answer);
              }
              return state.equals("succeeded");
            });
    if (!isDeployed) {
      throw new BenchmarkException("the job %s did not end within %s".formatted(job, DEPLOYED));
    }
  }

  /** Calls of the first models in turn, so that every one is asked as often as the others. */
  private void calls(Platform platform, String what, int models) throws IOException {
    int connections = options.number("connections");
    Requests requests = requests(platform, models);
    Pace pace = new Pace.AsFastAsAnswered(options.seconds("seconds"));
    Load.run(platform.access().url(), connections, requests, pace);
    Cpu before = Cpu.of(platform.process());
    LoadResult result = Load.run(platform.access().url(), connections, requests, pace);
    report.load(
        "%s (%d connections)".formatted(what, connections),
        result,
        Cpu.of(platform.process()).since(before));
  }

  /**
   * In turn over more models than fit, the next one is always the one that was closed longest ago.
   */
  private void cold(Platform platform, int count, int room)
      throws IOException, InterruptedException {
    double openedBefore = metric(platform, "plimsoll_serving_models_cold_start_seconds_count");
    Cpu before = Cpu.of(platform.process());
    LoadResult result =
        Load.run(
            platform.access().url(),
            1,
            requests(platform, count),
            new Pace.Count(options.number("cold")));
    report.load(
        "room for %d, all %d in turn: every call opens its model (1 connection)"
            .formatted(room, count),
        result,
        Cpu.of(platform.process()).since(before));
    report.fact(
        "%,.0f of those %,d calls found their model closed"
            .formatted(
                metric(platform, "plimsoll_serving_models_cold_start_seconds_count") - openedBefore,
                result.succeeded()));
  }

  private Requests requests(Platform platform, int models) {
    List<byte[]> bodies = flights.plainBodies();
    List<byte[]> requests = new ArrayList<>();
    IntStream.range(0, models)
        .forEach(
            number ->
                requests.add(
                    Requests.post(
                        platform.url("/v2/models/" + name(number) + "/predict"),
                        Optional.of(platform.access().apiKey()),
                        bodies.get(number % bodies.size()))));
    return Requests.inTurn(requests);
  }

  private void memory(Platform platform, String when) throws IOException, InterruptedException {
    Memory memory = Memory.of(platform.process());
    report.fact(
        "%s: the server holds %,d MiB (with database and broker %,d); %.0f models open, which are taken for %,.0f MiB"
            .formatted(
                when,
                memory.serverMebibytes(),
                memory.allMebibytes(),
                metric(platform, "plimsoll_serving_models_open"),
                metric(platform, "plimsoll_serving_models_memory_bytes") / (1 << 20)));
  }

  private static double evicted(Platform platform) throws IOException, InterruptedException {
    return metric(platform, "plimsoll_serving_models_evicted_total");
  }

  private static double metric(Platform platform, String name)
      throws IOException, InterruptedException {
    String answer =
        platform
            .client()
            .send(
                HttpRequest.newBuilder(platform.url("/metrics")).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    return answer
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow(() -> new BenchmarkException("there is no metric " + name));
  }
}
