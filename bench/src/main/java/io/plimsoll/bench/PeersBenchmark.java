package io.plimsoll.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Calls of one row beside the Python servers that people put models behind: the same models, the
 * same rows, the same connections. The server that is measured has the first processor to itself;
 * the load, and of Plimsoll the broker, the database and all other roles, have the last one. Every
 * call of Plimsoll is authenticated and logged to Kafka; the others do neither.
 */
public final class PeersBenchmark {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> MODELS = List.of("iris", "forest", "boosting", "mlp", "text");
  private static final String FIRST = "0";
  private static final String NAMED = "Plimsoll, plain JSON";
  private static final String PROTOCOL = "Plimsoll, Open Inference Protocol";
  private static final String BARE = "bare handler of Plimsoll's HTTP server";
  private static final String BARE_ONNX = "the same with ONNX Runtime behind it";

  private static final Duration STALLS = Duration.ofSeconds(10);

  private static final List<String> LIMITS = List.of(BARE, BARE_ONNX);

  private final Options options;
  private final Path root;
  private final Path work;
  private final Platform desk;
  private final ServeRole serve;
  private final Report report;
  private final List<String> models;
  private final List<String> table = new ArrayList<>();
  private final List<String> profiles = new ArrayList<>();

  private PeersBenchmark(
      Options options, Path root, Path work, Platform desk, ServeRole serve, Report report) {
    this.options = options;
    this.root = root;
    this.work = work;
    this.desk = desk;
    this.serve = serve;
    this.report = report;
    int only = options.number("model");
    this.models = only == 0 ? MODELS : List.of(MODELS.get(only - 1));
  }

  /**
   * Runs the benchmark.
   *
   * @param arguments the repository, a work folder with the peers' environments and the models,
   *     then options
   */
  public static void main(String[] arguments) throws Exception {
    Options options =
        Options.parse(
            Arrays.copyOfRange(arguments, 2, arguments.length),
            new TreeMap<>(
                Map.of(
                    "seconds", 5,
                    "rounds", 2,
                    "warmup-seconds", 5,
                    "limit-warmup-seconds", 15,
                    "start-seconds", 60,
                    "pace-warmup-seconds", 180,
                    "profile-seconds", 8,
                    "model", 0,
                    "connections", 32)));
    Path root = Path.of(arguments[0]);
    Path work = Path.of(arguments[1]);
    Report report = new Report(System.out);
    report.machine();
    String last = Long.toString(Report.processors() - 1);
    for (Stalls stalls : Stalls.ofEach(List.of(FIRST, last), STALLS)) {
      report.fact(
          "with the processors of server and load busy and nothing else, the machine stops one of them %.1f times a second for 1 ms or longer, for %.1f ms at most and %.2f %% of the time"
              .formatted(stalls.perSecond(), stalls.longest().toNanos() / 1e6, stalls.percent()));
    }
    Path home = work.resolve("home");
    try (Platform desk = Platform.startBehind(root, home, Map.of("PLIMSOLL_ROLES", "api,build"));
        ServeRole serve = ServeRole.start(FIRST, root, home, work.resolve("serve.log"))) {
      new PeersBenchmark(options, root, work, desk, serve, report).run();
    }
    report.finish();
  }

  private void run() throws Exception {
    for (String model : models) {
      Duration push =
          new Push(models(model).resolve("push"), gitUrl(model), desk.access().apiKey()).run();
      report.fact("push → live, %s: %s".formatted(model, Report.millis(push)));
    }
    Precedence.takeFrom(desk.process());
    for (String model : models) {
      compare(model);
    }
    report.table(
        "| model | server | answers/s, each round | × the best peer | p50 ms | p99 ms | CPU µs each"
            + " | failed |",
        table);
    report.table(Profile.head(NAMED + ", where its processor time goes"), profiles);
  }

  private void compare(String model) throws Exception {
    List<PinnedServer> servers = new ArrayList<>();
    List<Target> targets = new ArrayList<>(plimsoll(model));
    byte[] answer = targets.getFirst().awaitAnswer(desk.client(), serve.log());
    targets.getLast().awaitAnswer(desk.client(), serve.log());
    report.fact("%s is answered by %s".formatted(model, engine(model)));
    try {
      Path said = Files.write(work.resolve("answer.json"), answer);
      List<byte[]> named = targets.getFirst().bodies();
      targets.add(bare(BARE, said, "bare.log", named, servers));
      List<byte[]> rows = Target.bodies(models(model).resolve("rows.jsonl"));
      targets.add(bare(BARE_ONNX, graph(model), "bare-onnx.log", rows, servers));
      for (Peer peer : Peer.ALL) {
        targets.add(peer(model, peer, servers));
      }
      if (model.equals(models.getFirst())) {
        load(targets.getFirst(), options.seconds("start-seconds"));
      }
      measure(model, targets);
      // They are not idle even where nobody asks them, and what is measured has its processor
      // alone.
      servers.forEach(PinnedServer::close);
      servers.clear();
      halfOfSaturation(model, targets.getFirst());
      profile(
          model,
          targets.getFirst(),
          work.resolve("serve-%s.jfr".formatted(model)),
          () -> load(targets.getFirst(), options.seconds("profile-seconds")));
    } finally {
      servers.forEach(PinnedServer::close);
    }
  }

  /** A B C A B C: what else the machine does falls on all of them alike. */
  private void measure(String model, List<Target> targets)
      throws IOException, InterruptedException {
    for (Target target : targets) {
      // Theirs are new processes for each model, and a JVM is only a limit once it has compiled.
      boolean isLimit = LIMITS.contains(target.name());
      load(target, options.seconds(isLimit ? "limit-warmup-seconds" : "warmup-seconds"));
    }
    Comparison comparison = new Comparison();
    for (int round = 0; round < options.number("rounds"); round++) {
      for (Target target : targets) {
        Cpu before = Cpu.of(target.server());
        LoadResult result = load(target, options.seconds("seconds"));
        Cpu used = Cpu.of(target.server()).since(before);
        comparison.add(target.name(), new Comparison.Round(result, used));
        report.say("%s, %s: %,.0f answers/s".formatted(model, target.name(), result.perSecond()));
      }
    }
    report.fact(
        "%s, ONNX Runtime in a loop, without a server: %,.0f calls/s"
            .formatted(model, loop(model)));
    double best = comparison.best(Peer.ALL.stream().map(Peer::name).toList());
    table.addAll(comparison.rows(model, best));
  }

  /** In a process of its own, on the processor that the servers have. */
  private double loop(String model) throws IOException, InterruptedException {
    PinnedLook loop =
        PinnedLook.start(
            FIRST,
            OnnxLoop.class,
            graph(model).toString(),
            models(model).resolve("rows.jsonl").toString(),
            Integer.toString(options.number("limit-warmup-seconds")),
            Integer.toString(options.number("seconds")));
    return Double.parseDouble(loop.line());
  }

  private void halfOfSaturation(String model, Target target)
      throws IOException, InterruptedException {
    double half = load(target, options.seconds("seconds")).perSecond() / 2;
    SteadyCalls calls = new SteadyCalls(target, options.number("connections"), half, report);
    Duration time = options.seconds("seconds").multipliedBy(4);
    calls.measure(model + " at half of saturation, just changed to", time);
    Duration warmUp = calls.untilCompiled(options.seconds("pace-warmup-seconds"));
    calls.measure(
        "%s at half of saturation, after %d s of it".formatted(model, warmUp.toSeconds()), time);
    profile(
        model + " at half of saturation",
        target,
        work.resolve("serve-%s-half.jfr".formatted(model)),
        () -> calls.measure(model + " at half of saturation, recorded", time));
  }

  /** After the rounds, because a recording costs a little: where the server's time goes. */
  private void profile(String what, Target target, Path file, Profile.Work work)
      throws IOException, InterruptedException {
    profiles.add(Profile.during(target.server(), file, work).row(what));
  }

  private LoadResult load(Target target, Duration duration) throws IOException {
    return Load.run(
        target.url(),
        options.number("connections"),
        target.requests(),
        new Pace.AsFastAsAnswered(duration));
  }

  private List<Target> plimsoll(String model) throws IOException, InterruptedException {
    Optional<String> key = Optional.of(desk.access().apiKey());
    Path named = models(model).resolve("named.jsonl");
    Target plain =
        new Target(
            NAMED,
            serve.url("/v2/models/" + model + "/predict"),
            key,
            Target.bodies(named),
            serve.handle());
    plain.awaitAnswer(desk.client(), serve.log());
    JsonNode inputs =
        serve.fetch(desk.client(), "/v2/models/" + model, desk.access().apiKey()).path("inputs");
    List<byte[]> tensors = new ArrayList<>();
    for (byte[] body : Target.bodies(named)) {
      tensors.add(JSON.writeValueAsBytes(tensors(JSON.readTree(body).path("features"), inputs)));
    }
    URI infer = serve.url("/v2/models/" + model + "/infer");
    return List.of(plain, new Target(PROTOCOL, infer, key, tensors, serve.handle()));
  }

  /** One row as the inputs that the model has: a column each, or one matrix of all. */
  private static ObjectNode tensors(JsonNode row, JsonNode inputs) {
    ObjectNode request = JSON.createObjectNode();
    ArrayNode tensors = request.putArray("inputs");
    for (JsonNode input : inputs) {
      String name = input.path("name").asText();
      ObjectNode tensor = tensors.addObject().put("name", name);
      tensor.set("datatype", input.path("datatype"));
      ArrayNode shape = tensor.putArray("shape").add(1);
      ArrayNode data = tensor.putArray("data");
      if (row.has(name)) {
        data.add(row.path(name));
        input.path("shape").valueStream().skip(1).forEach(one -> shape.add(1));
      } else {
        row.forEach(data::add);
        shape.add(row.size());
      }
    }
    return request;
  }

  private Target bare(
      String name, Path file, String log, List<byte[]> bodies, List<PinnedServer> servers)
      throws IOException, InterruptedException {
    int port = Ports.free();
    PinnedServer server =
        PinnedServer.start(
            FIRST, BareServer.command(file, port), work, Map.of(), work.resolve(log));
    servers.add(server);
    URI url = URI.create("http://127.0.0.1:" + port + "/v2/models/peer/predict");
    Target target = new Target(name, url, Optional.empty(), bodies, server.handle());
    target.awaitAnswer(desk.client(), server.log());
    return target;
  }

  private Target peer(String model, Peer peer, List<PinnedServer> servers)
      throws IOException, InterruptedException {
    int port = Ports.free();
    Path programs = work.resolve("peers/" + peer.environment() + "/bin");
    List<String> command =
        new ArrayList<>(
            peer.command().stream()
                .map(word -> word.equals("$PORT") ? Integer.toString(port) : word)
                .toList());
    command.set(0, programs.resolve(command.getFirst()).toString());
    PinnedServer server =
        PinnedServer.start(
            FIRST,
            command,
            root.resolve("bench/peers/servers"),
            Map.of(
                "MODEL",
                models(model).toString(),
                "PORT",
                Integer.toString(port),
                "PATH",
                programs + ":" + System.getenv("PATH"),
                "BENTOML_DO_NOT_TRACK",
                "True",
                "MLFLOW_DISABLE_TELEMETRY",
                "true"),
            work.resolve("peer-" + peer.environment() + ".log"));
    servers.add(server);
    Target target =
        new Target(
            peer.name(),
            URI.create("http://127.0.0.1:" + port + peer.path()),
            Optional.empty(),
            Target.bodies(models(model).resolve(peer.form() + ".jsonl")),
            server.handle());
    target.awaitAnswer(desk.client(), server.log());
    return target;
  }

  /** What answers: the server itself or a worker, and after what proof. */
  private String engine(String model) throws IOException, InterruptedException {
    JsonNode version =
        desk.fetch(desk.access().projectPath() + "/models/" + model + "/versions")
            .path("items")
            .path(0);
    return version.path("engine").asText();
  }

  private Path models(String model) {
    return work.resolve("peer-models").resolve(model);
  }

  private Path graph(String model) {
    return models(model).resolve("model.onnx");
  }

  private String gitUrl(String model) {
    return desk.access().gitUrl() + "/" + model + ".git";
  }
}
